/// What a generated Task state does; its comment says so.
package enum GeneratedTask: Hashable, Sendable {
    case model(AgentRole)
    /// An agent that is a task.
    case agent(String, AgentRole)
    case tool(String)
    case guardrail
    case approval
}

/// For what an agent works in a state; raw values begin the names of the generated states.
package enum AgentRole: String, Hashable, Sendable, CaseIterable {
    /// It has the conversation to itself, or with others in turn.
    case answer = ""
    case plan = "Plan"
    case work = "Worker"
    case synthesize = "Synthesize"
    case generate = "Generate"
    case evaluate = "Evaluate"
    /// It sums up what is left out of a conversation.
    case summarize = "Summarize"
}

extension GeneratedTask {
    var comment: String {
        switch self {
        case .model(let role): "Model call" + Self.suffix(role)
        case .agent(let name, let role): "Agent \(name)" + Self.suffix(role)
        case .tool(let name): "Tool \(name)"
        case .guardrail: "Guardrail"
        case .approval: "Approval"
        }
    }

    private static func suffix(_ role: AgentRole) -> String { role == .answer ? "" : "; Role: \(role.rawValue)" }

    init?(comment: String) {
        let parts = comment.split(separator: "; ", maxSplits: 1).map(String.init)
        guard let what = parts.first else { return nil }
        let role = parts.dropFirst().first.flatMap { text in
            text.hasPrefix("Role: ") ? AgentRole(rawValue: String(text.dropFirst(6))) : nil
        }
        switch what {
        case "Model call": self = .model(role ?? .answer)
        case "Guardrail": self = .guardrail
        case "Approval": self = .approval
        case _ where what.hasPrefix("Agent "): self = .agent(String(what.dropFirst(6)), role ?? .answer)
        case _ where what.hasPrefix("Tool "): self = .tool(String(what.dropFirst(5)))
        default: return nil
        }
    }
}
