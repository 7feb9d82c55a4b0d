/// A workflow with a place for everything.
package struct FlowDrawing: Hashable, Sendable {
    package struct Box: Hashable, Sendable {
        package let node: FlowNode
        package var frame: Rectangle
        /// The name on up to two lines; the detail cut to fit.
        package let lines: [String]
        package let detail: String
        /// The workflows inside, and where each stands.
        package var branches: [Branch]
    }

    package struct Branch: Hashable, Sendable {
        package var frame: Rectangle
        package var drawing: FlowDrawing
    }

    package struct Line: Hashable, Sendable {
        package let edge: FlowEdge
        package var route: Route
        /// The lines of the label and its place.
        package let label: [String]
        package var labelFrame: Rectangle?
    }

    package var boxes: [Box] = []
    package var lines: [Line] = []
    package var size = Size(0, 0)

    /// Places the nodes of a graph and everything inside them.
    package init(_ graph: FlowGraph) {
        let contents = graph.nodes.map(BoxContent.init)
        let labels = graph.edges.map { LabelContent($0.labels) }
        let roots = graph.nodes.indices.filter { graph.nodes[$0].kind == .start } + [0]
        let layout = LayeredLayout(
            sizes: contents.map(\.size),
            edges: zip(graph.edges, labels).map { LayoutEdge(from: $0.from, to: $0.to, labelSize: $1.size) },
            roots: graph.nodes.isEmpty ? [] : roots)
        boxes = contents.indices.map { contents[$0].box(of: graph.nodes[$0], at: layout.nodes[$0]) }
        lines = graph.edges.indices.map {
            Line(
                edge: graph.edges[$0], route: layout.routes[$0], label: labels[$0].lines, labelFrame: layout.labels[$0])
        }
        size = layout.size
    }

    func moved(by offset: Point) -> FlowDrawing {
        var drawing = self
        drawing.boxes = boxes.map { box in
            var box = box
            box.frame = box.frame.moved(by: offset)
            box.branches = box.branches.map {
                Branch(frame: $0.frame.moved(by: offset), drawing: $0.drawing.moved(by: offset))
            }
            return box
        }
        drawing.lines = lines.map { line in
            var line = line
            line.route = line.route.moved(by: offset)
            line.labelFrame = line.labelFrame?.moved(by: offset)
            return line
        }
        return drawing
    }

    /// All boxes, those inside others too.
    package var allBoxes: [Box] { boxes.flatMap { [$0] + $0.branches.flatMap(\.drawing.allBoxes) } }

    /// All lines, those inside boxes too.
    package var allLines: [Line] { lines + boxes.flatMap { $0.branches.flatMap(\.drawing.allLines) } }
}

/// What a box shows, and the room it needs.
private struct BoxContent {
    let lines: [String]
    let detail: String
    let branches: [FlowDrawing]
    let size: Size

    init(_ node: FlowNode) {
        switch node.kind {
        case .start, .end:
            (lines, detail, branches, size) = ([node.name], "", [], Style.endSize)
            return
        default: break
        }
        let lines = TextMetrics.wrapped(
            node.name, into: Style.maximumTextWidth, fontSize: Style.nameSize, isBold: true)
        let detail = TextMetrics.fitted(
            node.detail ?? node.kind.title, into: Style.maximumTextWidth, fontSize: Style.detailSize)
        let textWidth = max(
            lines.map { TextMetrics.width($0, fontSize: Style.nameSize, isBold: true) }.max() ?? 0,
            TextMetrics.width(detail, fontSize: Style.detailSize))
        let branches = node.branches.map(FlowDrawing.init)
        let header = Style.headerHeight(lineCount: lines.count)
        let width = max(Style.minimumWidth, textWidth + Style.textLeft + Style.textRight)
        self.lines = lines
        self.detail = detail
        self.branches = branches
        guard !branches.isEmpty else {
            size = Size(width, header)
            return
        }
        let inside = Self.branchFrames(branches, top: header)
        size = Size(
            max(width, (inside.last?.maxX ?? 0) + Style.padding),
            header + (branches.map(\.size.height).max() ?? 0) + 2 * Style.branchPadding + Style.padding)
    }

    /// Side by side under the header, as high as the highest.
    private static func branchFrames(_ branches: [FlowDrawing], top: Double) -> [Rectangle] {
        let height = (branches.map(\.size.height).max() ?? 0) + 2 * Style.branchPadding
        var left = Style.padding
        return branches.map { branch in
            let width = branch.size.width + 2 * Style.branchPadding
            defer { left += width + Style.branchGap }
            return Rectangle(Point(left, top), Size(width, height))
        }
    }

    func box(of node: FlowNode, at frame: Rectangle) -> FlowDrawing.Box {
        var frames = Self.branchFrames(branches, top: Style.headerHeight(lineCount: lines.count))
        // Where the header is wider than what is inside, that stands in the middle.
        let slack = max(0, size.width - Style.padding - (frames.last?.maxX ?? 0)) / 2
        frames = frames.map { $0.moved(by: Point(frame.minX + slack, frame.minY)) }
        let placed = zip(branches, frames).map { drawing, frame in
            FlowDrawing.Branch(
                frame: frame,
                drawing: drawing.moved(
                    by: Point(frame.midX - drawing.size.width / 2, frame.minY + Style.branchPadding)))
        }
        return FlowDrawing.Box(node: node, frame: frame, lines: lines, detail: detail, branches: placed)
    }
}

/// The label of an edge, cut to fit.
private struct LabelContent {
    let lines: [String]
    let size: Size?

    init(_ labels: [String]) {
        let shown = labels.count > Style.maximumLabels ? Array(labels.prefix(Style.maximumLabels - 1)) : labels
        var lines = shown.map { TextMetrics.fitted($0, into: Style.maximumLabelWidth, fontSize: Style.labelSize) }
        if shown.count < labels.count { lines.append("… \(labels.count - shown.count) more") }
        self.lines = lines
        size =
            lines.isEmpty
            ? nil
            : Size(
                (lines.map { TextMetrics.width($0, fontSize: Style.labelSize) }.max() ?? 0) + 16,
                Double(lines.count) * Style.labelLineHeight + 8)
    }
}
