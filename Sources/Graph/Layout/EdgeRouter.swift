/// Draws edges through the vertices of their chains: upright within a layer, in curves between two, so that none runs
/// across a node.
struct EdgeRouter {
    let graph: LayerGraph
    let columns: [Double]
    let bands: Bands

    /// Nodes hang from the top of their layer, labels stand in the middle.
    func rectangle(of vertex: Int) -> Rectangle {
        let (size, layer) = (graph.vertices[vertex].size, graph.vertices[vertex].layer)
        var top = bands.tops[layer]
        if case .label = graph.vertices[vertex].content {
            top += (bands.bottoms[layer] - top - size.height) / 2
        }
        return Rectangle(Point(columns[vertex] - size.width / 2, top), size)
    }

    func route(along chain: [Int]) -> Route {
        guard let first = chain.first, let last = chain.last else { return Route(from: Point(0, 0)) }
        let start = rectangle(of: first)
        let end = rectangle(of: last)
        var route = Route(from: Point(start.midX, start.maxY))
        if case .turn = graph.vertices[chain[1]].content {
            addLoop(along: chain, to: &route)
        } else {
            for vertex in chain.dropFirst() {
                let layer = graph.vertices[vertex].layer
                route.line(to: Point(route.end.x, bands.bottoms[layer - 1]))
                route.sweep(to: Point(columns[vertex], bands.tops[layer]))
                if vertex != last { route.line(to: Point(columns[vertex], bands.bottoms[layer])) }
            }
        }
        route.line(to: Point(end.midX, end.minY))
        return route
    }

    /// The way back up: two upright halves of a loop, and a line between them that may bend.
    private func addLoop(along chain: [Int], to route: inout Route) {
        let between = chain.dropFirst(2).dropLast(2)
        guard let bottom = between.first, let top = between.last, let target = chain.last else { return }
        let bottomLayer = graph.vertices[bottom].layer
        let topLayer = graph.vertices[top].layer
        let bend = 16.0
        route.line(to: Point(route.end.x, bands.bottoms[bottomLayer]))
        turn(&route, to: columns[bottom], by: bend)
        var previous: Int?
        for vertex in between {
            let layer = graph.vertices[vertex].layer
            if previous != nil {
                route.sweep(to: Point(columns[vertex], bands.bottoms[layer]))
            }
            route.line(to: Point(columns[vertex], bands.tops[layer]))
            previous = vertex
        }
        route.line(to: Point(columns[top], bands.tops[topLayer]))
        turn(&route, to: columns[target], by: -bend)
    }

    /// Goes round to an upright line at `x`, in the other direction.
    private func turn(_ route: inout Route, to x: Double, by depth: Double) {
        let start = route.end
        let radius = min(abs(depth), abs(x - start.x) / 2)
        let side = x < start.x ? -radius : radius
        let level = start.y + depth
        route.pieces.append(
            .curve(Point(start.x, level), Point(start.x, level), to: Point(start.x + side, level)))
        route.line(to: Point(x - side, level))
        route.pieces.append(.curve(Point(x, level), Point(x, level), to: Point(x, start.y)))
    }
}
