internal import JSON
internal import StatesLanguage

/// Finds what the imported machines call and nothing here does by itself.
extension TemplateImport {
    mutating func addMissingBindings() {
        for machine in project.machines {
            let bytes = Array(machine.text.utf8)
            guard let document = try? Document(reading: bytes, as: machine.syntax) else { continue }
            var calls: [(state: String, key: String)] = []
            document.value.forEachState { name, state, _ in
                guard state["Type"]?.string == "Task", let key = bindingKey(of: state) else { return }
                calls.append((name, key))
            }
            for call in calls where !project.missing.contains(where: { $0.key == call.key }) {
                addMissing(call.key, state: call.state, machine: machine)
            }
        }
    }

    private mutating func addMissing(_ key: String, state: String, machine: ImportedMachine) {
        project.missing.append(
            MissingBinding(key: key, state: state, machine: machine.name, placeholder: placeholderResult(of: key)))
        // Functions of the template have told why they do not run.
        guard !project.functions.contains(where: { $0.name == key }) else { return }
        let what = key.contains(":") ? "'\(key)'" : "the function '\(key)'"
        let models = key.asksModels ? "; 'models' in baton.yaml says what answers" : ""
        let pointer = template.resource(machine.logicalID)?.pointer ?? ""
        note(.binding, key, "\(what) is called by '\(state)' of '\(machine.name)'\(models)", at: pointer)
    }

    /// The key below `resources:` for what the state calls; nil where it runs here or is computed.
    private func bindingKey(of state: JSONValue) -> String? {
        guard let resource = state["Resource"]?.string else { return nil }
        if resource.contains(":function:") { return missingFunction(resource) }
        guard let range = resource.firstRange(of: ":states:::") else { return nil }
        let call = resource[range.upperBound...]
        let action = String(call.prefix { $0 != "." })
        if action == "lambda:invoke" {
            let arguments = state["Arguments"] ?? state["Parameters"]
            return arguments?["FunctionName"]?.string.flatMap(missingFunction)
        }
        return BuiltInCalls.contain(action) ? nil : action
    }

    private func missingFunction(_ name: String) -> String? {
        guard !name.contains("{%"), !name.contains("${"), !name.hasPrefix("$") else { return nil }
        let parts = name.split(separator: ":").map(String.init)
        let place = parts.firstIndex(of: "function").map { $0 + 1 } ?? 0
        guard parts.indices.contains(place) else { return nil }
        let function = project.functions.first { $0.name == parts[place] }
        return function?.runsHere == true ? nil : parts[place]
    }
}

/// The calls that are performed on this machine without a binding.
private enum BuiltInCalls {
    static func contain(_ action: String) -> Bool {
        let parts = action.split(separator: ":")
        guard let name = parts.last, let service = parts.dropLast().last else { return false }
        return switch service {
        case "states", "http": true
        case "dynamodb": tables.contains(name)
        case "s3": objects.contains(name)
        default: false
        }
    }

    private static let tables: Set<Substring> = [
        "getItem", "putItem", "updateItem", "deleteItem", "query", "scan", "createTable", "deleteTable",
        "describeTable", "listTables",
    ]
    private static let objects: Set<Substring> = [
        "getObject", "headObject", "putObject", "copyObject", "deleteObject", "listObjectsV2", "createBucket",
        "listBuckets",
    ]
}

/// A result that stands for that of a service until it is bound to something better.
private func placeholderResult(of key: String) -> JSONValue {
    switch key {
    case "sns:publish", "aws-sdk:sns:publish": ["MessageId": "local-message"]
    case "sqs:sendMessage", "aws-sdk:sqs:sendMessage": ["MessageId": "local-message", "MD5OfMessageBody": ""]
    case "events:putEvents", "aws-sdk:eventbridge:putEvents":
        ["Entries": [["EventId": "local-event"]], "FailedEntryCount": 0]
    case "bedrock:invokeModel", "aws-sdk:bedrockruntime:invokeModel": ["Body": [:]]
    case "aws-sdk:bedrockruntime:converse":
        [
            "Output": ["Message": ["Role": "assistant", "Content": [["Text": "local answer"]]]],
            "StopReason": "end_turn",
            "Usage": ["InputTokens": 0, "OutputTokens": 0, "TotalTokens": 0],
        ]
    default: [:]
    }
}

extension String {
    /// Whether the call is one that `models` in `baton.yaml` answers.
    var asksModels: Bool {
        ["bedrock:invokeModel", "bedrockruntime:invokeModel", "bedrockruntime:converse"].contains { hasSuffix($0) }
    }
}
