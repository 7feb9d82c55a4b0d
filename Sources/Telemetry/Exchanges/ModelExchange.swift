import AgentStates
import JSON

/// A call of a model, or of a task that is an agent, read from an attempt.
struct ModelExchange {
    let agent: String
    let role: AgentRole
    let request: JSONValue
    let response: JSONValue?
    /// Whether it is a model call, in Converse's shape.
    let isModel: Bool

    init?(_ node: TraceNode) {
        guard case .attempt(let request) = node.kind, let agent = Self.agent(of: node) else { return nil }
        self.agent = agent
        self.request = (try? JSONValue(parsing: request.parameters)) ?? .null
        response = node.output.flatMap { try? JSONValue(parsing: $0) }
        switch node.task {
        case .model(let role): (self.role, isModel) = (role, true)
        case .agent(_, let role): (self.role, isModel) = (role, false)
        default: return nil
        }
    }

    /// The agent that an attempt is an act of.
    static func agent(of node: TraceNode) -> String? {
        guard case .attempt(let request) = node.kind else { return nil }
        switch node.task {
        case .agent(let name, _): return name
        case .model:
            return (try? JSONValue(parsing: request.parameters))?["RequestMetadata"]?["agent"]?.string ?? "model"
        default: return nil
        }
    }

    // MARK: Converse

    var modelID: String { request["ModelId"]?.string ?? "" }

    /// The parts of the last message, which is what is new in the conversation.
    var newParts: [JSONValue] { request["Messages"]?.array?.last?["Content"]?.array ?? [] }

    /// What the model said.
    var parts: [JSONValue] { response?["Output"]?["Message"]?["Content"]?.array ?? [] }

    var calls: [JSONValue] { parts.compactMap { $0["ToolUse"] } }

    /// The name of the tool that a result is from.
    func toolName(ofCall id: String) -> String? {
        for message in (request["Messages"]?.array ?? []).reversed() {
            for part in message["Content"]?.array ?? [] where part["ToolUse"]?["ToolUseId"]?.string == id {
                return part["ToolUse"]?["Name"]?.string
            }
        }
        return nil
    }

    /// Tokens as agent states count them: those from a cache are a part of the input.
    var inputTokens: Int64? {
        guard let usage = response?["Usage"] else { return nil }
        return ["InputTokens", "CacheReadInputTokens", "CacheWriteInputTokens"]
            .reduce(0) { $0 + (usage[$1]?.integer ?? 0) }
    }

    var outputTokens: Int64? { response?["Usage"]?["OutputTokens"]?.integer }

    static func text(of parts: [JSONValue]) -> String {
        parts.compactMap { $0["Text"]?.string }.joined(separator: "\n")
    }
}
