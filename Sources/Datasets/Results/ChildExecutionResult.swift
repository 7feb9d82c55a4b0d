import JSON

/// How one child execution of a Map Run ended, or that it has not started.
package struct ChildExecutionResult: Hashable, Sendable {
    /// The files keep these apart; whatever did not succeed counts as failed.
    package enum Group: String, CaseIterable, Sendable {
        case failed = "FAILED"
        case pending = "PENDING"
        case succeeded = "SUCCEEDED"
    }

    package enum Status: String, Sendable {
        case succeeded = "SUCCEEDED"
        case failed = "FAILED"
        case timedOut = "TIMED_OUT"
        case aborted = "ABORTED"
        case pending = "PENDING"

        package var group: Group {
            switch self {
            case .succeeded: .succeeded
            case .pending: .pending
            case .failed, .timedOut, .aborted: .failed
            }
        }
    }

    package var executionArn: String
    package var stateMachineArn: String
    package var name: String
    package var status: Status
    /// The input as JSON text.
    package var input: String
    /// The output as JSON text, where it succeeded.
    package var output: String?
    package var error: String?
    package var cause: String?
    /// In RFC 3339: `2023-04-27T12:00:00.123Z`.
    package var startDate: String?
    package var stopDate: String?
    package var redriveCount: Int64
    package var redriveStatus: String?
    package var redriveStatusReason: String?

    package init(
        executionArn: String, stateMachineArn: String, name: String, status: Status, input: String,
        output: String? = nil, error: String? = nil, cause: String? = nil, startDate: String? = nil,
        stopDate: String? = nil, redriveCount: Int64 = 0, redriveStatus: String? = nil,
        redriveStatusReason: String? = nil
    ) {
        self.executionArn = executionArn
        self.stateMachineArn = stateMachineArn
        self.name = name
        self.status = status
        self.input = input
        self.output = output
        self.error = error
        self.cause = cause
        self.startDate = startDate
        self.stopDate = stopDate
        self.redriveCount = redriveCount
        self.redriveStatus = redriveStatus
        self.redriveStatusReason = redriveStatusReason
    }

    /// The whole record as it stands in a result file, with its members in AWS's order.
    var record: JSONValue {
        var record = JSONObject()
        record["Cause"] = cause.map { .string($0) }
        record["Error"] = error.map { .string($0) }
        record["ExecutionArn"] = .string(executionArn)
        record["Input"] = .string(input)
        record["InputDetails"] = ["Included": true]
        record["Name"] = .string(name)
        record["Output"] = output.map { .string($0) }
        record["OutputDetails"] = output.map { _ in ["Included": true] }
        record["RedriveCount"] = .integer(redriveCount)
        record["RedriveStatus"] = redriveStatus.map { .string($0) }
        record["RedriveStatusReason"] = redriveStatusReason.map { .string($0) }
        record["StartDate"] = startDate.map { .string($0) }
        record["StateMachineArn"] = .string(stateMachineArn)
        record["Status"] = .string(status.rawValue)
        record["StopDate"] = stopDate.map { .string($0) }
        return .object(record)
    }
}
