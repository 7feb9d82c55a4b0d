/// An edge to lay out, between two positions in the list of nodes.
struct LayoutEdge: Hashable, Sendable {
    let from: Int
    let to: Int
    /// Where it has a label, the room that this needs.
    let labelSize: Size?
}

/// How far things stand apart, in pixels.
struct LayoutSpacing: Sendable {
    var betweenNodes = 44.0
    var besideEdges = 22.0
    var betweenLayers = 34.0

    /// Between the middles of two neighbours of a layer.
    func distance(_ left: LayerGraph.Vertex, _ right: LayerGraph.Vertex) -> Double {
        let isTight = left.isPoint || right.isPoint
        return (left.size.width + right.size.width) / 2 + (isTight ? besideEdges : betweenNodes)
    }
}

/// Nodes from top to bottom, with edges that go round them.
struct LayeredLayout: Sendable {
    private(set) var nodes: [Rectangle] = []
    private(set) var labels: [Rectangle?] = []
    private(set) var routes: [Route] = []
    private(set) var size = Size(0, 0)

    /// - Parameter roots: the nodes that stand at the top.
    init(sizes: [Size], edges: [LayoutEdge], roots: [Int], spacing: LayoutSpacing = LayoutSpacing()) {
        guard !sizes.isEmpty else { return }
        let ranking = Ranking(nodeCount: sizes.count, edges: edges.map { ($0.from, $0.to) }, roots: roots)
        var graph = LayerGraph(sizes: sizes, edges: edges, ranking: ranking)
        graph.order()
        let columns = graph.columns(spacing: spacing)
        let bands = Bands(graph, columns: columns, spacing: spacing)
        let router = EdgeRouter(graph: graph, columns: columns, bands: bands)
        nodes = sizes.indices.map { router.rectangle(of: $0) }
        labels = graph.chains.map { chain in
            chain.first { if case .label = graph.vertices[$0].content { true } else { false } }
                .map(router.rectangle(of:))
        }
        routes = graph.chains.map(router.route(along:))
        moveToOrigin()
    }

    /// Puts the upper left corner of everything at 0, 0.
    private mutating func moveToOrigin() {
        let boxes = nodes + labels.compactMap { $0 }
        let points = routes.flatMap { [$0.start] + $0.pieces.map(\.end) }
        let left = min(boxes.map(\.minX).min() ?? 0, points.map(\.x).min() ?? .infinity)
        let right = max(boxes.map(\.maxX).max() ?? 0, points.map(\.x).max() ?? -.infinity)
        let top = min(boxes.map(\.minY).min() ?? 0, points.map(\.y).min() ?? .infinity)
        let bottom = max(boxes.map(\.maxY).max() ?? 0, points.map(\.y).max() ?? -.infinity)
        let offset = Point(-left, -top)
        nodes = nodes.map { $0.moved(by: offset) }
        labels = labels.map { $0?.moved(by: offset) }
        routes = routes.map { $0.moved(by: offset) }
        size = Size(right - left, bottom - top)
    }
}

/// The vertical extent of each layer.
struct Bands {
    private(set) var tops: [Double] = []
    private(set) var bottoms: [Double] = []

    /// Where edges spread far, layers stand further apart, so that they do not run flat.
    init(_ graph: LayerGraph, columns: [Double], spacing: LayoutSpacing) {
        var top = 0.0
        for (index, layer) in graph.layers.enumerated() {
            let height = layer.map { graph.vertices[$0].size.height }.max() ?? 0
            tops.append(top)
            bottoms.append(top + height)
            let spread = layer.flatMap { upper in graph.below[upper].map { abs(columns[upper] - columns[$0]) } }.max()
            let hasNodes = { (layer: Int) in
                graph.layers[layer].contains { if case .node = graph.vertices[$0].content { true } else { false } }
            }
            let isLast = index + 1 == graph.layers.count
            let isBesideLabels = !isLast && !(hasNodes(index) && hasNodes(index + 1))
            let gap = isBesideLabels ? spacing.betweenLayers * 0.6 : spacing.betweenLayers
            top += height + gap + min((spread ?? 0) * 0.05, 44)
        }
    }
}
