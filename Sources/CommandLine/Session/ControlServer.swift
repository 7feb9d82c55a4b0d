import Engine
import Glibc
import JSON
import Journal
import Synchronization
import Threads

/// Lets other commands reach the process that has the journal, through a socket beside it that only its owner may use.
final class ControlServer: Sendable {
    private let path: String
    private let listener: Int32
    private let isClosed = Atomic(false)

    /// - Returns: nil for a journal in memory, and where no socket can be made; nothing else depends on it.
    init?(beside location: JournalLocation, engine: Engine, journal: any ExecutionJournal) {
        guard case .file(let file) = location, let path = ControlSocket.path(forJournal: file) else { return nil }
        unlink(path)
        guard let listener = ControlSocket.listen(at: path) else { return nil }
        self.path = path
        self.listener = listener
        do {
            _ = try WorkerThread(name: "baton-control") { Self.accept(listener, engine, journal) }
        } catch {
            Glibc.close(listener)
            unlink(path)
            return nil
        }
    }

    func close() {
        guard !isClosed.exchange(true, ordering: .relaxed) else { return }
        unlink(path)
        // Wakes the thread that waits for connections.
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private static func accept(_ listener: Int32, _ engine: Engine, _ journal: any ExecutionJournal) {
        while true {
            let connection = Glibc.accept(listener, nil, nil)
            if connection < 0 {
                if errno == EINTR || errno == ECONNABORTED { continue }
                Glibc.close(listener)
                return
            }
            // A connection has one request, so a thread each is cheap enough.
            do {
                _ = try WorkerThread(name: "baton-request") { serve(connection, engine, journal) }
            } catch {
                Glibc.close(connection)
            }
        }
    }

    private static func serve(_ connection: Int32, _ engine: Engine, _ journal: any ExecutionJournal) {
        defer { Glibc.close(connection) }
        guard let line = ControlSocket.readLine(connection), let message = try? JSONValue(parsing: line) else { return }
        let answer: JSONValue
        do throws(ServiceError) {
            answer = [
                "response": try waitFor { ControlOperation.perform(message, on: engine, journal, completion: $0) }
            ]
        } catch {
            answer = ["error": ["code": .string(error.code), "message": .string(error.message)]]
        }
        ControlSocket.write(answer.text + "\n", to: connection)
    }
}
