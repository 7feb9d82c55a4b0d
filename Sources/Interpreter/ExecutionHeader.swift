package import JSON

/// What is known of an execution before its first event and never changes.
package struct ExecutionHeader: Sendable {
    /// The execution's number in the journal; task tokens carry it.
    package let id: Int64
    package let arn: String
    package let name: String
    package let stateMachineArn: String
    package let stateMachineName: String
    package let roleArn: String
    package let versionArn: String?
    package let aliasArn: String?
    package let region: String
    package let input: Payload
    package let startMilliseconds: Int64
    /// All randomness of the execution comes from it.
    package let seed: UInt64
    /// Where a fork left others, oldest first; empty for all other executions.
    package let branchings: [ExecutionBranching]
    package let isExpress: Bool
    /// What `$$.Map.Item` is in a child execution of a distributed Map state.
    package let mapItem: MapItem?
    package let quotas: Quotas
    /// Those that it started under.
    package let rules: Rules

    package init(
        id: Int64, arn: String, name: String, stateMachineArn: String, stateMachineName: String, roleArn: String,
        versionArn: String? = nil, aliasArn: String? = nil, region: String = "us-east-1", input: Payload,
        startMilliseconds: Int64, seed: UInt64, branchings: [ExecutionBranching] = [], isExpress: Bool = false,
        mapItem: MapItem? = nil, quotas: Quotas = .aws, rules: Rules = .current
    ) {
        self.id = id
        self.arn = arn
        self.name = name
        self.stateMachineArn = stateMachineArn
        self.stateMachineName = stateMachineName
        self.roleArn = roleArn
        self.versionArn = versionArn
        self.aliasArn = aliasArn
        self.region = region
        self.input = input
        self.startMilliseconds = startMilliseconds
        self.seed = seed
        self.branchings = branchings
        self.isExpress = isExpress
        self.mapItem = mapItem
        self.quotas = quotas
        self.rules = rules
    }
}

/// The item that an iteration of a Map state works on.
///
/// AWS Step Functions Developer Guide, "Context object data for Map states".
package struct MapItem: Sendable, Hashable {
    package let index: Int64
    package let value: JSONValue
    /// The name, where the Map state goes over an object.
    package let key: String?
    /// `STATE_DATA`, or the S3 URI that a distributed Map state read.
    package let source: String?

    package init(index: Int64, value: JSONValue, key: String? = nil, source: String? = nil) {
        self.index = index
        self.value = value
        self.key = key
        self.source = source
    }
}

/// AWS's limits, each of which can be lifted.
///
/// AWS Step Functions Developer Guide, "Quotas".
package struct Quotas: Sendable, Hashable {
    /// Of an input, output or result, in UTF-8.
    package let payloadBytes: Int
    /// Of a Standard execution; the last event is the failure itself.
    package let historyEvents: Int64
    package let inlineMapConcurrency: Int64
    /// Of the variables that one state sets.
    package let variableBytes: Int
    /// Of all variables that a branch sees.
    package let allVariablesBytes: Int
    package let longestWaitSeconds: Int64
    /// Workers that wait for a task of the same activity.
    package let activityPollers: Int

    package init(
        payloadBytes: Int, historyEvents: Int64, inlineMapConcurrency: Int64, variableBytes: Int,
        allVariablesBytes: Int, longestWaitSeconds: Int64, activityPollers: Int
    ) {
        self.payloadBytes = payloadBytes
        self.historyEvents = historyEvents
        self.inlineMapConcurrency = inlineMapConcurrency
        self.variableBytes = variableBytes
        self.allVariablesBytes = allVariablesBytes
        self.longestWaitSeconds = longestWaitSeconds
        self.activityPollers = activityPollers
    }

    package static let aws = Quotas(
        payloadBytes: 262_144, historyEvents: 25_000, inlineMapConcurrency: 40, variableBytes: 262_144,
        allVariablesBytes: 10_485_760, longestWaitSeconds: 31_536_000, activityPollers: 1_000)

    package static let lifted = Quotas(
        payloadBytes: .max, historyEvents: .max, inlineMapConcurrency: .max, variableBytes: .max,
        allVariablesBytes: .max, longestWaitSeconds: .max, activityPollers: .max)
}
