/// The fields of each state type.
///
/// Source: Amazon States Language, "State types", as ValidateStateMachineDefinition applies it.
extension StateType {
    var allowedFields: AllowedFields {
        switch self {
        case .pass: Self.passFields
        case .task: Self.taskFields
        case .choice: Self.choiceFields
        case .wait: Self.waitFields
        case .succeed: Self.succeedFields
        case .fail: Self.failFields
        case .parallel: Self.parallelFields
        case .map: Self.mapFields
        }
    }

    private static let common = ["Type", "Comment", "QueryLanguage"]
    private static let going = common + ["Assign", "Next", "End"]
    private static let recovering = going + ["Retry", "Catch"]
    private static let inputOutput = ["InputPath", "OutputPath"]
    private static let transforming = inputOutput + ["Parameters", "ResultSelector", "ResultPath"]

    private static let passFields = AllowedFields(
        going, path: inputOutput + ["Parameters", "Result", "ResultPath"], jsonata: ["Output"])

    private static let taskFields = AllowedFields(
        recovering + ["Resource", "Credentials", "TimeoutSeconds", "HeartbeatSeconds"],
        path: transforming + ["TimeoutSecondsPath", "HeartbeatSecondsPath"], jsonata: ["Arguments", "Output"])

    private static let choiceFields = AllowedFields(
        common + ["Assign", "Choices", "Default"], path: inputOutput, jsonata: ["Output"])

    private static let waitFields = AllowedFields(
        going + ["Seconds", "Timestamp"], path: inputOutput + ["SecondsPath", "TimestampPath"], jsonata: ["Output"])

    private static let succeedFields = AllowedFields(common, path: inputOutput, jsonata: ["Output"])

    private static let failFields = AllowedFields(common + ["Error", "Cause"], path: ["ErrorPath", "CausePath"])

    private static let parallelFields = AllowedFields(
        recovering + ["Branches"], path: transforming, jsonata: ["Arguments", "Output"])

    private static let mapFields = AllowedFields(
        recovering + [
            "ItemProcessor", "Iterator", "ItemSelector", "ItemReader", "ItemBatcher", "ResultWriter", "MaxConcurrency",
            "ToleratedFailureCount", "ToleratedFailurePercentage", "Label",
        ],
        path: transforming + [
            "ItemsPath", "MaxConcurrencyPath", "ToleratedFailureCountPath", "ToleratedFailurePercentagePath",
        ],
        jsonata: ["Items", "Output"])
}
