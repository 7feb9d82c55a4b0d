internal import JSON

/// A definition in the one form that all definitions of the same meaning have.
///
/// Comments go, defaults stand, old names of fields become new ones.
///
/// Source: Amazon States Language specification; Step Functions Developer Guide, "Map state" for the old names.
enum NormalizedDefinition {
    static func workflow(_ value: JSONValue, inherits language: String = "JSONPath") -> JSONValue {
        guard var object = value.object else { return value }
        let language = object["QueryLanguage"]?.string ?? language
        object["Comment"] = nil
        object["QueryLanguage"] = nil
        object["Version"] = nil
        if let config = object["ProcessorConfig"] {
            object["ProcessorConfig"] = config["Mode"]?.string == "DISTRIBUTED" ? config : nil
        }
        var states = JSONObject()
        for (name, state) in object["States"]?.object ?? [:] { states[name] = self.state(state, language) }
        object["States"] = .object(states)
        return .object(object)
    }

    private static func state(_ value: JSONValue, _ inherited: String) -> JSONValue {
        guard var state = value.object else { return value }
        let language = state["QueryLanguage"]?.string ?? inherited
        state["Comment"] = nil
        state["QueryLanguage"] = .string(language)
        renameOldFields(&state)
        addDefaults(to: &state, language)
        if let rules = state["Retry"]?.array {
            state["Retry"] = .array(rules.map { recovery($0, defaults: retrierDefaults) })
        }
        if let rules = state["Catch"]?.array {
            let defaults: JSONObject = language == "JSONPath" ? ["ResultPath": "$"] : [:]
            state["Catch"] = .array(rules.map { recovery($0, defaults: defaults) })
        }
        if let branches = state["Branches"]?.array {
            state["Branches"] = .array(branches.map { workflow($0, inherits: language) })
        }
        if let processor = state["ItemProcessor"] { state["ItemProcessor"] = workflow(processor, inherits: language) }
        return .object(
            JSONObject(
                state.map { ($0.key, ["Branches", "ItemProcessor"].contains($0.key) ? $0.value : trimmed($0.value)) }))
    }

    private static func renameOldFields(_ state: inout JSONObject) {
        guard state["Type"]?.string == "Map" else { return }
        for (old, new) in [("Iterator", "ItemProcessor"), ("Parameters", "ItemSelector")] where state[new] == nil {
            state[new] = state[old]
            state[old] = nil
        }
    }

    private static func addDefaults(to state: inout JSONObject, _ language: String) {
        if state["End"] == false { state["End"] = nil }
        if language == "JSONPath" {
            for field in ["InputPath", "OutputPath", "ResultPath"] where state[field] == "$" { state[field] = nil }
        }
        switch state["Type"]?.string {
        case "Task": if state["TimeoutSeconds"] == 99_999_999 { state["TimeoutSeconds"] = nil }
        case "Map":
            if state["MaxConcurrency"] == 0 { state["MaxConcurrency"] = nil }
            if state["ItemsPath"] == "$" { state["ItemsPath"] = nil }
            for field in ["ToleratedFailureCount", "ToleratedFailurePercentage"] where state[field] == 0 {
                state[field] = nil
            }
        default: break
        }
    }

    /// A retrier or a catcher; the order of the errors' names means nothing.
    private static func recovery(_ rule: JSONValue, defaults: JSONObject) -> JSONValue {
        guard var rule = rule.object else { return rule }
        rule["Comment"] = nil
        for (field, value) in defaults where rule[field] == nil { rule[field] = value }
        if let names = rule["ErrorEquals"]?.array {
            rule["ErrorEquals"] = .array(names.sorted { ($0.string ?? "") < ($1.string ?? "") })
        }
        return .object(rule)
    }

    /// Source: Amazon States Language specification, "Retrying after error".
    private static let retrierDefaults: JSONObject = [
        "IntervalSeconds": 1, "MaxAttempts": 3, "BackoffRate": 2, "JitterStrategy": "NONE",
    ]

    /// Without the blanks at the ends of expressions.
    private static func trimmed(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text) where text.hasPrefix("{%") && text.hasSuffix("%}"):
            return .string("{% \(text.dropFirst(2).dropLast(2).trimmingBlanks) %}")
        case .array(let elements): return .array(elements.map(trimmed))
        case .object(let object): return .object(JSONObject(object.map { ($0.key, trimmed($0.value)) }))
        default: return value
        }
    }
}

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        var text = drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
