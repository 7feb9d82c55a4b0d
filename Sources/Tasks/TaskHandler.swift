package import JSON

/// Performs task attempts.
package protocol TaskHandler: Sendable {
    /// Starts the attempt and returns at once; `report` is called from any thread: once with an outcome, and before
    /// that once with `submitted` where the pattern waits for more than the response.
    func start(_ attempt: TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void) -> TaskCancellation
}

/// What a handler tells of an attempt.
package enum TaskReport: Hashable, Sendable {
    /// `.sync` and `.waitForTaskToken`: the service accepted the request.
    case submitted(output: JSONValue)
    /// The work goes on.
    case heartbeat
    case succeeded(output: JSONValue)
    case failed(error: String, cause: String?)
    /// `.sync` and `.waitForTaskToken`: the service refused the request.
    case submitFailed(error: String, cause: String?)
}

/// Stops an attempt that nobody waits for any more; harmless after its outcome.
package struct TaskCancellation: Sendable {
    private let action: @Sendable () -> Void

    package init(_ action: @escaping @Sendable () -> Void) { self.action = action }

    /// For an attempt that is over already.
    package static let none = TaskCancellation {}

    package func cancel() { action() }
}
