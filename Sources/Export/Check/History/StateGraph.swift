internal import JSON
internal import StatesLanguage

/// The states of one workflow and the ways between them.
struct StateGraph {
    struct Node {
        let name: String
        let state: JSONValue
        let location: Location
        /// Places of the states that can follow, each once.
        let successors: [Int]

        var type: String { state["Type"]?.string ?? "" }
    }

    let nodes: [Node]
    let start: Int?

    init(_ workflow: JSONValue, at location: Location) {
        let states = workflow["States"]?.object ?? [:]
        let indices = Dictionary(states.keys.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let place = location.member("States")
        nodes = states.map { name, state in
            let targets = state.transitionTargets.compactMap { indices[$0] }
            return Node(
                name: name, state: state, location: place.member(name),
                successors: targets.reduce(into: []) { if !$0.contains($1) { $0.append($1) } })
        }
        start = workflow["StartAt"]?.string.flatMap { indices[$0] }
    }

    /// The strongly connected components, each after all that it leads to.
    ///
    /// Tarjan, "Depth-first search and linear graph algorithms", 1972, with a stack of its own.
    func components() -> [[Int]] { components(among: Set(nodes.indices)) }

    /// The same of a part of the states.
    func components(among members: Set<Int>) -> [[Int]] {
        var search = ComponentSearch(count: nodes.count)
        for node in members.sorted() where search.order[node] == nil {
            search.visit(node) { nodes[$0].successors.filter(members.contains) }
        }
        return search.components
    }

    /// Whether the states of the component can follow each other again and again.
    func isCyclic(_ component: [Int]) -> Bool {
        component.count > 1 || component.first.map { nodes[$0].successors.contains($0) } ?? false
    }
}

private struct ComponentSearch {
    private(set) var components: [[Int]] = []
    private(set) var order: [Int?]
    private var low: [Int]
    private var isOpen: [Bool]
    private var open: [Int] = []
    private var counter = 0

    init(count: Int) {
        order = Array(repeating: nil, count: count)
        low = Array(repeating: 0, count: count)
        isOpen = Array(repeating: false, count: count)
    }

    mutating func visit(_ root: Int, successors: (Int) -> [Int]) {
        var path = [(node: root, next: 0)]
        enter(root)
        while let (node, next) = path.last {
            let targets = successors(node)
            if next < targets.count {
                path[path.count - 1].next += 1
                let target = targets[next]
                if order[target] == nil {
                    enter(target)
                    path.append((target, 0))
                } else if isOpen[target] {
                    low[node] = min(low[node], order[target] ?? low[node])
                }
                continue
            }
            path.removeLast()
            if let parent = path.last?.node { low[parent] = min(low[parent], low[node]) }
            if low[node] == order[node] { close(at: node) }
        }
    }

    private mutating func enter(_ node: Int) {
        order[node] = counter
        low[node] = counter
        counter += 1
        open.append(node)
        isOpen[node] = true
    }

    private mutating func close(at root: Int) {
        var component: [Int] = []
        while let node = open.popLast() {
            isOpen[node] = false
            component.append(node)
            if node == root { break }
        }
        components.append(component.sorted())
    }
}

extension JSONValue {
    /// The names of the states that can follow a state.
    fileprivate var transitionTargets: [String] {
        var targets = [self["Next"], self["Default"]].compactMap { $0?.string }
        for field in ["Choices", "Catch"] {
            targets += (self[field]?.array ?? []).compactMap { $0["Next"]?.string }
        }
        return targets
    }
}
