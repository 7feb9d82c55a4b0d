import JSON

/// Who works in an agent state, as a workflow inside it.
///
/// The state has its parts as arrays of names: `Agent`, `Tools`, `Orchestrator`, `Workers`, `Synthesizer`, `Generator`,
/// `Evaluator`, `Agents`, `StartAgent`, and `Handoffs` as `From>To`.
struct AgentPattern {
    static let types: Set<String> = ["Agent", "OrchestratorWorkers", "EvaluatorOptimizer", "Handoff"]

    private let state: JSONValue
    private let pointer: String
    private var nodes: [FlowNode] = []
    private var edges: [FlowEdge] = []

    /// - Returns: nil where the state is not of such a type, or does not have its parts.
    static func graph(of state: JSONValue, pointer: String) -> FlowGraph? {
        guard let type = state["Type"]?.string, types.contains(type) else { return nil }
        var pattern = AgentPattern(state: state, pointer: pointer)
        switch type {
        case "Agent": pattern.addAgent()
        case "OrchestratorWorkers": pattern.addOrchestratorWorkers()
        case "EvaluatorOptimizer": pattern.addEvaluatorOptimizer()
        default: pattern.addHandoff()
        }
        guard !pattern.nodes.isEmpty else { return nil }
        return FlowGraph(nodes: pattern.nodes, edges: pattern.edges)
    }

    private init(state: JSONValue, pointer: String) {
        self.state = state
        self.pointer = pointer
    }

    private func members(_ part: String) -> [String] { (state[part]?.array ?? []).compactMap(\.string) }

    @discardableResult
    private mutating func add(_ part: String, _ name: String, _ kind: FlowNodeKind, _ detail: String) -> Int {
        let id = "\(pointer)/\(part)/\(SourceMap.escape(name))"
        nodes.append(FlowNode(id: id, kind: kind, name: name, detail: detail))
        return nodes.count - 1
    }

    private mutating func connect(_ from: Int, _ to: Int, _ label: String? = nil) {
        edges.append(FlowEdge(from: from, to: to, kind: .next, labels: label.map { [$0] } ?? []))
    }

    // MARK: Patterns

    private mutating func addAgent() {
        for name in members("Agent") {
            let agent = add("Agent", name, .agent, "Agent")
            for tool in members("Tools") { connect(agent, add("Tools", tool, .tool, "Tool")) }
        }
    }

    private mutating func addOrchestratorWorkers() {
        guard let planner = members("Orchestrator").first, let writer = members("Synthesizer").first else { return }
        let plan = add("Orchestrator", planner, .agent, "Plans the tasks")
        let workers = members("Workers").map { add("Workers", $0, .agent, "Works on tasks") }
        let combine = add("Synthesizer", writer, .agent, "Puts the results together")
        for worker in workers {
            connect(plan, worker)
            connect(worker, combine)
        }
    }

    private mutating func addEvaluatorOptimizer() {
        guard let writer = members("Generator").first else { return }
        let generate = add("Generator", writer, .agent, "Makes attempts")
        let judge = members("Evaluator").first
        let evaluate = add("Evaluator", judge ?? "Evaluation", judge == nil ? .pass : .agent, "Judges them")
        connect(generate, evaluate)
        connect(evaluate, generate, "feedback")
    }

    private mutating func addHandoff() {
        let start = members("StartAgent").first
        var positions: [String: Int] = [:]
        for name in members("Agents") {
            positions[name] = add("Agents", name, .agent, name == start ? "Begins" : "Agent")
        }
        for way in members("Handoffs") {
            let ends = way.split(separator: ">").map(String.init)
            if ends.count == 2, let from = positions[ends[0]], let to = positions[ends[1]] { connect(from, to) }
        }
    }
}

/// What an agent state is, in a few words.
func agentStateText(_ state: JSONValue) -> String? {
    switch state["Type"]?.string {
    case "Agent": "Agent state"
    case "OrchestratorWorkers": "Orchestrator and workers"
    case "EvaluatorOptimizer": "Generator and evaluator"
    case "Handoff": "Handoff among agents"
    default: nil
    }
}
