package import Interpreter
package import Journal

/// Why an execution cannot be redriven.
///
/// Source: API reference, DescribeExecution, `redriveStatusReason`.
package enum RedriveObstacle: String, Sendable {
    case isDeleting = "State machine is in DELETING status"
    case isRunning = "Execution is RUNNING and cannot be redriven"
    case hasSucceeded = "Execution is SUCCEEDED and cannot be redriven"
    case isTooLong = "Execution history event limit exceeded"
    case isOpenTooLong = "Execution has exceeded the max execution time"
    case isTooOld = "Execution redrivable period exceeded"

    /// Nil where nothing that the execution's record shows stands in the way.
    ///
    /// - Parameter quotas: of executions that do not say which they run under.
    package init?(_ record: ExecutionRecord, quotas: Quotas = .aws, nowMilliseconds: Int64) {
        let dayMilliseconds: Int64 = 86_400_000
        switch record.status {
        case .running, .pendingRedrive: self = .isRunning
        case .succeeded: self = .hasSucceeded
        case .failed, .timedOut, .aborted:
            if record.lastEventID + 2 >= record.quotas(otherwise: quotas).historyEvents {
                self = .isTooLong
            } else if nowMilliseconds - record.startMilliseconds > 365 * dayMilliseconds {
                self = .isOpenTooLong
            } else if nowMilliseconds - (record.stopMilliseconds ?? 0) > 14 * dayMilliseconds {
                self = .isTooOld
            } else {
                return nil
            }
        }
    }
}

extension ServiceError {
    package static func notRedrivable(_ obstacle: RedriveObstacle) -> ServiceError {
        ServiceError(code: "ExecutionNotRedrivable", message: obstacle.rawValue)
    }

    package static let notRedrivableAlone = ServiceError(
        code: "ExecutionNotRedrivable",
        message: "Execution was started by a Map Run and can only be redriven with its parent execution")

    package static let expressNotRedrivable = ServiceError(
        code: "InvalidArn", message: "Invalid Arn: 'Resource type not valid in this context: express'")
}
