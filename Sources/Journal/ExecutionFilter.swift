package import JSON

/// Which executions a listing shows: those that meet every condition given.
package struct ExecutionFilter: Hashable, Sendable {
    package enum Redrive: String, Sendable {
        case redriven = "REDRIVEN"
        case notRedriven = "NOT_REDRIVEN"
    }

    package var stateMachineArn: String?
    package var mapRunArn: String?
    package var status: ExecutionStatus?
    package var redriveFilter: Redrive?
    /// The version or alias they were started with: `stateMachineVersionArn` or `stateMachineAliasArn` of the details.
    package var versionOrAliasArn: String?
    /// Started at that time or later.
    package var startedFromMilliseconds: Int64?
    /// Started before that time.
    package var startedToMilliseconds: Int64?
    /// Stopped before that time, and not redriven since.
    package var stoppedBeforeMilliseconds: Int64?

    package init(
        stateMachineArn: String? = nil, mapRunArn: String? = nil, status: ExecutionStatus? = nil,
        redriveFilter: Redrive? = nil, versionOrAliasArn: String? = nil, startedFromMilliseconds: Int64? = nil,
        startedToMilliseconds: Int64? = nil, stoppedBeforeMilliseconds: Int64? = nil
    ) {
        self.stateMachineArn = stateMachineArn
        self.mapRunArn = mapRunArn
        self.status = status
        self.redriveFilter = redriveFilter
        self.versionOrAliasArn = versionOrAliasArn
        self.startedFromMilliseconds = startedFromMilliseconds
        self.startedToMilliseconds = startedToMilliseconds
        self.stoppedBeforeMilliseconds = stoppedBeforeMilliseconds
    }
}

/// Some executions of a listing, newest first, and where the next page starts.
package struct ExecutionPage: Equatable, Sendable {
    package var executions: [ExecutionSummary]
    /// What to pass as `after` for the next page; none on the last.
    package var next: ExecutionID?
}

/// A document that the journal keeps for others: a state machine, a version, an alias, an activity, a Map Run…
package struct JournalResource: Hashable, Sendable {
    package let name: String
    package let body: JSONValue
}
