package import JSON

/// Which states of a lowered definition its author wrote, and what the generated ones are for.
package struct AgentSourceMap: Sendable, Hashable {
    /// The agent states, by name.
    package private(set) var states: [String: AgentStateMark] = [:]
    /// The author's state that each generated state belongs to.
    package private(set) var origins: [String: String] = [:]
    /// What generated Task states do.
    package private(set) var tasks: [String: GeneratedTask] = [:]

    /// Reads the marks of a lowered definition; any other one has none.
    package init(lowered definition: JSONValue) { readWorkflow(definition, origin: nil) }

    package init() {}

    package var isEmpty: Bool { states.isEmpty }

    private mutating func readWorkflow(_ workflow: JSONValue, origin: String?) {
        for (name, state) in workflow["States"]?.object ?? [:] { readState(name, state, origin) }
    }

    private mutating func readState(_ name: String, _ state: JSONValue, _ origin: String?) {
        if let origin {
            origins[name] = origin
            tasks[name] = state["Comment"]?.string.flatMap(GeneratedTask.init(comment:))
        }
        let mark = origin == nil ? Self.mark(of: state) : nil
        if let mark { states[name] = mark }
        for inner in Self.workflows(in: state) { readWorkflow(inner, origin: mark == nil ? origin : name) }
    }

    private static func mark(of state: JSONValue) -> AgentStateMark? {
        guard state["Type"] == "Parallel", let branches = state["Branches"]?.array, branches.count == 1 else {
            return nil
        }
        return branches[0]["Comment"]?.string.flatMap(AgentStateMark.init(comment:))
    }

    private static func workflows(in state: JSONValue) -> [JSONValue] {
        (state["Branches"]?.array ?? []) + ["ItemProcessor", "Iterator"].compactMap { state[$0] }
    }
}

extension AgentSourceMap {
    /// The definition with its agent states folded: of type `Agent` and so on, with their parts instead of branches.
    package func folding(_ definition: JSONValue) -> JSONValue {
        guard !isEmpty, var object = definition.object, let states = object["States"]?.object else { return definition }
        object["States"] = .object(JSONObject(states.lazy.map { ($0.key, folded($0.key, $0.value)) }))
        return .object(object)
    }

    private func folded(_ name: String, _ state: JSONValue) -> JSONValue {
        guard var object = state.object else { return state }
        if let mark = states[name] {
            object["Type"] = .string(mark.type.rawValue)
            object["Branches"] = nil
            for part in mark.parts { object[part.name] = .array(part.members.map(JSONValue.string)) }
            return .object(object)
        }
        if let branches = object["Branches"]?.array { object["Branches"] = .array(branches.map(folding)) }
        for key in ["ItemProcessor", "Iterator"] { object[key] = object[key].map(folding) }
        return .object(object)
    }
}
