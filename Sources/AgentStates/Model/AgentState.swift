package import JSON

/// A state in which agents work.
package struct AgentState: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case agent(SingleAgent)
        case orchestratorWorkers(OrchestratorWorkers)
        case evaluatorOptimizer(EvaluatorOptimizer)
        case handoff(Handoff)
    }

    package var name: String
    package var kind: Kind
    /// A text, messages, or an expression that gives one of them.
    package var prompt: JSONValue
    package var session: JSONValue?
    /// Applied to every agent of the state, after its own.
    package var guardrails: [String]
    package var budget: Budget
}

/// The types of states that agents work in.
package enum AgentStateType: String, Sendable, CaseIterable {
    case agent = "Agent"
    case orchestratorWorkers = "OrchestratorWorkers"
    case evaluatorOptimizer = "EvaluatorOptimizer"
    case handoff = "Handoff"
}

/// The most that a state may use; nil is no limit.
package struct Budget: Sendable, Hashable {
    package var maxTokens: Int64?
    package var maxCostUSD: Double?
    package var maxCalls: Int64?
    package var maxSeconds: Int64?
}

/// One agent with its tools.
package struct SingleAgent: Sendable, Hashable {
    package var agent: String
    package var keepsMessages: Bool
}

/// An agent that plans tasks, agents that do them, and one that puts the results together.
package struct OrchestratorWorkers: Sendable, Hashable {
    package enum FailurePolicy: Sendable, Hashable {
        case fail
        case `continue`
        /// Another agent tries once more.
        case replace(with: String)
        /// So many tasks have to succeed.
        case quorum(Int64)
    }

    package var orchestrator: String
    package var workers: [String]
    package var synthesizer: String
    package var maxTasks: Int64
    package var maxRounds: Int64
    package var maxConcurrency: Int64?
    package var onWorkerFailure: FailurePolicy
    /// How often a worker tries a task before the policy decides.
    package var attempts: Int64
    package var reviewsPlan: Bool
}

/// An agent that makes attempts, and a judge of them.
package struct EvaluatorOptimizer: Sendable, Hashable {
    package enum Evaluator: Sendable, Hashable {
        case agent(String)
        /// JSONata over `$candidate` that gives `{Score, Passed, Feedback}`.
        case expression(JSONValue)
    }

    package enum Context: String, Sendable, CaseIterable {
        case history = "History"
        case fresh = "Fresh"
    }

    package enum Exhaustion: String, Sendable, CaseIterable {
        case best = "Best"
        case fail = "Fail"
    }

    /// Ends the loop after so many rounds that each gained less.
    package struct Plateau: Sendable, Hashable {
        package var rounds: Int64
        package var minGain: Double
    }

    package var generator: String
    package var evaluator: Evaluator
    package var criteria: JSONValue?
    package var passScore: Double?
    package var maxIterations: Int64
    package var plateau: Plateau?
    package var context: Context
    package var onExhausted: Exhaustion
}

/// Agents that pass one conversation among them.
package struct Handoff: Sendable, Hashable {
    package enum Context: Sendable, Hashable {
        case full
        case cleaned
        case summary
        case brief
        /// JSONata over `$messages` and `$transfer` that gives a text or messages.
        case expression(JSONValue)

        package var name: String {
            switch self {
            case .full: "Full"
            case .cleaned: "Cleaned"
            case .summary: "Summary"
            case .brief: "Brief"
            case .expression: "Expression"
            }
        }
    }

    /// Ends the state when the last so many runs had fewer different agents.
    package struct PingPong: Sendable, Hashable {
        package var window: Int64
        package var minAgents: Int64
    }

    package var agents: [String]
    package var startAgent: String
    package var maxHandoffs: Int64
    package var context: Context
    /// Nil where agents may go back and forth.
    package var pingPong: PingPong?
}
