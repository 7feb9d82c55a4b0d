import Interpreter
import JSON
import Journal

/// What other threads ask of the engine's thread.
enum Command: Sendable {
    case start(StartRequest, completion: @Sendable (Result<StartedExecution, ServiceError>) -> Void)
    case startAndWait(StartRequest, completion: @Sendable (Result<FinishedExecution, ServiceError>) -> Void)
    case wait(arn: String, completion: @Sendable (Result<FinishedExecution, ServiceError>) -> Void)
    case stop(
        arn: String, error: String?, cause: String?, completion: @Sendable (Result<Int64, ServiceError>) -> Void)
    case redrive(arn: String, completion: @Sendable (Result<Int64, ServiceError>) -> Void)
    case sendTask(token: String, TokenMessage, completion: @Sendable (Result<Void, ServiceError>) -> Void)
    case pollActivity(ActivityPoll)
    case cancelPoll(id: UInt64)
    case cancelPolls
    case describeMapRun(arn: String, completion: @Sendable (JSONValue?) -> Void)
    case updateMapRun(arn: String, MapRunUpdate, completion: @Sendable (Result<Void, ServiceError>) -> Void)
    /// A stimulus for an execution, from a handler.
    case deliver(ExecutionID, Stimulus)
    /// Events of an execution are durable, so their effects may start.
    case durable(ExecutionID, incarnation: Int, [Effect])
    /// Events of an execution could not be written.
    case writeFailed(ExecutionID, incarnation: Int, JournalError)
    /// What an execution depends on could not be written; it is to find out again what it waits for.
    case reload(ExecutionID)
    case mapRunItems(arn: String, Result<[MapItem], MapRunFailure>)
    case mapRunWritten(arn: String, Result<JSONValue, MapRunFailure>)
    case health(completion: @Sendable (EngineHealth) -> Void)
    case shutdown(completion: @Sendable () -> Void)
}

/// What comes in with a task token.
enum TokenMessage: Sendable {
    case success(output: Payload)
    case failure(error: String?, cause: String?)
    case heartbeat
}

/// A worker that waits for a task of an activity.
package struct ActivityPoll: Sendable {
    package let id: UInt64
    package let activityArn: String
    package let workerName: String?
    let completion: @Sendable (Result<ActivityTask?, ServiceError>) -> Void
}

/// A task that a worker got.
package struct ActivityTask: Sendable, Hashable {
    package let taskToken: String
    package let input: String
}
