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

    /// The guardrail of an agent, or that of the state.
    func guardrail(of agent: Agent) -> String? { agent.guardrail ?? state.guardrail }

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
