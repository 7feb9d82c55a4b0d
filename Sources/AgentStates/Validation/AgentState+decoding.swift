import JSON
import StatesLanguage

extension AgentState {
    /// The fields that stay on the state that the agents' state becomes.
    static let keptFields = ["Comment", "Assign", "Output", "Retry", "Catch", "Next", "End"]
    private static let common = ["Type", "QueryLanguage", "Prompt", "Session", "Guardrail", "Budget"] + keptFields

    static func decode(
        _ name: String, _ type: AgentStateType, _ fields: FieldReader, _ catalog: AgentCatalog
    ) -> AgentState? {
        fields.allow(common + type.ownFields)
        fields.require("Prompt")
        if let prompt = fields["Prompt"] { check(prompt: prompt, at: fields.place("Prompt"), fields.findings) }
        let reader = AgentStateReader(fields: fields, catalog: catalog)
        let guardrails = fields.oneOrMoreNames("Guardrail")
        for (guardrail, place) in guardrails { catalog.check(guardrail: guardrail, at: place, fields.findings) }
        let budget = fields.member("Budget").map(Budget.decode) ?? Budget()
        guard let kind = reader.kind(type), let prompt = fields["Prompt"] else { return nil }
        return AgentState(
            name: name, kind: kind, prompt: prompt, session: fields["Session"], guardrails: guardrails.map(\.name),
            budget: budget)
    }
}

extension AgentStateType {
    fileprivate var ownFields: [String] {
        switch self {
        case .agent: ["Agent", "Keep"]
        case .orchestratorWorkers:
            [
                "Orchestrator", "Workers", "Synthesizer", "MaxTasks", "MaxRounds", "MaxConcurrency", "OnWorkerFailure",
                "PlanReview",
            ]
        case .evaluatorOptimizer:
            [
                "Generator", "Evaluator", "Criteria", "PassScore", "MaxIterations", "Plateau", "Context", "OnExhausted",
            ]
        case .handoff: ["Agents", "StartAgent", "MaxHandoffs", "Context", "PingPong"]
        }
    }
}

extension Budget {
    fileprivate static func decode(_ fields: FieldReader) -> Budget {
        fields.allow(["MaxTokens", "MaxCostUSD", "MaxCalls", "MaxSeconds"])
        return Budget(
            maxTokens: fields.integer("MaxTokens", in: 1...Int64.max),
            maxCostUSD: fields.number("MaxCostUSD", in: 0...Double.greatestFiniteMagnitude),
            maxCalls: fields.integer("MaxCalls", in: 1...Int64.max),
            maxSeconds: fields.integer("MaxSeconds", in: 1...31_536_000))
    }
}

/// Reads what is particular to each type.
private struct AgentStateReader {
    let fields: FieldReader
    let catalog: AgentCatalog

    func kind(_ type: AgentStateType) -> AgentState.Kind? {
        switch type {
        case .agent: single.map(AgentState.Kind.agent)
        case .orchestratorWorkers: orchestratorWorkers.map(AgentState.Kind.orchestratorWorkers)
        case .evaluatorOptimizer: evaluatorOptimizer.map(AgentState.Kind.evaluatorOptimizer)
        case .handoff: handoff.map(AgentState.Kind.handoff)
        }
    }

    // MARK: Agents by name

    private func agent(_ name: String) -> String? {
        fields.require(name)
        return optionalAgent(name)
    }

    private func optionalAgent(_ name: String) -> String? {
        guard let agent = fields.string(name) else { return nil }
        catalog.check(agent: agent, at: fields.place(name), fields.findings)
        return agent
    }

    private func agents(_ name: String) -> [String]? {
        fields.require(name)
        let names = fields.names(name)
        if fields[name]?.array?.isEmpty == true {
            fields.findings.schema("Value cannot be empty", at: fields.place(name))
        }
        var seen: Set<String> = []
        for (agent, place) in names {
            catalog.check(agent: agent, at: place, fields.findings)
            if !seen.insert(agent).inserted {
                fields.findings.error(AgentDiagnosticCode.nameClash, "'\(agent)' comes twice", at: place)
            }
        }
        return names.isEmpty ? nil : names.map(\.name)
    }

    // MARK: Types

    private enum Keep: String, CaseIterable { case messages = "Messages" }

    private var single: SingleAgent? {
        let keep = fields.choice("Keep", Keep.self)
        return agent("Agent").map { SingleAgent(agent: $0, keepsMessages: keep == .messages) }
    }

    private enum PlanReview: String, CaseIterable {
        case none = "None"
        case required = "Required"
    }

    private var orchestratorWorkers: OrchestratorWorkers? {
        let orchestrator = agent("Orchestrator")
        let workers = agents("Workers")
        let synthesizer = optionalAgent("Synthesizer")
        let maxRounds = fields.integer("MaxRounds", in: 1...Int64.max) ?? 1
        if maxRounds > 100 {
            fields.findings.warning(
                AgentDiagnosticCode.unboundedLoop, "\(maxRounds) rounds are as good as no bound",
                at: fields.place("MaxRounds"))
        }
        let failure = fields.member("OnWorkerFailure")
        let policy = failure.flatMap(failurePolicy)
        let maxTasks = fields.integer("MaxTasks", in: 1...1_000) ?? 10
        if case .quorum(let least) = policy, least > maxTasks, let failure {
            failure.findings.schema(
                "\(least) tasks cannot succeed where a plan has at most \(maxTasks)", at: failure.place("Quorum"))
        }
        let review = fields.choice("PlanReview", PlanReview.self)
        let maxConcurrency = fields.integer("MaxConcurrency", in: 0...1_000)
        guard let orchestrator, let workers else { return nil }
        return OrchestratorWorkers(
            orchestrator: orchestrator, workers: workers, synthesizer: synthesizer ?? orchestrator,
            maxTasks: maxTasks, maxRounds: maxRounds, maxConcurrency: maxConcurrency,
            onWorkerFailure: policy ?? .fail, attempts: failure?.integer("Attempts", in: 1...100) ?? 1,
            reviewsPlan: review == .required)
    }

