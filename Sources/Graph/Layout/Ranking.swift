/// Which edges of a graph go back up, and how far down each node stands.
struct Ranking {
    /// Edges that close a cycle, in the order of the edges.
    let isBackward: [Bool]
    /// From 0 at the top; every other edge leads to a higher rank.
    private(set) var ranks: [Int]

    private let edges: [(from: Int, to: Int)]
    private let outgoing: [[Int]]
    private let incoming: [[Int]]

    /// - Parameter roots: the nodes to look at the graph from, in order; others follow.
    init(nodeCount: Int, edges: [(from: Int, to: Int)], roots: [Int]) {
        self.edges = edges
        var outgoing = [[Int]](repeating: [], count: nodeCount)
        for (index, edge) in edges.enumerated() { outgoing[edge.from].append(index) }
        let search = DepthFirstSearch(nodeCount: nodeCount, edges: edges, outgoing: outgoing, roots: roots)
        isBackward = search.isBackward
        var incoming = [[Int]](repeating: [], count: nodeCount)
        for (index, edge) in edges.enumerated() where !search.isBackward[index] { incoming[edge.to].append(index) }
        self.outgoing = outgoing.map { $0.filter { !search.isBackward[$0] } }
        self.incoming = incoming
        ranks = [Int](repeating: 0, count: nodeCount)
        for node in search.order {
            for edge in self.outgoing[node] { ranks[edges[edge].to] = max(ranks[edges[edge].to], ranks[node] + 1) }
        }
        tighten(search.order)
    }

    /// Moves nodes down towards what follows them where that makes edges shorter on the whole.
    private mutating func tighten(_ order: [Int]) {
        for node in order.reversed() where outgoing[node].count > incoming[node].count {
            guard let nearest = outgoing[node].map({ ranks[edges[$0].to] }).min() else { continue }
            ranks[node] = max(ranks[node], nearest - 1)
        }
    }
}

/// A walk through a graph that finds its cycles; without recursion, for graphs of any depth.
private struct DepthFirstSearch {
    private(set) var isBackward: [Bool]
    /// A topological order of what is left without the backward edges.
    private(set) var order: [Int] = []

    init(nodeCount: Int, edges: [(from: Int, to: Int)], outgoing: [[Int]], roots: [Int]) {
        enum Mark { case new, open, done }
        isBackward = [Bool](repeating: false, count: edges.count)
        var marks = [Mark](repeating: .new, count: nodeCount)
        for root in roots + Array(0..<nodeCount) where marks[root] == .new {
            marks[root] = .open
            var stack = [(node: root, next: 0)]
            while let (node, next) = stack.last {
                guard next < outgoing[node].count else {
                    marks[node] = .done
                    order.append(node)
                    stack.removeLast()
                    continue
                }
                stack[stack.count - 1].next += 1
                let edge = outgoing[node][next]
                switch marks[edges[edge].to] {
                case .new:
                    marks[edges[edge].to] = .open
                    stack.append((edges[edge].to, 0))
                case .open: isBackward[edge] = true
                case .done: break
                }
            }
        }
        order.reverse()
    }
}
