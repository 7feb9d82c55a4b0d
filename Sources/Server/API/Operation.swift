/// The operations of the Step Functions API.
enum Operation: String, CaseIterable, Sendable {
    case createActivity = "CreateActivity"
    case createStateMachine = "CreateStateMachine"
    case createStateMachineAlias = "CreateStateMachineAlias"
    case deleteActivity = "DeleteActivity"
    case deleteStateMachine = "DeleteStateMachine"
    case deleteStateMachineAlias = "DeleteStateMachineAlias"
    case deleteStateMachineVersion = "DeleteStateMachineVersion"
    case describeActivity = "DescribeActivity"
    case describeExecution = "DescribeExecution"
    case describeMapRun = "DescribeMapRun"
    case describeStateMachine = "DescribeStateMachine"
    case describeStateMachineAlias = "DescribeStateMachineAlias"
    case describeStateMachineForExecution = "DescribeStateMachineForExecution"
    case getActivityTask = "GetActivityTask"
    case getExecutionHistory = "GetExecutionHistory"
    case listActivities = "ListActivities"
    case listExecutions = "ListExecutions"
    case listMapRuns = "ListMapRuns"
    case listStateMachineAliases = "ListStateMachineAliases"
    case listStateMachineVersions = "ListStateMachineVersions"
    case listStateMachines = "ListStateMachines"
    case listTagsForResource = "ListTagsForResource"
    case publishStateMachineVersion = "PublishStateMachineVersion"
    case redriveExecution = "RedriveExecution"
    case sendTaskFailure = "SendTaskFailure"
    case sendTaskHeartbeat = "SendTaskHeartbeat"
    case sendTaskSuccess = "SendTaskSuccess"
    case startExecution = "StartExecution"
    case startSyncExecution = "StartSyncExecution"
    case stopExecution = "StopExecution"
    case tagResource = "TagResource"
    case testState = "TestState"
    case untagResource = "UntagResource"
    case updateMapRun = "UpdateMapRun"
    case updateStateMachine = "UpdateStateMachine"
    case updateStateMachineAlias = "UpdateStateMachineAlias"
    case validateStateMachineDefinition = "ValidateStateMachineDefinition"

    /// Finds an operation by its name in `X-Amz-Target`.
    init?(target: Substring) {
        guard let operation = Self.byName[target] else { return nil }
        self = operation
    }

    private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { (Substring($0.rawValue), $0) })

    /// The place of the operation among all.
    var index: Int { Self.places[self] ?? 0 }

    private static let places = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
}
