/// What each operation takes.
///
/// Source: the service model of AWS Step Functions, version 2016-11-23 (`stepfunctions/2016-11-23/service-2.json` of
/// botocore).
extension Operation {
    /// The members of the request.
    var input: [Field] { Self.inputs[index] }

    private static let inputs: [[Field]] = allCases.map { operation in
        switch operation {
        case .createActivity:
            [
                Field("name", .name, isRequired: true),
                Field("tags", .tagList),
                Field("encryptionConfiguration", .encryptionConfiguration),
            ]
        case .createStateMachine:
            [
                Field("name", .name, isRequired: true),
                Field("definition", .definition, isRequired: true),
                Field("roleArn", .arn, isRequired: true),
                Field("type", .stateMachineType),
                Field("loggingConfiguration", .loggingConfiguration),
                Field("tags", .tagList),
                Field("tracingConfiguration", .tracingConfiguration),
                Field("publish", .boolean),
                Field("versionDescription", .versionDescription),
                Field("encryptionConfiguration", .encryptionConfiguration),
            ]
        case .createStateMachineAlias:
            [
                Field("description", .aliasDescription),
                Field("name", .characterRestrictedName, isRequired: true),
                Field("routingConfiguration", .routingConfigurationList, isRequired: true),
            ]
        case .deleteActivity: [Field("activityArn", .arn, isRequired: true)]
        case .deleteStateMachine: [Field("stateMachineArn", .arn, isRequired: true)]
        case .deleteStateMachineAlias: [Field("stateMachineAliasArn", .arn, isRequired: true)]
        case .deleteStateMachineVersion: [Field("stateMachineVersionArn", .longArn, isRequired: true)]
        case .describeActivity: [Field("activityArn", .arn, isRequired: true)]
        case .describeExecution:
            [
                Field("executionArn", .arn, isRequired: true),
                Field("includedData", .includedData),
            ]
        case .describeMapRun: [Field("mapRunArn", .longArn, isRequired: true)]
        case .describeStateMachine:
            [
                Field("stateMachineArn", .arn, isRequired: true),
                Field("includedData", .includedData),
            ]
        case .describeStateMachineAlias: [Field("stateMachineAliasArn", .arn, isRequired: true)]
        case .describeStateMachineForExecution:
            [
                Field("executionArn", .arn, isRequired: true),
                Field("includedData", .includedData),
            ]
        case .getActivityTask:
            [
                Field("activityArn", .arn, isRequired: true),
                Field("workerName", .name),
            ]
        case .getExecutionHistory:
            [
                Field("executionArn", .arn, isRequired: true),
                Field("maxResults", .pageSize),
                Field("reverseOrder", .boolean),
                Field("nextToken", .pageToken),
                Field("includeExecutionData", .boolean),
            ]
        case .listActivities:
            [
                Field("maxResults", .pageSize),
                Field("nextToken", .pageToken),
            ]
        case .listExecutions:
            [
                Field("stateMachineArn", .arn),
                Field("statusFilter", .executionStatus),
                Field("maxResults", .pageSize),
                Field("nextToken", .listExecutionsPageToken),
                Field("mapRunArn", .longArn),
                Field("redriveFilter", .executionRedriveFilter),
            ]
        case .listMapRuns:
            [
                Field("executionArn", .arn, isRequired: true),
                Field("maxResults", .pageSize),
                Field("nextToken", .pageToken),
            ]
        case .listStateMachineAliases:
            [
                Field("stateMachineArn", .arn, isRequired: true),
                Field("nextToken", .pageToken),
                Field("maxResults", .pageSize),
            ]
        case .listStateMachineVersions:
            [
                Field("stateMachineArn", .arn, isRequired: true),
                Field("nextToken", .pageToken),
                Field("maxResults", .pageSize),
            ]
        case .listStateMachines:
            [
                Field("maxResults", .pageSize),
                Field("nextToken", .pageToken),
            ]
        case .listTagsForResource: [Field("resourceArn", .arn, isRequired: true)]
        case .publishStateMachineVersion:
            [
                Field("stateMachineArn", .arn, isRequired: true),
                Field("revisionId", .string()),
                Field("description", .versionDescription),
            ]
        case .redriveExecution:
            [
                Field("executionArn", .arn, isRequired: true),
                Field("clientToken", .clientToken),
            ]
        case .sendTaskFailure:
            [
                Field("taskToken", .taskToken, isRequired: true),
                Field("error", .sensitiveError),
                Field("cause", .sensitiveCause),
            ]
        case .sendTaskHeartbeat: [Field("taskToken", .taskToken, isRequired: true)]
        case .sendTaskSuccess:
            [
                Field("taskToken", .taskToken, isRequired: true),
                Field("output", .sensitiveData, isRequired: true),
            ]
        case .startExecution:
            [
                Field("stateMachineArn", .arn, isRequired: true),
                Field("name", .name),
                Field("input", .sensitiveData),
                Field("traceHeader", .traceHeader),
            ]
        case .startSyncExecution:
            [
                Field("stateMachineArn", .arn, isRequired: true),
                Field("name", .name),
                Field("input", .sensitiveData),
                Field("traceHeader", .traceHeader),
                Field("includedData", .includedData),
            ]
        case .stopExecution:
            [
                Field("executionArn", .arn, isRequired: true),
                Field("error", .sensitiveError),
                Field("cause", .sensitiveCause),
            ]
        case .tagResource:
            [
                Field("resourceArn", .arn, isRequired: true),
                Field("tags", .tagList, isRequired: true),
            ]
        case .testState:
            [
                Field("definition", .definition, isRequired: true),
                Field("roleArn", .arn),
                Field("input", .sensitiveData),
                Field("inspectionLevel", .inspectionLevel),
                Field("revealSecrets", .boolean),
                Field("variables", .sensitiveData),
                Field("stateName", .testStateStateName),
                Field("mock", .mockInput),
                Field("context", .sensitiveData),
                Field("stateConfiguration", .testStateConfiguration),
            ]
        case .untagResource:
            [
                Field("resourceArn", .arn, isRequired: true),
                Field("tagKeys", .tagKeyList, isRequired: true),
            ]
        case .updateMapRun:
            [
                Field("mapRunArn", .longArn, isRequired: true),
                Field("maxConcurrency", .maxConcurrency),
                Field("toleratedFailurePercentage", .toleratedFailurePercentage),
                Field("toleratedFailureCount", .toleratedFailureCount),
            ]
        case .updateStateMachine:
            [
                Field("stateMachineArn", .arn, isRequired: true),
                Field("definition", .definition),
                Field("roleArn", .arn),
                Field("loggingConfiguration", .loggingConfiguration),
                Field("tracingConfiguration", .tracingConfiguration),
                Field("publish", .boolean),
                Field("versionDescription", .versionDescription),
                Field("encryptionConfiguration", .encryptionConfiguration),
            ]
        case .updateStateMachineAlias:
            [
                Field("stateMachineAliasArn", .arn, isRequired: true),
                Field("description", .aliasDescription),
                Field("routingConfiguration", .routingConfigurationList),
            ]
        case .validateStateMachineDefinition:
            [
                Field("definition", .definition, isRequired: true),
                Field("type", .stateMachineType),
                Field("severity", .validateStateMachineDefinitionSeverity),
                Field("maxResults", .validateStateMachineDefinitionMaxResult),
            ]
        }
    }
}

