package import JSON
package import StatesLanguage

/// What an execution asks of the world; a plain value, to be carried out once the events before it are durable.
package enum Effect: Sendable {
    case startTask(TaskAttempt)
    /// The task's answer is no longer wanted.
    case cancelTask(scheduledEventID: Int64)
    case startMapRun(MapRunRequest)
    case cancelMapRun(startedEventID: Int64)
    /// The children that did not succeed are to run again.
    case redriveMapRun(MapRunRequest)
    /// Nothing more will happen, unless it is redriven.
    case finish(Outcome)
}

/// How an execution ended.
package enum Outcome: Sendable, Hashable {
    case succeeded(output: Payload)
    case failed(error: String?, cause: String?)
    case timedOut
    case aborted(error: String?, cause: String?)
}

/// One try of one Task state. The execution and the event that scheduled it make the idempotency key.
package struct TaskAttempt: Sendable {
    package let executionArn: String
    package let scheduledEventID: Int64
    package let stateName: String
    /// The `Comment` of the state.
    package let stateComment: String?
    package let resource: TaskResource
    /// The evaluated `Parameters` or `Arguments`, or the state's input where it has none.
    package let parameters: Payload
    package let region: String
    /// `Credentials.RoleArn`; recorded, not assumed.
    package let roleArn: String?
    package let taskToken: String
    package let timeoutSeconds: Int64?
    package let heartbeatSeconds: Int64?
    /// How often the state was tried before.
    package let retryCount: Int64

    package init(
        executionArn: String, scheduledEventID: Int64, stateName: String, resource: TaskResource, parameters: Payload,
        region: String, roleArn: String?, taskToken: String, timeoutSeconds: Int64?, heartbeatSeconds: Int64?,
        retryCount: Int64, stateComment: String? = nil
    ) {
        self.stateComment = stateComment
        self.executionArn = executionArn
        self.scheduledEventID = scheduledEventID
        self.stateName = stateName
        self.resource = resource
        self.parameters = parameters
        self.region = region
        self.roleArn = roleArn
        self.taskToken = taskToken
        self.timeoutSeconds = timeoutSeconds
        self.heartbeatSeconds = heartbeatSeconds
        self.retryCount = retryCount
    }
}

/// What a distributed Map state wants run: its items, or where to read them, and how to go about it.
package struct MapRunRequest: Sendable {
    package enum Items: Sendable {
        case values([MapItem])
        /// An object store call with evaluated arguments.
        case reader(ItemReader, arguments: JSONValue, maxItems: Int64?)
    }

    package struct Batching: Sendable {
        package let batchInput: JSONValue?
        package let maxItems: Int64?
        package let maxInputBytes: Int64?
    }

    package struct Writing: Sendable {
        package let writer: ResultWriter
        /// `Bucket` and `Prefix`, where results are exported.
        package let arguments: JSONValue?
    }

    package let startedEventID: Int64
    package let mapRunArn: String
    package let stateName: String
    package let label: String
    package let isExpress: Bool
    package let items: Items
    package let batching: Batching?
    package let writing: Writing?
    package let maxConcurrency: Int64
    package let toleratedFailureCount: Int64
    package let toleratedFailurePercentage: Double
    package let processor: Workflow
}

/// How a Map Run ended, as the Map state sees it.
package enum MapRunResult: Sendable {
    case succeeded(JSONValue)
    case failed(error: String, cause: String)
    case aborted
}
