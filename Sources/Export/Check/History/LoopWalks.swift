/// Ways through the states of a loop.
struct LoopWalks {
    private let component: [Int]
    private let members: Set<Int>
    private let graph: StateGraph
    private let weights: [Int]
    /// Ways are tried one by one as long as there are not too many.
    private static let maximumSteps = 20_000

    init(_ component: [Int], _ graph: StateGraph, _ weights: [Int]) {
        self.component = component
        members = Set(component)
        self.graph = graph
        self.weights = weights
    }

    /// The round with the most events that meets no state twice, and one of the given ones; all states where there are too
    /// many ways.
    func longestRound(through states: Set<Int>?) -> (nodes: [Int], events: Int) {
        var best: (nodes: [Int], events: Int) = ([], 0)
        var steps = 0
        for start in entries {
            walk(from: start, &steps) { path, events in
                guard events > best.events, graph.nodes[path[path.count - 1]].successors.contains(start),
                    states.map({ !$0.isDisjoint(with: path) }) ?? true
                else { return }
                best = (path, events)
            }
        }
        guard steps < Self.maximumSteps, !best.nodes.isEmpty else {
            return (component, component.map { weights[$0] }.reduce(0, +))
        }
        return best
    }

    /// The most events from where the loop is entered up to that state, itself included.
    func longestWay(to target: Int) -> Int? {
        var best: Int?
        var steps = 0
        for start in entries {
            walk(from: start, &steps) { path, events in
                if path[path.count - 1] == target { best = max(best ?? 0, events) }
            }
        }
        return best
    }

    /// Whether every way from the entry to the target meets one of the states.
    func always(meets states: Set<Int>, before target: Int) -> Bool {
        var misses = false
        var steps = 0
        for start in entries {
            walk(from: start, &steps) { path, _ in
                if path[path.count - 1] == target, states.isDisjoint(with: path.dropLast()) { misses = true }
            }
        }
        return !misses
    }

    /// The states at which the loop is entered.
    var entries: [Int] {
        let entered = component.filter { node in
            node == graph.start
                || graph.nodes.indices.contains { !members.contains($0) && graph.nodes[$0].successors.contains(node) }
        }
        return entered.isEmpty ? component : entered
    }

    /// Calls the body with every way from there that meets no state twice.
    private func walk(from start: Int, _ steps: inout Int, _ body: ([Int], Int) -> Void) {
        var path = [start]
        var next = [0]
        var events = weights[start]
        body(path, events)
        while let node = path.last, steps < Self.maximumSteps {
            let successors = graph.nodes[node].successors
            let place = next[next.count - 1]
            if place < successors.count {
                next[next.count - 1] += 1
                let target = successors[place]
                guard members.contains(target), !path.contains(target) else { continue }
                steps += 1
                path.append(target)
                next.append(0)
                events += weights[target]
                body(path, events)
            } else {
                path.removeLast()
                next.removeLast()
                events -= weights[node]
            }
        }
    }
}
