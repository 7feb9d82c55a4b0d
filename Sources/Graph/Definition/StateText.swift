import JSON

/// What a state does, in a few words.
func stateText(_ state: JSONValue, _ kind: FlowNodeKind) -> String? {
    switch kind {
    case .task: taskText(state)
    case .wait: waitText(state)
    case .fail: state["Error"].map(expressionText)
    case .map: mapText(state)
    case .agents: agentStateText(state)
    case .parallel: state["Branches"]?.array.map { "\($0.count) \($0.count == 1 ? "branch" : "branches")" }
    default: nil
    }
}

private func waitText(_ state: JSONValue) -> String? {
    if let seconds = state["Seconds"] { return seconds.isNumber ? durationText(seconds) : expressionText(seconds) }
    if let path = state["SecondsPath"]?.string { return "\(path) seconds" }
    if let time = state["Timestamp"] { return "until \(expressionText(time))" }
    return state["TimestampPath"]?.string.map { "until \($0)" }
}

private func durationText(_ seconds: JSONValue) -> String {
    guard let count = seconds.integer else { return "\(seconds.text) s" }
    switch count {
    case 86_400... where count % 86_400 == 0: return "\(count / 86_400) d"
    case 3_600... where count % 3_600 == 0: return "\(count / 3_600) h"
    case 60... where count % 60 == 0: return "\(count / 60) min"
    default: return "\(count) s"
    }
}

private func mapText(_ state: JSONValue) -> String {
    let processor = state["ItemProcessor"] ?? state["Iterator"]
    let isDistributed = processor?["ProcessorConfig"]?["Mode"]?.string == "DISTRIBUTED"
    let mode = isDistributed ? "distributed" : "for each item"
    guard let limit = state["MaxConcurrency"]?.integer, limit > 0 else { return mode }
    return "\(mode), \(limit) at a time"
}

// MARK: - Tasks

private func taskText(_ state: JSONValue) -> String? {
    guard let resource = state["Resource"]?.string else { return nil }
    let arguments = state["Arguments"] ?? state["Parameters"]
    let parts = resource.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 6, parts[0] == "arn" else { return resource }
    if parts[2] == "lambda", parts.count >= 7 { return "Lambda · \(parts[6])" }
    if parts[2] == "states", parts[5] == "activity", parts.count >= 7 { return "Activity · \(parts[6])" }
    guard parts[2] == "states" else { return resource }
    return integrationText(parts[5...].joined(separator: ":"), arguments)
}

private func integrationText(_ integration: String, _ arguments: JSONValue?) -> String {
    let name = integration.hasPrefix("aws-sdk:") ? String(integration.dropFirst(8)) : integration
    let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return name }
    let (action, pattern) = split(parts[1])
    let service = serviceNames[parts[0]] ?? capitalized(parts[0])
    let field = subjectFields[parts[0]] ?? ""
    let subject = subject(arguments?[field]?.string)
    let what = subject.map { "\(service) · \($0)" } ?? "\(service): \(capitalized(action))"
    return pattern.map { "\(what) (\($0))" } ?? what
}

private func split(_ action: String) -> (action: String, pattern: String?) {
    for (suffix, word) in [(".sync:2", "wait"), (".sync", "wait"), (".waitForTaskToken", "callback")]
    where action.hasSuffix(suffix) {
        return (String(action.dropLast(suffix.count)), word)
    }
    return (action, nil)
}

/// The name that an argument gives; nothing where it is computed.
private func subject(_ text: String?) -> String? {
    guard let text, !text.isEmpty, !text.hasPrefix("{%") else { return nil }
    // Of an ARN its last part names the thing; of a function's, a version or `$LATEST` may follow.
    let parts = text.split(separator: ":").map(String.init)
    guard parts.first == "arn" else { return text }
    return parts.count > 6 && parts[2] == "lambda" ? parts[6] : parts.last
}

/// The argument that says what a call is about.
private let subjectFields = [
    "lambda": "FunctionName", "states": "StateMachineArn", "http": "ApiEndpoint",
]

private let serviceNames = [
    "lambda": "Lambda", "states": "Step Functions", "sfn": "Step Functions", "dynamodb": "DynamoDB", "sns": "SNS",
    "sqs": "SQS", "s3": "S3", "ecs": "ECS", "eks": "EKS", "emr": "EMR", "http": "HTTP", "events": "EventBridge",
    "eventbridge": "EventBridge", "bedrock": "Bedrock", "bedrockruntime": "Bedrock", "glue": "Glue",
    "codebuild": "CodeBuild", "sagemaker": "SageMaker", "apigateway": "API Gateway", "batch": "Batch",
    "athena": "Athena", "elasticmapreduce": "EMR", "secretsmanager": "Secrets Manager", "ssm": "Systems Manager",
]

private func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
