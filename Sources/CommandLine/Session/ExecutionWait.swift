import ArgumentParser
import Engine
import Glibc
import Synchronization
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
        Interrupts.onFirst { occurrences.send(.interrupted) }
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
            let message = "\(error.code): \(error.message)"
            // A name that is taken is the user's doing, a full disk is not.
            throw error.isOurs ? Failure.found(message) : Failure.usage(message)
        }
    }
}

/// The signals that tell the process to end.
enum Interrupts {
    private static var mask: sigset_t {
        var mask = sigset_t()
        sigemptyset(&mask)
        for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&mask, signal) }
        return mask
    }

    /// Holds the signals back in this thread and those that it starts: before any other thread, which would take them.
    static func hold() {
        var mask = mask
        pthread_sigmask(SIG_BLOCK, &mask, nil)
    }

    private struct Handling {
        var body: @Sendable () -> Void
        var hasThread = false
    }

    private static let handling = Mutex(Handling(body: {}))

    /// Runs something at the first signal, instead of what was to be run before; at the second the process ends.
    static func onFirst(_ body: @escaping @Sendable () -> Void) {
        let needsThread = handling.withLock { handling in
            handling.body = body
            defer { handling.hasThread = true }
            return !handling.hasThread
        }
        // On a thread of its own: in a signal handler next to nothing may be done.
        if needsThread { _ = try? WorkerThread(name: "baton-signals") { wait() } }
    }

    private static func wait() {
        var mask = mask
        var signal: Int32 = 0
        guard sigwait(&mask, &signal) == 0 else { return }
        handling.withLock { $0.body }()
        if sigwait(&mask, &signal) == 0 { _exit(128 + signal) }
    }
}
