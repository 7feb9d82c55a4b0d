internal import JSON
internal import StatesLanguage

/// How many history events an execution makes, as far as the definition tells.
///
/// Retries are left out: each adds three events or so. What has no bound counts once, and is listed.
struct HistoryProjection {
    /// Something that is done again and again.
    struct Repetition {
        enum Kind {
            case loop(states: [String])
            case items
        }

        let kind: Kind
        let location: Location
        let eventsPerRound: Int
        /// How often, where the definition tells.
        let rounds: LoopBound?
    }

    private(set) var events = 0
    private(set) var repetitions: [Repetition] = []

    /// The most events of an execution.
    ///
    /// Source: Step Functions Developer Guide, "Quotas related to state machine executions".
    static let limit = 25_000

    /// - Parameter frame: the events of an execution itself: its start and its end.
    init(_ workflow: JSONValue, at location: Location, frame: Int = 2) {
        let graph = StateGraph(workflow, at: location)
        var weights: [Int] = []
        for node in graph.nodes {
            let cost = Self.cost(of: node)
            weights.append(cost.events)
            repetitions += cost.repetitions
        }
        // The longest way from each state on; what a component leads to comes before it.
        var longest = Array(repeating: 0, count: graph.nodes.count)
        for component in graph.components() {
            let members = Set(component)
            let after =
                component.flatMap { graph.nodes[$0].successors }.filter { !members.contains($0) }
                .map { longest[$0] }.max() ?? 0
            let own = weight(of: component, in: graph, &weights)
            for node in component { longest[node] = own + after }
        }
        events = frame + (graph.start.map { longest[$0] } ?? 0)
    }

    // MARK: Loops

    private mutating func weight(of component: [Int], in graph: StateGraph, _ weights: inout [Int]) -> Int {
        guard graph.isCyclic(component) else { return weights[component[0]] }
        let bound = unroll(component, graph, &weights)
        let walks = LoopWalks(component, graph, weights)
        return bound.flatMap { walks.longestWay(to: $0.choice) } ?? walks.longestRound(through: nil).events
    }

    /// Adds the rounds of a loop, and of those inside it, to the weights of the states at which it is entered.
    @discardableResult
    private mutating func unroll(_ component: [Int], _ graph: StateGraph, _ weights: inout [Int]) -> LoopBound? {
        let bound = LoopBound(component, graph)
        // Where the counter is raised the loop is cut; what goes round still is a loop of its own.
        let rest = Set(component).subtracting(bound?.steps ?? [])
        if bound != nil {
            for inner in graph.components(among: rest) where graph.isCyclic(inner) { unroll(inner, graph, &weights) }
        }
        let walks = LoopWalks(component, graph, weights)
        let round = walks.longestRound(through: bound?.steps)
        repetitions.append(
            Repetition(
                kind: .loop(states: round.nodes.map { graph.nodes[$0].name }),
                location: graph.nodes[round.nodes.first ?? component[0]].location, eventsPerRound: round.events,
                rounds: bound))
        guard let bound else { return nil }
        let (product, overflow) = bound.repeats.multipliedReportingOverflow(by: round.events)
        for entry in walks.entries { weights[entry] += overflow ? Self.uncountable : min(product, Self.uncountable) }
        return bound
    }

    /// Enough to be too many, and to be added up.
    private static let uncountable = 1 << 40

    // MARK: States

    /// Source: histories of Step Functions; `HistoryProjectionTests` compares them with those of the engine.
    private static func cost(of node: StateGraph.Node) -> (events: Int, repetitions: [Repetition]) {
        let state = node.state
        switch node.type {
        case "Fail": return (1, [])
        case "Task": return (state.isAwaitedTask ? 6 : 5, [])
        case "Parallel":
            let branches = state.innerWorkflows(at: node.location).map {
                HistoryProjection($0.workflow, at: $0.location, frame: 0)
            }
            return (4 + branches.map(\.events).reduce(0, +), branches.flatMap(\.repetitions))
        case "Map": return map(node)
        default: return (2, [])
        }
    }

    private static func map(_ node: StateGraph.Node) -> (events: Int, repetitions: [Repetition]) {
        guard let (workflow, location) = node.state.innerWorkflows(at: node.location).first else { return (4, []) }
        // The children of a distributed Map have histories of their own.
        if node.state.isDistributedMap { return (6, []) }
        let processor = HistoryProjection(workflow, at: location, frame: 2)
        let items = node.state.itemCount
        let repetition = Repetition(
            kind: .items, location: node.location, eventsPerRound: processor.events,
            rounds: items.map { LoopBound(items: $0) })
        return (4 + (items ?? 1) * processor.events, processor.repetitions + [repetition])
    }
}

extension JSONValue {
    /// Whether the task is submitted first and waited for then.
    var isAwaitedTask: Bool {
        let resource = self["Resource"]?.string ?? ""
        return resource.contains(".sync") || resource.hasSuffix(".waitForTaskToken")
    }

    var isDistributedMap: Bool {
        let processor = self["ItemProcessor"] ?? self["Iterator"]
        return processor?["ProcessorConfig"]?["Mode"]?.string == "DISTRIBUTED"
    }

    /// How many items a Map state has, where they stand in the definition.
    var itemCount: Int? {
        if let items = self["Items"]?.array { return items.count }
        return self["Items"]?.object?.count
    }
}