extension Shape {
    static let aliasDescription = Shape.string(maximum: 256, isSensitive: true)
    static let arn = Shape.string(minimum: 1, maximum: 256)
    static let characterRestrictedName = Shape.string(minimum: 1, maximum: 80, pattern: .characterRestrictedName)
    static let clientToken = Shape.string(minimum: 1, maximum: 64, pattern: .clientToken)
    static let cloudWatchLogsLogGroup = Shape.structure([
        Field("logGroupArn", .arn)
    ])
    static let definition = Shape.string(minimum: 1, maximum: 1_048_576, isSensitive: true)
    static let encryptionConfiguration = Shape.structure([
        Field("kmsKeyId", .kmsKeyId),
        Field("kmsDataKeyReusePeriodSeconds", .kmsDataKeyReusePeriodSeconds),
        Field("type", .encryptionType, isRequired: true),
    ])
    static let encryptionType = Shape.enumeration(["AWS_OWNED_KEY", "CUSTOMER_MANAGED_KMS_KEY"])
    static let executionRedriveFilter = Shape.enumeration(["REDRIVEN", "NOT_REDRIVEN"])
    static let executionStatus = Shape.enumeration([
        "RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE",
    ])
    static let includedData = Shape.enumeration(["ALL_DATA", "METADATA_ONLY"])
    static let inspectionLevel = Shape.enumeration(["INFO", "DEBUG", "TRACE"])
    static let kmsDataKeyReusePeriodSeconds = Shape.integer(minimum: 60, maximum: 900)
    static let kmsKeyId = Shape.string(minimum: 1, maximum: 2048)
    static let listExecutionsPageToken = Shape.string(minimum: 1, maximum: 3096)
    static let logDestination = Shape.structure([
        Field("cloudWatchLogsLogGroup", .cloudWatchLogsLogGroup)
    ])
    static let logDestinationList = Shape.list(of: .logDestination)
    static let logLevel = Shape.enumeration(["ALL", "ERROR", "FATAL", "OFF"])
    static let loggingConfiguration = Shape.structure([
        Field("level", .logLevel),
        Field("includeExecutionData", .boolean),
        Field("destinations", .logDestinationList),
    ])
    static let longArn = Shape.string(minimum: 1, maximum: 2000)
    static let mapIterationFailureCount = Shape.integer(minimum: 0)
    static let maxConcurrency = Shape.integer(minimum: 0)
    static let mockErrorOutput = Shape.structure([
        Field("error", .sensitiveError),
        Field("cause", .sensitiveCause),
    ])
    static let mockInput = Shape.structure([
        Field("result", .sensitiveData),
        Field("errorOutput", .mockErrorOutput),
        Field("fieldValidationMode", .mockResponseValidationMode),
    ])
    static let mockResponseValidationMode = Shape.enumeration(["STRICT", "PRESENT", "NONE"])
    static let name = Shape.string(minimum: 1, maximum: 80)
    static let pageSize = Shape.integer(minimum: 0, maximum: 1000)
    static let pageToken = Shape.string(minimum: 1, maximum: 1024)
    static let retrierRetryCount = Shape.integer(minimum: 0)
    static let routingConfigurationList = Shape.list(of: .routingConfigurationListItem, minimum: 1, maximum: 2)
    static let routingConfigurationListItem = Shape.structure(
        [
            Field("stateMachineVersionArn", .arn, isRequired: true),
            Field("weight", .versionWeight, isRequired: true),
        ], name: "RoutingConfigurationListItem")
    static let sensitiveCause = Shape.string(maximum: 32_768, isSensitive: true)
    static let sensitiveData = Shape.string(maximum: 262_144, isSensitive: true)
    static let sensitiveError = Shape.string(maximum: 256, isSensitive: true)
    static let stateMachineType = Shape.enumeration(["STANDARD", "EXPRESS"])
    static let tag = Shape.structure([
        Field("key", .tagKey),
        Field("value", .tagValue),
    ])
    static let tagKey = Shape.string(minimum: 1, maximum: 128)
    static let tagKeyList = Shape.list(of: .tagKey)
    static let tagList = Shape.list(of: .tag)
    static let tagValue = Shape.string(maximum: 256)
    static let taskToken = Shape.string(minimum: 1, maximum: 2048)
    static let testStateConfiguration = Shape.structure([
        Field("retrierRetryCount", .retrierRetryCount),
        Field("errorCausedByState", .testStateStateName),
        Field("mapIterationFailureCount", .mapIterationFailureCount),
        Field("mapItemReaderData", .sensitiveData),
    ])
    static let testStateStateName = Shape.string(minimum: 1, maximum: 80, isSensitive: true)
    static let toleratedFailureCount = Shape.integer(minimum: 0)
    static let toleratedFailurePercentage = Shape.number(minimum: 0, maximum: 100)
    static let traceHeader = Shape.string(maximum: 256, pattern: .traceHeader)
    static let tracingConfiguration = Shape.structure([
        Field("enabled", .boolean)
    ])
    static let validateStateMachineDefinitionMaxResult = Shape.integer(minimum: 0, maximum: 100)
    static let validateStateMachineDefinitionSeverity = Shape.enumeration(["ERROR", "WARNING"])
    static let versionDescription = Shape.string(maximum: 256, isSensitive: true)
    static let versionWeight = Shape.integer(minimum: 0, maximum: 100)
}
