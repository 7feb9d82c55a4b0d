import JSON
import Synchronization
package import Tasks

/// Has tasks performed and records what they asked and got, in the order in which they ended.
package struct CassetteRecorder: TaskHandler {
    private let performer: any TaskHandler
    private let write: @Sendable (String) -> Void

    /// - Parameter write: appends a line to the cassette; called from any thread.
    package init(recording performer: any TaskHandler, write: @escaping @Sendable (String) -> Void) {
        self.performer = performer
        self.write = write
    }

    package func start(
        _ attempt: TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void
    ) -> TaskCancellation {
        guard !attempt.resource.waitsForToken else { return performer.start(attempt, report: report) }
        let job = Job()
        return performer.start(attempt) { [write] outcome in
            if case .submitted(let output) = outcome {
                job.output.withLock { $0 = output }
            } else {
                let exchange = TaskExchange(
                    resource: attempt.resource.name, request: attempt.parameters,
                    submitted: job.output.withLock { $0 }, outcome: outcome)
                // Recorded before anybody acts on it: a crash cannot lose what the journal has.
                write(exchange.line.text + "\n")
            }
            report(outcome)
        }
    }

    /// What a service said when it accepted a job.
    private final class Job: Sendable {
        let output = Mutex<JSONValue?>(nil)
    }
}
