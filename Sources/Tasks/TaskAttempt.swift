package import JSON

/// One try of one Task state, as its handler sees it.
///
/// The execution's ARN and the id of the scheduling event together are the idempotency key of the attempt.
package struct TaskAttempt: Sendable {
    package var executionArn: String
    package var scheduledEventID: Int64
    package var resource: TaskResource
    /// The evaluated `Parameters` or `Arguments`; the state's input where the resource is a Lambda function's ARN.
    package var parameters: JSONValue
    package var region: String
    /// The role of the state's `Credentials`.
    package var roleArn: String?
    package var taskToken: String?
    package var timeoutSeconds: Int64?
    package var heartbeatSeconds: Int64?
    /// What the service said when it took the job on (`.sync`), where that was before a crash: the job is waited for, not
    /// submitted again.
    package var submission: JSONValue?
    /// Told what goes over the wire, of an `http:invoke` task.
    package var onExchange: (@Sendable (HTTPTaskExchange) -> Void)?

    package init(
        executionArn: String, scheduledEventID: Int64, resource: TaskResource, parameters: JSONValue, region: String,
        roleArn: String? = nil, taskToken: String? = nil, timeoutSeconds: Int64? = nil, heartbeatSeconds: Int64? = nil,
        submission: JSONValue? = nil
    ) {
        self.executionArn = executionArn
        self.scheduledEventID = scheduledEventID
        self.resource = resource
        self.parameters = parameters
        self.region = region
        self.roleArn = roleArn
        self.taskToken = taskToken
        self.timeoutSeconds = timeoutSeconds
        self.heartbeatSeconds = heartbeatSeconds
        self.submission = submission
    }
}

/// What a Task state's `Resource` names.
package enum TaskResource: Hashable, Sendable {
    case lambda(arn: String)
    case activity(arn: String)
    /// An optimized integration (`arn:aws:states:::sqs:sendMessage`) or, with `isSDK`, one of `aws-sdk:`.
    case service(service: String, action: String, pattern: IntegrationPattern, isSDK: Bool)
}

/// What a service task waits for.
package enum IntegrationPattern: Hashable, Sendable {
    case requestResponse
    case sync
    /// `.sync:2`
    case sync2
    case waitForTaskToken
}
