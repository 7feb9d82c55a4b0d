/// Something that happened to an execution from outside.
package enum Stimulus: Sendable {
    case start
    case taskStarted(scheduledEventID: Int64, workerName: String?)
    case taskSubmitted(scheduledEventID: Int64, output: Payload)
    case taskSucceeded(scheduledEventID: Int64, output: Payload)
    case taskFailed(scheduledEventID: Int64, TaskFailure)
    case heartbeat(scheduledEventID: Int64)
    case mapRunFinished(startedEventID: Int64, MapRunResult)
    /// Every deadline up to now has passed.
    case timePassed
    case stop(error: String?, cause: String?)
    case redrive
}

/// Why a task attempt failed, and how far it had come.
package struct TaskFailure: Sendable, Hashable {
    package enum Stage: Sendable {
        case start
        case submission
        case work
    }

    package let error: String?
    package let cause: String?
    package let stage: Stage

    package init(error: String?, cause: String?, stage: Stage = .work) {
        self.error = error
        self.cause = cause
        self.stage = stage
    }
}