    private enum Policy: String, CaseIterable {
        case fail = "Fail"
        case `continue` = "Continue"
        case replace = "Replace"
        case quorum = "Quorum"
    }

    private func failurePolicy(_ failure: FieldReader) -> OrchestratorWorkers.FailurePolicy? {
        failure.allow(["Policy", "Attempts", "With", "Quorum"])
        failure.require("Policy")
        guard let policy = failure.choice("Policy", Policy.self) else { return nil }
        if failure.has("With") != (policy == .replace) {
            failure.findings.schema("'With' belongs to the policy 'Replace'", at: failure.location)
        }
        if failure.has("Quorum") != (policy == .quorum) {
            failure.findings.schema("'Quorum' belongs to the policy 'Quorum'", at: failure.location)
        }
        switch policy {
        case .fail: return .fail
        case .continue: return .continue
        case .quorum: return failure.integer("Quorum", in: 1...1_000).map { .quorum($0) }
        case .replace:
            guard let name = failure.string("With") else { return nil }
            catalog.check(agent: name, at: failure.place("With"), failure.findings)
            return .replace(with: name)
        }
    }

    private var evaluatorOptimizer: EvaluatorOptimizer? {
        let generator = agent("Generator")
        let passScore = fields.number("PassScore", in: -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude)
        let plateau = fields.member("Plateau").map(Self.plateau)
        let maxIterations = fields.integer("MaxIterations", in: 1...Int64.max) ?? 3
        if maxIterations > 100 {
            fields.findings.warning(
                AgentDiagnosticCode.unboundedLoop, "\(maxIterations) iterations are as good as no bound",
                at: fields.place("MaxIterations"))
        }
        let context = fields.choice("Context", EvaluatorOptimizer.Context.self) ?? .history
        let exhaustion = fields.choice("OnExhausted", EvaluatorOptimizer.Exhaustion.self) ?? .best
        fields.require("Evaluator")
        guard let generator, let evaluator else { return nil }
        return EvaluatorOptimizer(
            generator: generator, evaluator: evaluator, criteria: fields["Criteria"], passScore: passScore,
            maxIterations: maxIterations, plateau: plateau, context: context, onExhausted: exhaustion)
    }

    private var evaluator: EvaluatorOptimizer.Evaluator? {
        switch fields["Evaluator"] {
        case nil: nil
        case .string(let text) where !text.hasPrefix("{%"): optionalAgent("Evaluator").map { .agent($0) }
        case .some(let expression): .expression(expression)
        }
    }

    private static func plateau(_ fields: FieldReader) -> EvaluatorOptimizer.Plateau {
        fields.allow(["Rounds", "MinGain"])
        return EvaluatorOptimizer.Plateau(
            rounds: fields.integer("Rounds", in: 1...Int64.max) ?? 2,
            minGain: fields.number("MinGain", in: 0...Double.greatestFiniteMagnitude) ?? 0)
    }

    private var handoff: Handoff? {
        let agents = agents("Agents")
        let start = agent("StartAgent")
        if let agents, let start, !agents.contains(start) {
            fields.findings.error(
                AgentDiagnosticCode.unknownAgent, "StartAgent '\(start)' is not among the Agents of the state",
                at: fields.place("StartAgent"))
        }
        let maxHandoffs = fields.integer("MaxHandoffs", in: 0...1_000) ?? 10
        let pingPong = fields["PingPong"] == false ? nil : pingPong
        let context = context
        guard let agents, let start else { return nil }
        checkReachability(of: agents, from: start)
        return Handoff(
            agents: agents, startAgent: start, maxHandoffs: maxHandoffs, context: context, pingPong: pingPong)
    }

    private var pingPong: Handoff.PingPong {
        let fields = fields.member("PingPong")
        fields?.allow(["Window", "MinAgents"])
        let window = fields?.integer("Window", in: 2...1_000) ?? 6
        let minAgents = fields?.integer("MinAgents", in: 2...1_000) ?? min(3, window)
        if let fields, minAgents > window {
            fields.findings.schema(
                "\(window) runs cannot have \(minAgents) different agents", at: fields.place("MinAgents"))
        }
        return Handoff.PingPong(window: window, minAgents: minAgents)
    }

    private var context: Handoff.Context {
        switch fields["Context"] {
        case nil, "Full": return .full
        case "Cleaned": return .cleaned
        case "Summary": return .summary
        case "Brief": return .brief
        case .string(let text) where text.hasPrefix("{%"): return .expression(.string(text))
        case .some(let value):
            fields.findings.schema(
                "Expected 'Full', 'Cleaned', 'Summary', 'Brief' or a JSONata expression, found \(value)",
                at: fields.place("Context"))
            return .full
        }
    }

    /// Every agent of a swarm can be handed the conversation.
    private func checkReachability(of agents: [String], from start: String) {
        var reached: Set<String> = [start]
        var open = [start]
        while let name = open.popLast() {
            for target in catalog.agents[name]?.handoffs ?? []
            where agents.contains(target) && reached.insert(target).inserted {
                open.append(target)
            }
        }
        for (name, place) in fields.names("Agents") where !reached.contains(name) && catalog.agents[name] != nil {
            fields.findings.warning(
                AgentDiagnosticCode.unreachableAgent,
                "No agent of the state that can be reached from '\(start)' hands off to '\(name)'", at: place)
        }
    }
}
