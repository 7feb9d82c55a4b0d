extension FlowGraph {
    /// The graph as a Mermaid flowchart, for Markdown documents.
    package func mermaid(status: FlowStatus? = nil) -> String {
        var writer = MermaidWriter(status: status)
        writer.write(self)
        return writer.text
    }
}

private struct MermaidWriter {
    let status: FlowStatus?
    private var lines = ["flowchart TD"]
    private var identifiers: [String: String] = [:]
    private var classes: [(identifier: String, name: String)] = []

    init(status: FlowStatus?) { self.status = status }

    var text: String { lines.joined(separator: "\n") + "\n" }

    mutating func write(_ graph: FlowGraph) {
        add(graph, indent: "  ")
        for state in FlowStatus.State.allCases where classes.contains(where: { $0.name == state.rawValue }) {
            let colours = Palette.box(state)
            lines.append(
                "  classDef \(state.rawValue) fill:\(colours.ground),stroke:\(colours.border),stroke-width:2px")
        }
        for (identifier, name) in classes { lines.append("  class \(identifier) \(name)") }
    }

    private mutating func add(_ graph: FlowGraph, indent: String) {
        for node in graph.nodes { add(node, indent: indent) }
        for edge in graph.edges {
            let (from, to) = (identifier(of: graph.nodes[edge.from]), identifier(of: graph.nodes[edge.to]))
            let label = edge.labels.isEmpty ? "" : "|\(quoted(edge.labels.joined(separator: "\n")))|"
            lines.append("\(indent)\(from) \(edge.kind == .caught ? "-.->" : "-->")\(label) \(to)")
        }
    }

    private mutating func add(_ node: FlowNode, indent: String) {
        let identifier = identifier(of: node)
        let label = quoted([node.name, node.detail].compactMap { $0 }.joined(separator: "\n"))
        if let state = status?.states[node.name], node.kind != .start, node.kind != .end {
            classes.append((identifier, state.rawValue))
        }
        guard node.branches.isEmpty else {
            lines.append("\(indent)subgraph \(identifier)[\(label)]")
            for (index, branch) in node.branches.enumerated() {
                if node.branches.count == 1 {
                    add(branch, indent: indent + "  ")
                } else {
                    lines.append("\(indent)  subgraph \(identifier)b\(index)[\" \"]")
                    add(branch, indent: indent + "    ")
                    lines.append("\(indent)  end")
                }
            }
            lines.append("\(indent)end")
            return
        }
        switch node.kind {
        case .start, .end: lines.append("\(indent)\(identifier)([\(label)])")
        case .choice: lines.append("\(indent)\(identifier){\(label)}")
        case .wait: lines.append("\(indent)\(identifier)[/\(label)/]")
        case .succeed, .fail: lines.append("\(indent)\(identifier)([\(label)])")
        default: lines.append("\(indent)\(identifier)[\(label)]")
        }
    }

    private mutating func identifier(of node: FlowNode) -> String {
        if let known = identifiers[node.id] { return known }
        let identifier = "s\(identifiers.count)"
        identifiers[node.id] = identifier
        return identifier
    }

    /// Text in quotes; Mermaid takes entities without their `&`.
    private func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "<br/>"
            case "\"": result += "#quot;"
            case "#": result += "#35;"
            case "<": result += "#lt;"
            case ">": result += "#gt;"
            case "&": result += "#amp;"
            case "`", "\\", "|": result += "#\(scalar.value);"
            case _ where scalar.value < 0x20: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
