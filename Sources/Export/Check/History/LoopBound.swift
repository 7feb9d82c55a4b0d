internal import JSON

/// How often a loop goes round, found from a counter that a Choice state compares with a number.
struct LoopBound {
    /// The Choice state that ends the loop; none for the items of a list.
    let choice: Int
    /// How often it goes back, or the number of items.
    let repeats: Int
    /// What counts: `$count`, `$.count`.
    let counter: String
    /// The states that take it on.
    let steps: Set<Int>
    /// Whether the definition says where the counter starts; else it is taken to start at 0.
    let startIsKnown: Bool

    init(items: Int) {
        (choice, repeats, counter, steps, startIsKnown) = (-1, items, "", [], true)
    }

    init?(_ component: [Int], _ graph: StateGraph) {
        let members = Set(component)
        let walks = LoopWalks(component, graph, Array(repeating: 1, count: graph.nodes.count))
        var best: (bound: LoopBound, left: Int)?
        for node in component where graph.nodes[node].type == "Choice" {
            for test in ChoiceTests(graph.nodes[node].state).limiting({ name in
                graph.nodes.firstIndex { $0.name == name }.map(members.contains) ?? false
            }) {
                guard let bound = LoopBound(test, at: node, component, graph, walks) else { continue }
                let left = graph.components(among: members.subtracting(bound.steps)).filter(graph.isCyclic).joined()
                    .count
                if best.map({ (left, bound.repeats) < ($0.left, $0.bound.repeats) }) ?? true { best = (bound, left) }
            }
        }
        guard let best else { return nil }
        self = best.bound
    }

    private init?(_ test: CounterTest, at choice: Int, _ component: [Int], _ graph: StateGraph, _ walks: LoopWalks) {
        let values = CounterValues(component, graph)
        guard let limit = test.limit.number ?? values.constant(test.limit.text) else { return nil }
        let steps = component.compactMap { node in
            values.step(of: test.counter, test.direction, in: graph.nodes[node].state).map { (node, $0) }
        }
        guard let step = steps.map(\.1).min(), step > 0, !values.isReset(test.counter) else { return nil }
        let start = values.constant(test.counter)
        // What counts down starts anywhere.
        guard start != nil || test.direction == .rising else { return nil }
        let isCountedBefore = walks.always(meets: Set(steps.map(\.0)), before: choice)
        let sign = test.direction.rawValue
        let first = (start ?? 0) * sign + (isCountedBefore ? step : 0)
        let last = limit * sign - (test.isInclusive ? 0 : 1)
        let span = (last - first) / step
        guard span.isFinite, span < 1e15 else { return nil }
        self.choice = choice
        repeats = first > last ? 0 : Int(span.rounded(.down)) + 1
        counter = test.counter
        self.steps = Set(steps.map(\.0))
        startIsKnown = start != nil
    }
}
