import JSON
import StatesLanguage

/// What the lowering of one agent state needs to know.
struct LoweringContext {
    let catalog: AgentCatalog
    let state: AgentState
    /// Where the state stands in the definition.
    let location: Location
    /// Of the models that the state can call; nil where one of them has no known price.
    let prices: [String: ModelPrice]?

    init(catalog: AgentCatalog, state: AgentState, location: Location) {
        self.catalog = catalog
        self.state = state
        self.location = location
        var prices: [String: ModelPrice] = [:]
        var isComplete = true
        for name in state.agentNames {
            guard case .model(let model) = catalog.agents[name]?.body else { continue }
            for id in model.models {
                prices[id] = model.price ?? catalog.prices.price(of: id)
                if prices[id] == nil { isComplete = false }
            }
        }
        self.prices = isComplete ? prices : nil
    }

    /// Where a field of an agent stands.
    func place(ofAgent name: String, _ field: String) -> Location {
        Location.root.member("Agents").member(name).member(field)
    }

    /// Where a field of a tool stands.
    func place(ofTool name: String, _ field: String) -> Location {
        Location.root.member("Tools").member(name).member(field)
    }

    func agent(_ name: String) -> Agent? { catalog.agents[name] }

    func agents(_ names: [String]) -> [Agent] { names.compactMap(agent) }

    /// The guardrails of an agent, and then those of the state.
    func guardrails(of agent: Agent) -> [String] {
        agent.guardrails + state.guardrails.filter { !agent.guardrails.contains($0) }
    }

    /// Whether one of an agent's guardrails asks whether answers keep to their sources.
    func checksGrounding(of agent: Agent) -> Bool {
        guardrails(of: agent).contains { catalog.guardrails[$0]?["ContextualGroundingPolicyConfig"] != nil }
    }

    /// Whether the agent that gets the history of a session has tools itself. In a swarm each agent left a history that it
    /// can read, and who plans has a tool for the plan.
    var understandsToolCalls: Bool {
        let reader: String
        switch state.kind {
        case .agent(let single): reader = single.agent
        case .evaluatorOptimizer(let loop): reader = loop.generator
        case .orchestratorWorkers, .handoff: return true
        }
        guard let agent = agent(reader), case .model(let model) = agent.body else { return true }
        return !model.tools.isEmpty || agent.outputSchema?["type"] == "object"
    }

    /// Whether tokens are counted out before each call.
    var reservesTokens: Bool { state.budget.maxTokens != nil || state.budget.maxCostUSD != nil }
}

extension AgentState {
    /// The agents that work in the state, each once, in the order of its fields.
    var agentNames: [String] {
        var names: [String]
        switch kind {
        case .agent(let single): names = [single.agent]
        case .handoff(let handoff): names = handoff.agents
        case .orchestratorWorkers(let work):
            names = [work.orchestrator] + work.workers + [work.synthesizer]
            if case .replace(let other) = work.onWorkerFailure { names.append(other) }
        case .evaluatorOptimizer(let loop):
            names = [loop.generator]
            if case .agent(let judge) = loop.evaluator { names.append(judge) }
        }
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }
}
