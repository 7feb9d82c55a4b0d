package import JSON

/// The number of an execution in its journal: dense, ascending in the order of starting.
package struct ExecutionID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let rawValue: Int64

    package init(rawValue: Int64) { self.rawValue = rawValue }

    package static func < (left: ExecutionID, right: ExecutionID) -> Bool { left.rawValue < right.rawValue }

    package var description: String { String(rawValue) }
}

/// The number of a definition's text in its journal; the same text has the same number.
package struct DefinitionID: Hashable, Sendable, CustomStringConvertible {
    package let rawValue: Int64

    package init(rawValue: Int64) { self.rawValue = rawValue }

    package var description: String { String(rawValue) }
}

/// Where an execution stands, in AWS's words.
package enum ExecutionStatus: String, CaseIterable, Sendable {
    case running = "RUNNING"
    case succeeded = "SUCCEEDED"
    case failed = "FAILED"
    case timedOut = "TIMED_OUT"
    case aborted = "ABORTED"
    /// A child of a Map Run that is being redriven and waits for its turn.
    case pendingRedrive = "PENDING_REDRIVE"
}

/// What the journal knows of an execution, apart from its history.
package struct ExecutionRecord: Equatable, Sendable {
    package let id: ExecutionID
    package var arn: String
    package var stateMachineArn: String
    package var name: String
    package var definition: DefinitionID
    package var isExpress: Bool
    package var roleArn: String
    /// The input as JSON text.
    package var input: String
    /// When it started, in milliseconds since 1970.
    package var startMilliseconds: Int64
    package var status: ExecutionStatus
    package var stopMilliseconds: Int64?
    /// The output as JSON text.
    package var output: String?
    package var error: String?
    package var cause: String?
    /// What every random choice of the execution is derived from.
    package var seed: UInt64
    /// The version of the interpreter's rules it runs under.
    package var rulesVersion: Int
    package var redriveCount: Int
    package var redriveMilliseconds: Int64?
    /// The newest event of the history; kept by the journal, 0 before the first.
    package var lastEventID: Int64
    /// The earliest deadline it waits for.
    package var wakeMilliseconds: Int64?
    /// Whether recovery must bring it back at once, not only at its deadline.
    package var hasEffectsInFlight: Bool
    package var mapRunArn: String?
    package var parent: ExecutionID?
    /// Everything that is rarely looked at, under AWS's field names where there are any: `stateMachineVersionArn` and
    /// `stateMachineAliasArn` (both can be searched for), `traceHeader`, `label`, `redriveStatusReason`…
    package var details: JSONObject

    package init(
        id: ExecutionID, arn: String, stateMachineArn: String, name: String, definition: DefinitionID,
        isExpress: Bool = false, roleArn: String = "", input: String, startMilliseconds: Int64,
        status: ExecutionStatus = .running, stopMilliseconds: Int64? = nil, output: String? = nil,
        error: String? = nil, cause: String? = nil, seed: UInt64 = 0, rulesVersion: Int = 1, redriveCount: Int = 0,
        redriveMilliseconds: Int64? = nil, lastEventID: Int64 = 0, wakeMilliseconds: Int64? = nil,
        hasEffectsInFlight: Bool = false, mapRunArn: String? = nil, parent: ExecutionID? = nil,
        details: JSONObject = [:]
    ) {
        self.id = id
        self.arn = arn
        self.stateMachineArn = stateMachineArn
        self.name = name
        self.definition = definition
        self.isExpress = isExpress
        self.roleArn = roleArn
        self.input = input
        self.startMilliseconds = startMilliseconds
        self.status = status
        self.stopMilliseconds = stopMilliseconds
        self.output = output
        self.error = error
        self.cause = cause
        self.seed = seed
        self.rulesVersion = rulesVersion
        self.redriveCount = redriveCount
        self.redriveMilliseconds = redriveMilliseconds
        self.lastEventID = lastEventID
        self.wakeMilliseconds = wakeMilliseconds
        self.hasEffectsInFlight = hasEffectsInFlight
        self.mapRunArn = mapRunArn
        self.parent = parent
        self.details = details
    }
}

/// What a listing shows of an execution: no input, no output.
package struct ExecutionSummary: Equatable, Sendable {
    package let id: ExecutionID
    package var arn: String
    package var stateMachineArn: String
    package var name: String
    package var startMilliseconds: Int64
    package var status: ExecutionStatus
    package var stopMilliseconds: Int64?
    package var redriveCount: Int
    package var redriveMilliseconds: Int64?
    package var mapRunArn: String?
    package var details: JSONObject
}

/// What recovery needs to know of an execution that runs.
package struct OpenExecution: Equatable, Sendable {
    package let id: ExecutionID
    package var wakeMilliseconds: Int64?
    package var hasEffectsInFlight: Bool

    package init(id: ExecutionID, wakeMilliseconds: Int64?, hasEffectsInFlight: Bool) {
        self.id = id
        self.wakeMilliseconds = wakeMilliseconds
        self.hasEffectsInFlight = hasEffectsInFlight
    }
}
