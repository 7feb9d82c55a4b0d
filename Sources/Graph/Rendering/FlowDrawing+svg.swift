extension FlowDrawing {
    /// The drawing as a self-contained SVG document.
    ///
    /// - Parameter status: colours the states and the ways that an execution took.
    package func svg(title: String, status: FlowStatus? = nil) -> String {
        var renderer = SVGRenderer(status: status)
        renderer.render(moved(by: Point(Style.margin, Style.margin)), title: title)
        return renderer.output.text
    }
}

private struct SVGRenderer {
    let status: FlowStatus?
    private(set) var output = SVGText()

    init(status: FlowStatus?) { self.status = status }

    mutating func render(_ drawing: FlowDrawing, title: String) {
        let width = SVGText.number(drawing.size.width + 2 * Style.margin)
        let height = SVGText.number(drawing.size.height + 2 * Style.margin)
        output.add(
            """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
            viewBox="0 0 \(width) \(height)" role="img" font-family="Inter, 'Helvetica Neue', Arial, sans-serif">
            """)
        output.add("<title>\(SVGText.escaped(title))</title>")
        output.add("<rect width=\"100%\" height=\"100%\" rx=\"10\" fill=\"\(Palette.page)\"/>")
        add(drawing)
        output.add("</svg>")
    }

    private mutating func add(_ drawing: FlowDrawing) {
        for box in drawing.boxes { add(box) }
        // What was taken lies above what was not.
        let names = drawing.boxes.map(\.node.name)
        let isTaken = drawing.lines.map { line in isWayTaken(line.edge, names, drawing) }
        for taken in [false, true] {
            for (line, flag) in zip(drawing.lines, isTaken) where flag == taken { add(line, isTaken: flag) }
        }
        for line in drawing.lines { addLabel(line) }
    }

    private func isWayTaken(_ edge: FlowEdge, _ names: [String], _ drawing: FlowDrawing) -> Bool {
        guard let status else { return false }
        let (from, to) = (drawing.boxes[edge.from].node, drawing.boxes[edge.to].node)
        if from.kind == .start { return status.states[to.name] != nil }
        if to.kind == .end {
            return status.states[from.name] == .succeeded && status.execution == .succeeded
                || from.kind == .fail && status.states[from.name] == .failed
        }
        return status.ways.contains(.init(from: from.name, to: to.name, isCaught: edge.kind == .caught))
    }

    // MARK: Boxes

    private mutating func add(_ box: FlowDrawing.Box) {
        switch box.node.kind {
        case .start, .end: addEnd(box)
        default: addState(box)
        }
    }

    private mutating func addEnd(_ box: FlowDrawing.Box) {
        let frame = box.frame
        let colour = box.node.kind == .start ? "#334155" : endColour
        output.add(
            """
            <g data-id="\(box.node.id)">\(rectangle(frame, radius: frame.size.height / 2, fill: colour, stroke: colour))\
            <text x="\(SVGText.number(frame.midX))" y="\(SVGText.number(frame.midY + 4))" font-size="12" \
            font-weight="600" fill="#ffffff" text-anchor="middle">\(SVGText.escaped(box.node.name))</text></g>
            """)
    }

    private var endColour: String {
        guard let status, status.execution != .running else { return "#334155" }
        return Palette.box(status.execution).border
    }

    private mutating func addState(_ box: FlowDrawing.Box) {
        let state = status?.states[box.node.name]
        let colours = Palette.box(state)
        let isIdle = status != nil && state == nil
        let frame = box.frame
        output.add("<g data-id=\"\(SVGText.escaped(box.node.id))\"\(isIdle ? " opacity=\"0.55\"" : "")>")
        output.add("<title>\(SVGText.escaped(tooltip(box.node, state)))</title>")
        output.add(
            rectangle(
                frame, radius: Style.cornerRadius, fill: colours.ground, stroke: colours.border,
                width: state == nil ? 1.2 : 1.8))
        addIcon(box)
        addText(box)
        if let state { addBadge(state, box) }
        output.add("</g>")
        for branch in box.branches {
            output.add(rectangle(branch.frame, radius: 7, fill: Palette.branch, stroke: Palette.branchBorder))
            add(branch.drawing)
        }
    }

    private mutating func addIcon(_ box: FlowDrawing.Box) {
        let x = SVGText.number(box.frame.minX + Style.iconLeft)
        let y = SVGText.number(box.frame.minY + (Style.headerHeight(lineCount: box.lines.count) - Style.iconSide) / 2)
        let side = SVGText.number(Style.iconSide)
        output.add(
            """
            <g transform="translate(\(x) \(y))"><rect width="\(side)" height="\(side)" rx="7" \
            fill="\(Palette.icon(box.node.kind))"/><path d="\(Icon.paths(box.node.kind).joined())" fill="none" \
            stroke="#ffffff" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/></g>
            """)
    }

