/// A graph whose edges each lead from one layer to the next: long ones are cut by points, labels stand in layers of
/// their own between those of the nodes.
struct LayerGraph {
    enum Content: Hashable {
        case node(Int)
        /// The label of an edge.
        case label(edge: Int)
        /// A place that an edge runs through, upright.
        case point
        /// Where an edge that goes back up turns round.
        case turn
    }

    struct Vertex {
        let content: Content
        let size: Size
        let layer: Int

        var isPoint: Bool {
            switch content {
            case .point, .turn: true
            case .node, .label: false
            }
        }
    }

    private(set) var vertices: [Vertex] = []
    /// The vertices of each layer from left to right.
    var layers: [[Int]]
    private(set) var above: [[Int]] = []
    private(set) var below: [[Int]] = []
    /// The vertices that each edge runs through, from where it starts to where it ends.
    private(set) var chains: [[Int]] = []

    init(sizes: [Size], edges: [LayoutEdge], ranking: Ranking) {
        // Nodes have the even rows, labels and turns the odd ones; a row that nothing needs is no layer.
        let rows = Self.rows(edges: edges, ranking: ranking)
        let layerOfRow = Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($1, $0) })
        layers = [[Int]](repeating: [], count: rows.count)
        for (node, size) in sizes.enumerated() {
            add(.node(node), size, layer: layerOfRow[2 * ranking.ranks[node] + 1] ?? 0)
        }
        for (index, edge) in edges.enumerated() {
            let isBackward = ranking.isBackward[index]
            chains.append(isBackward ? addLoop(edge) : addForward(index, edge))
        }
    }

    /// Row `2 * rank + 1` is that of the nodes, so that there is one above the first.
    private static func rows(edges: [LayoutEdge], ranking: Ranking) -> [Int] {
        var rows = Set(ranking.ranks.map { 2 * $0 + 1 })
        for (index, edge) in edges.enumerated() {
            let (from, to) = (2 * ranking.ranks[edge.from] + 1, 2 * ranking.ranks[edge.to] + 1)
            if ranking.isBackward[index] {
                rows.insert(to - 1)
                rows.insert(from + 1)
            } else if edge.labelSize != nil {
                rows.insert(from + 1)
            }
        }
        return rows.sorted()
    }

    // MARK: Edges

    private mutating func addForward(_ index: Int, _ edge: LayoutEdge) -> [Int] {
        var chain = [edge.from]
        for layer in (vertices[edge.from].layer + 1)..<vertices[edge.to].layer {
            if let size = edge.labelSize, chain.count == 1 {
                chain.append(add(.label(edge: index), size, layer: layer))
            } else {
                chain.append(add(.point, Size(0, 0), layer: layer))
            }
        }
        chain.append(edge.to)
        for (upper, lower) in zip(chain, chain.dropFirst()) { connect(upper, lower) }
        return chain
    }

    /// Down from the lower node, round, up beside everything between, round, and down into the upper one.
    private mutating func addLoop(_ edge: LayoutEdge) -> [Int] {
        let (top, bottom) = (vertices[edge.to].layer, vertices[edge.from].layer)
        let lowerTurn = add(.turn, Size(0, 0), layer: bottom + 1)
        connect(edge.from, lowerTurn)
        var chain = [edge.from, lowerTurn]
        for layer in (top...bottom).reversed() {
            let isLabel = layer == bottom && edge.labelSize != nil
            let vertex = add(
                isLabel ? .label(edge: chains.count) : .point, isLabel ? edge.labelSize ?? Size(0, 0) : Size(0, 0),
                layer: layer)
            connect(vertex, chain[chain.count - 1])
            chain.append(vertex)
        }
        let upperTurn = add(.turn, Size(0, 0), layer: top - 1)
        connect(upperTurn, chain[chain.count - 1])
        connect(upperTurn, edge.to)
        return chain + [upperTurn, edge.to]
    }

    @discardableResult
    private mutating func add(_ content: Content, _ size: Size, layer: Int) -> Int {
        vertices.append(Vertex(content: content, size: size, layer: layer))
        above.append([])
        below.append([])
        return vertices.count - 1
    }

    private mutating func connect(_ upper: Int, _ lower: Int) {
        below[upper].append(lower)
        above[lower].append(upper)
    }
}
