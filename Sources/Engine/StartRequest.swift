package import Interpreter
import JSON
import Journal

/// An execution to start.
package struct StartRequest: Sendable {
    package let machine: ResolvedMachine
    /// Nil for a name that the engine makes.
    package let name: String?
    package let input: Payload
    package let traceHeader: String?
    /// Sees the events of this execution.
    package let observer: (any ExecutionObserver)?

    package init(
        machine: ResolvedMachine, name: String? = nil, input: Payload, traceHeader: String? = nil,
        observer: (any ExecutionObserver)? = nil
    ) {
        self.machine = machine
        self.name = name
        self.input = input
        self.traceHeader = traceHeader
        self.observer = observer
    }
}

/// An execution that was started, or was already there under the same name with the same input.
package struct StartedExecution: Sendable, Hashable {
    package let executionArn: String
    package let startMilliseconds: Int64

    package init(executionArn: String, startMilliseconds: Int64) {
        self.executionArn = executionArn
        self.startMilliseconds = startMilliseconds
    }
}

/// An execution that has ended.
package struct FinishedExecution: Sendable {
    package let executionArn: String
    package let name: String
    package let stateMachineArn: String
    package let input: String
    package let startMilliseconds: Int64
    package let stopMilliseconds: Int64
    package let outcome: Outcome
    package let redriveCount: Int64

    package init(
        executionArn: String, name: String, stateMachineArn: String, input: String, startMilliseconds: Int64,
        stopMilliseconds: Int64, outcome: Outcome, redriveCount: Int64
    ) {
        self.executionArn = executionArn
        self.name = name
        self.stateMachineArn = stateMachineArn
        self.input = input
        self.startMilliseconds = startMilliseconds
        self.stopMilliseconds = stopMilliseconds
        self.outcome = outcome
        self.redriveCount = redriveCount
    }
}

extension ServiceError {
    static func executionAlreadyExists(_ arn: String) -> ServiceError {
        ServiceError(code: "ExecutionAlreadyExists", message: "Execution Already Exists: '\(arn)'")
    }

    static func executionDoesNotExist(_ arn: String) -> ServiceError {
        ServiceError(code: "ExecutionDoesNotExist", message: "Execution Does Not Exist: '\(arn)'")
    }

    static let invalidToken = ServiceError(code: "InvalidToken", message: "Invalid Token: 'Invalid token'")

    static let taskTimedOut = ServiceError(
        code: "TaskTimedOut", message: "Task Timed Out: 'Provided task does not exist anymore'")

    static let stopping = ServiceError(code: "ServiceUnavailable", message: "The engine is shutting down.")

    static func notWritten(_ error: JournalError) -> ServiceError {
        .unavailable("The journal could not be written: \(error)")
    }

    static func unavailable(_ reason: String) -> ServiceError { ServiceError(code: "InternalFailure", message: reason) }
}
