extension FlowGraph {
    /// The graph in the language of Graphviz.
    package func dot(status: FlowStatus? = nil) -> String {
        var writer = DotWriter(status: status)
        writer.write(self)
        return writer.text
    }
}

private struct DotWriter {
    let status: FlowStatus?
    private var lines: [String] = []

    init(status: FlowStatus?) { self.status = status }

    var text: String { lines.joined(separator: "\n") + "\n" }

    mutating func write(_ graph: FlowGraph) {
        lines = [
            "digraph workflow {", "  compound=true; rankdir=TB;",
            "  node [shape=box, style=\"rounded,filled\", fillcolor=white, fontname=\"Helvetica\", fontsize=11];",
            "  edge [fontname=\"Helvetica\", fontsize=9];",
        ]
        add(graph, indent: "  ")
        lines.append("}")
    }

    private mutating func add(_ graph: FlowGraph, indent: String) {
        for node in graph.nodes { add(node, indent: indent) }
        for edge in graph.edges {
            let (from, to) = (graph.nodes[edge.from], graph.nodes[edge.to])
            var attributes: [String] = []
            if !edge.labels.isEmpty { attributes.append("label=\(quoted(edge.labels.joined(separator: "\n")))") }
            if edge.kind == .caught { attributes.append("style=dashed") }
            if !from.branches.isEmpty { attributes.append("ltail=\(cluster(from))") }
            if !to.branches.isEmpty { attributes.append("lhead=\(cluster(to))") }
            let list = attributes.isEmpty ? "" : " [\(attributes.joined(separator: ", "))]"
            lines.append("\(indent)\(quoted(anchor(of: from))) -> \(quoted(anchor(of: to)))\(list);")
        }
    }

    private mutating func add(_ node: FlowNode, indent: String) {
        let label = quoted([node.name, node.detail].compactMap { $0 }.joined(separator: "\n"))
        let colours = Palette.box(status?.states[node.name])
        if node.branches.isEmpty {
            var attributes = ["label=\(label)"]
            switch node.kind {
            case .start, .end: attributes.append("shape=oval")
            case .choice: attributes.append("shape=diamond")
            default: break
            }
            if status?.states[node.name] != nil {
                attributes += ["color=\"\(colours.border)\"", "fillcolor=\"\(colours.ground)\""]
            }
            lines.append("\(indent)\(quoted(node.id)) [\(attributes.joined(separator: ", "))];")
            return
        }
        lines.append("\(indent)subgraph \(cluster(node)) {")
        lines.append("\(indent)  label=\(label); color=\"\(colours.border)\";")
        // Edges of a cluster end at a node inside it.
        lines.append("\(indent)  \(quoted(anchor(of: node))) [shape=point, style=invis];")
        for branch in node.branches { add(branch, indent: indent + "  ") }
        lines.append("\(indent)}")
    }

    private func cluster(_ node: FlowNode) -> String { quoted("cluster_\(node.id)") }

    private func anchor(of node: FlowNode) -> String { node.branches.isEmpty ? node.id : "\(node.id)#" }

    private func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case _ where scalar.value < 0x20: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
