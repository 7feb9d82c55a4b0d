import ArgumentParser
import Engine
import Glibc
import Threads

/// Waits for an execution to end, or for the user to interrupt.
enum ExecutionWait {
    private enum Occurrence: Sendable {
        case finished(Result<FinishedExecution, ServiceError>)
        case interrupted
    }

    /// - Parameter start: asks the engine, with a completion for the end of the execution.
    /// - Throws: `Failure` where the engine refuses; exit code 130 after Control-C, with the execution left in the journal.
    static func finish(
        _ session: Session, _ progress: Progress?,
        _ start: (@escaping @Sendable (Result<FinishedExecution, ServiceError>) -> Void) -> Void
    ) throws -> FinishedExecution {
        let occurrences = Mailbox<Occurrence>()
        let interrupts = Interrupts { occurrences.send(.interrupted) }
        defer { interrupts.stop() }
        progress?.begin()
        start { occurrences.send(.finished($0)) }
        while true {
            guard case .elements(let news) = occurrences.receive() else { continue }
            for occurrence in news {
                switch occurrence {
                case .finished(let result):
                    progress?.end()
                    return try unwrap(result, session)
                case .interrupted:
                    progress?.end()
                    session.close()
                    Terminal.standardError.write("\nbaton: interrupted; 'baton resume' goes on with it\n")
                    throw ExitCode(130)
                }
            }
        }
    }

    private static func unwrap(
        _ result: Result<FinishedExecution, ServiceError>, _ session: Session
    ) throws -> FinishedExecution {
        do throws(ServiceError) {
            return try result.get()
        } catch {
            session.close()
            throw Failure.usage("\(error.code): \(error.message)")
        }
    }
}

/// Runs something when the process is told to end, instead of ending it.
final class Interrupts: Sendable {
    private static let signals = [SIGINT, SIGTERM, SIGHUP]
    private let previousMask: sigset_t

    /// Waits for the signals on a thread of its own: in a handler next to nothing may be done.
    init(_ body: @escaping @Sendable () -> Void) {
        var mask = sigset_t()
        sigemptyset(&mask)
        for signal in Self.signals { sigaddset(&mask, signal) }
        var previous = sigset_t()
        pthread_sigmask(SIG_BLOCK, &mask, &previous)
        previousMask = previous
        let waited = mask
        _ = try? WorkerThread(name: "baton-signals") {
            var waited = waited
            var signal: Int32 = 0
            if sigwait(&waited, &signal) == 0 { body() }
        }
    }

    /// From here on a signal ends the process as usual.
    func stop() {
        var previous = previousMask
        pthread_sigmask(SIG_SETMASK, &previous, nil)
    }
}
