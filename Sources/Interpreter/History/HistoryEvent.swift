/// One record of an execution's history, as GetExecutionHistory gives it.
///
/// Specification: AWS Step Functions API Reference, "HistoryEvent".
package struct HistoryEvent: Sendable, Hashable {
    /// From 1, without gaps.
    package let id: Int64
    /// The event that this one follows in its branch; 0 where there is none.
    package let previousEventID: Int64
    /// Since 1970.
    package let timestampMilliseconds: Int64
    package let type: HistoryEventType
    package let details: EventDetails

    package init(
        id: Int64, previousEventID: Int64, timestampMilliseconds: Int64, type: HistoryEventType, details: EventDetails
    ) {
        self.id = id
        self.previousEventID = previousEventID
        self.timestampMilliseconds = timestampMilliseconds
        self.type = type
        self.details = details
    }
}

/// What an event says besides its type. Payloads are JSON texts.
package enum EventDetails: Sendable, Hashable {
    case none
    case executionStarted(input: String, roleArn: String, versionArn: String?, aliasArn: String?)
    case executionSucceeded(output: String)
    case executionFailed(error: String?, cause: String?)
    case executionAborted(error: String?, cause: String?)
    case executionTimedOut(error: String?, cause: String?)
    case executionRedriven(count: Int64)
    case stateEntered(name: String, input: String)
    case stateExited(name: String, output: String, assigned: [AssignedVariable])
    case taskScheduled(TaskScheduledDetails)
    case task(TaskResourceName)
    case taskOutput(TaskResourceName, output: String)
    case taskError(TaskResourceName, error: String?, cause: String?)
    case lambdaScheduled(arn: String, input: String, timeoutSeconds: Int64?, roleArn: String?)
    case activityScheduled(arn: String, input: String, timeoutSeconds: Int64?, heartbeatSeconds: Int64?)
    case activityStarted(workerName: String?)
    /// Of Lambda function and activity events, which do not repeat their resource.
    case output(String)
    case error(error: String?, cause: String?)
    case mapStateStarted(length: Int64)
    case mapIteration(name: String, index: Int64)
    case mapRunStarted(arn: String)
    case mapRunRedriven(arn: String, count: Int64)
    case evaluationFailed(error: String, cause: String, location: String?, state: String)
}

/// A variable as an exit event shows it.
package struct AssignedVariable: Sendable, Hashable {
    package let name: String
    /// JSON text.
    package let value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// The service and the action of a Task, as its events name them: `lambda` and `invoke.waitForTaskToken`.
package struct TaskResourceName: Sendable, Hashable {
    package let resourceType: String
    package let resource: String

    package init(resourceType: String, resource: String) {
        self.resourceType = resourceType
        self.resource = resource
    }
}

/// What a TaskScheduled event says.
package struct TaskScheduledDetails: Sendable, Hashable {
    package let name: TaskResourceName
    package let region: String
    package let parameters: String
    package let timeoutSeconds: Int64?
    package let heartbeatSeconds: Int64?
    package let roleArn: String?

    package init(
        name: TaskResourceName, region: String, parameters: String, timeoutSeconds: Int64?, heartbeatSeconds: Int64?,
        roleArn: String?
    ) {
        self.name = name
        self.region = region
        self.parameters = parameters
        self.timeoutSeconds = timeoutSeconds
        self.heartbeatSeconds = heartbeatSeconds
        self.roleArn = roleArn
    }
}
