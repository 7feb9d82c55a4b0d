/// Horizontal places: long edges straight, others short, everything apart.
///
/// Source: Brandes, Köpf, "Fast and Simple Horizontal Coordinate Assignment", 2002: four alignments, each to the median
/// neighbours on one side, and the mean of the two in the middle.
extension LayerGraph {
    /// The middle of each vertex.
    func columns(spacing: LayoutSpacing) -> [Double] {
        guard !vertices.isEmpty else { return [] }
        let conflicts = conflicts()
        var candidates: [[Double]] = []
        for isDownward in [true, false] {
            for isLeftward in [true, false] {
                let alignment = Alignment(
                    graph: self, isDownward: isDownward, isLeftward: isLeftward, conflicts: conflicts)
                let columns = alignment.compacted(spacing: spacing)
                candidates.append(isLeftward ? columns : columns.map { -$0 })
            }
        }
        return balanced(candidates)
    }

    /// Moves the four onto the narrowest, and takes the mean of the middle two.
    private func balanced(_ candidates: [[Double]]) -> [Double] {
        let extents = candidates.map(extent)
        let widths = extents.map { $0.upperBound - $0.lowerBound }
        let narrowest = widths.indices.min { widths[$0] < widths[$1] } ?? 0
        let moved = candidates.enumerated().map { index, columns in
            // The left alignments meet at the left border, the others at the right one.
            let offset =
                index % 2 == 0
                ? extents[narrowest].lowerBound - extents[index].lowerBound
                : extents[narrowest].upperBound - extents[index].upperBound
            return columns.map { $0 + offset }
        }
        return vertices.indices.map { vertex in
            let values = moved.map { $0[vertex] }.sorted()
            return (values[1] + values[2]) / 2
        }
    }

    private func extent(_ columns: [Double]) -> ClosedRange<Double> {
        let lefts = vertices.indices.map { columns[$0] - vertices[$0].size.width / 2 }
        let rights = vertices.indices.map { columns[$0] + vertices[$0].size.width / 2 }
        return (lefts.min() ?? 0)...(rights.max() ?? 0)
    }

    /// Edges that cross a straight piece of a long edge, which must stay straight.
    private func conflicts() -> Set<Edge> {
        var conflicts: Set<Edge> = []
        for layer in layers.indices.dropFirst() {
            let upper = Dictionary(uniqueKeysWithValues: layers[layer - 1].enumerated().map { ($1, $0) })
            var (low, scanned) = (0, 0)
            for (place, vertex) in layers[layer].enumerated() {
                let inner = vertices[vertex].isPoint ? above[vertex].first { vertices[$0].isPoint } : nil
                guard inner != nil || place == layers[layer].count - 1 else { continue }
                let high = inner.flatMap { upper[$0] } ?? layers[layer - 1].count
                for between in layers[layer][scanned...place] {
                    for neighbour in above[between] {
                        let position = upper[neighbour] ?? 0
                        let isInner = vertices[between].isPoint && vertices[neighbour].isPoint
                        if position < low || position > high, !isInner {
                            conflicts.insert(Edge(upper: neighbour, lower: between))
                        }
                    }
                }
                (low, scanned) = (high, place + 1)
            }
        }
        return conflicts
    }

    fileprivate struct Edge: Hashable {
        let upper: Int
        let lower: Int
    }
}

/// Vertices in blocks that stand in one column each, seen from one of four sides.
private struct Alignment {
    private let graph: LayerGraph
    private let layers: [[Int]]
    /// The first vertex of each vertex's block.
    private var root: [Int]

    init(graph: LayerGraph, isDownward: Bool, isLeftward: Bool, conflicts: Set<LayerGraph.Edge>) {
        self.graph = graph
        let vertical = isDownward ? graph.layers : graph.layers.reversed()
        layers = isLeftward ? vertical : vertical.map { $0.reversed() }
        root = Array(graph.vertices.indices)
        var isTaken = [Bool](repeating: false, count: graph.vertices.count)
        var place = [Int](repeating: 0, count: graph.vertices.count)
        for layer in layers { for (index, vertex) in layer.enumerated() { place[vertex] = index } }
        for layer in layers {
            var last = -1
            for vertex in layer {
                let neighbours = (isDownward ? graph.above : graph.below)[vertex].sorted { place[$0] < place[$1] }
                guard !neighbours.isEmpty else { continue }
                var isAligned = false
                for median in (neighbours.count - 1) / 2...neighbours.count / 2 where !isAligned {
                    let neighbour = neighbours[median]
                    let edge =
                        isDownward
                        ? LayerGraph.Edge(upper: neighbour, lower: vertex)
                        : LayerGraph.Edge(upper: vertex, lower: neighbour)
                    guard !isTaken[neighbour], last < place[neighbour], !conflicts.contains(edge) else { continue }
                    isTaken[neighbour] = true
                    root[vertex] = root[neighbour]
                    last = place[neighbour]
                    isAligned = true
                }
            }
        }
    }

    /// Puts the blocks as far left as they go, then those that can towards their right neighbours.
    func compacted(spacing: LayoutSpacing) -> [Double] {
        var gaps: [[Int: Double]] = Array(repeating: [:], count: root.count)
        for layer in layers {
            for (left, right) in zip(layer, layer.dropFirst()) {
                let gap = spacing.distance(graph.vertices[left], graph.vertices[right])
                gaps[root[left]][root[right]] = max(gaps[root[left]][root[right]] ?? 0, gap)
            }
        }
        let order = blocksFromLeft(gaps)
        var columns = [Double](repeating: 0, count: root.count)
        for block in order {
            for (next, gap) in gaps[block] { columns[next] = max(columns[next], columns[block] + gap) }
        }
        for block in order.reversed() {
            let room = gaps[block].map { columns[$0.key] - $0.value }.min()
            if let room { columns[block] = max(columns[block], room) }
        }
        return root.map { columns[$0] }
    }

    private func blocksFromLeft(_ gaps: [[Int: Double]]) -> [Int] {
        var waiting = [Int](repeating: 0, count: root.count)
        for followers in gaps { for next in followers.keys { waiting[next] += 1 } }
        var order = root.indices.filter { root[$0] == $0 && waiting[$0] == 0 }
        var index = 0
        while index < order.count {
            for next in gaps[order[index]].keys.sorted() {
                waiting[next] -= 1
                if waiting[next] == 0 { order.append(next) }
            }
            index += 1
        }
        return order
    }
}