    private mutating func addText(_ box: FlowDrawing.Box) {
        let x = SVGText.number(box.frame.minX + Style.textLeft)
        var y = box.frame.minY + 22
        for line in box.lines {
            output.add(
                text(line, x: x, y: y, size: Style.nameSize, colour: Palette.name, extra: " font-weight=\"600\""))
            y += Style.nameLineHeight
        }
        output.add(text(box.detail, x: x, y: y, size: Style.detailSize, colour: Palette.detail))
    }

    private mutating func addBadge(_ state: FlowStatus.State, _ box: FlowDrawing.Box) {
        let x = SVGText.number(box.frame.maxX - 16)
        let y = SVGText.number(box.frame.minY + 17)
        output.add(
            """
            <g transform="translate(\(x) \(y))"><circle r="8" fill="\(Palette.box(state).border)"/>\
            <path d="\(Icon.badge(state))" fill="none" stroke="#ffffff" stroke-width="1.8" stroke-linecap="round" \
            stroke-linejoin="round"/></g>
            """)
        guard let count = status?.counts[box.node.name] else { return }
        output.add(
            """
            <text x="\(x)" y="\(SVGText.number(box.frame.minY + 40))" font-size="10" font-weight="600" \
            fill="\(Palette.box(state).border)" text-anchor="middle">×\(count)</text>
            """)
    }

    private func tooltip(_ node: FlowNode, _ state: FlowStatus.State?) -> String {
        let status = state.map { ", \($0.rawValue)" } ?? ""
        return "\(node.name) (\(node.kind.title.lowercased())\(status))" + (node.detail.map { "\n\($0)" } ?? "")
    }

    // MARK: Lines

    private mutating func add(_ line: FlowDrawing.Line, isTaken: Bool) {
        let colour = colour(of: line.edge, isTaken: isTaken)
        let dashes = line.edge.kind == .caught ? " stroke-dasharray=\"5 4\"" : ""
        output.add(
            """
            <path d="\(pathData(line.route))" fill="none" stroke="\(colour)" \
            stroke-width="\(isTaken ? "2.2" : "1.4")"\(dashes)/>
            """)
        let end = line.route.end
        output.add(
            """
            <path d="M\(SVGText.point(end))l-4.5 -8q4.5 2.6 9 0z" fill="\(colour)"/>
            """)
    }

    private func colour(of edge: FlowEdge, isTaken: Bool) -> String {
        if isTaken { return edge.kind == .caught ? Palette.box(.caught).border : Palette.takenLine }
        if status != nil { return Palette.faded }
        return edge.kind == .caught ? Palette.caughtLine : Palette.line
    }

    private func pathData(_ route: Route) -> String {
        var route = route
        // The arrow's point stands where the line ends.
        if case .line(let end)? = route.pieces.last {
            route.pieces[route.pieces.count - 1] = .line(to: Point(end.x, end.y - 5))
        }
        return route.pieces.reduce(into: "M\(SVGText.point(route.start))") { data, piece in
            switch piece {
            case .line(let end): data += "L\(SVGText.point(end))"
            case .curve(let first, let second, let end):
                data += "C\(SVGText.point(first)) \(SVGText.point(second)) \(SVGText.point(end))"
            }
        }
    }

    private mutating func addLabel(_ line: FlowDrawing.Line) {
        guard let frame = line.labelFrame else { return }
        let isCaught = line.edge.kind == .caught
        output.add("<g><title>\(SVGText.escaped(line.edge.labels.joined(separator: "\n")))</title>")
        output.add(rectangle(frame, radius: 6, fill: Palette.page, stroke: Palette.branchBorder))
        for (index, label) in line.label.enumerated() {
            let y = frame.minY + 15 + Double(index) * Style.labelLineHeight
            output.add(
                text(
                    label, x: SVGText.number(frame.midX), y: y, size: Style.labelSize,
                    colour: isCaught ? "#95560f" : "#45536a", extra: " text-anchor=\"middle\""))
        }
        output.add("</g>")
    }

    // MARK: Pieces

    private func text(
        _ text: String, x: String, y: Double, size: Double, colour: String, extra: String = ""
    ) -> String {
        """
        <text x="\(x)" y="\(SVGText.number(y))" font-size="\(SVGText.number(size))" fill="\(colour)"\(extra)>\
        \(SVGText.escaped(text))</text>
        """
    }

    private func rectangle(
        _ frame: Rectangle, radius: Double, fill: String, stroke: String, width: Double = 1
    ) -> String {
        """
        <rect x="\(SVGText.number(frame.minX))" y="\(SVGText.number(frame.minY))" \
        width="\(SVGText.number(frame.size.width))" height="\(SVGText.number(frame.size.height))" \
        rx="\(SVGText.number(radius))" fill="\(fill)" stroke="\(stroke)" stroke-width="\(SVGText.number(width))"/>
        """
    }
}
