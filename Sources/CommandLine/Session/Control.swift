import Engine
import Glibc
import JSON
import Journal

/// The way to executions for a command: through the process that has the journal, or with an engine of its own.
enum Control {
    case other(socket: String, owner: JournalOwner)
    case own(Session)

    /// Takes the journal where nobody has it, or finds who has it.
    init(
        _ location: JournalLocation, settings: Settings, durability: Durability = .full,
        exchanges: Exchanges = .live, resumes: Bool = false, progress: Progress? = nil
    ) throws {
        guard case .file(let path) = location, Files.exists(path) else {
            throw Failure.usage("there is no journal yet; 'baton run' makes it, '--journal' names another one")
        }
        do {
            self = .own(
                try Session(
                    location, durability: durability, settings: settings,
                    machines: FileMachines(folder: Files.currentFolder, settings: settings),
                    exchanges: exchanges, resumes: resumes, progress: progress))
        } catch JournalError.owned(_, let owner) {
            guard let socket = ControlSocket.path(forJournal: path) else {
                throw Failure.usage("\(JournalError.owned(path: path, owner: owner))")
            }
            self = .other(socket: socket, owner: owner)
        }
    }

    /// Performs an operation of the Step Functions API.
    func perform(_ operation: String, _ request: JSONValue) throws -> JSONValue {
        let message: JSONValue = ["operation": .string(operation), "request": request]
        switch self {
        case .own(let session):
            do throws(ServiceError) {
                return try waitFor {
                    ControlOperation.perform(message, on: session.engine, session.journal, completion: $0)
                }
            } catch {
                throw Failure.found("\(error.code): \(error.message)")
            }
        case .other(let path, let owner):
            guard let socket = ControlSocket.connect(to: path) else {
                throw Failure.usage("the journal is in use by \(owner), which does not answer")
            }
            defer { Glibc.close(socket) }
            ControlSocket.write(message.text + "\n", to: socket)
            guard let line = ControlSocket.readLine(socket), let answer = try? JSONValue(parsing: line) else {
                throw Failure.found("the process that has the journal (\(owner)) gave no answer")
            }
            if let response = answer["response"] { return response }
            let error = answer["error"]
            throw Failure.found("\(error?["code"]?.string ?? "Error"): \(error?["message"]?.string ?? "")")
        }
    }

    /// The session where this process has the journal.
    var session: Session? {
        if case .own(let session) = self { session } else { nil }
    }

    func close() { session?.close() }
}
