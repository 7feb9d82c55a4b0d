package import JSON

extension FlowGraph {
    /// The graph of a definition, between a start and an end.
    ///
    /// Takes what it can of a definition with mistakes: ways to states that are not there are left out.
    package init(definition: JSONValue) {
        var graph = FlowGraph(workflow: definition, pointer: "")
        graph.addEnds(startAt: definition["StartAt"]?.string, finals: Self.finals(of: definition))
        self = graph
    }

    /// The states of a workflow and the ways between them, without ends.
    private init(workflow: JSONValue, pointer: String) {
        let states = workflow["States"]?.object ?? [:]
        var positions: [String: Int] = [:]
        for (name, _) in states { positions[name] = positions.count }
        nodes = states.map { name, state in
            FlowNode(name: name, state: state, pointer: "\(pointer)/States/\(SourceMap.escape(name))")
        }
        edges = []
        for (from, member) in states.enumerated() {
            for way in Self.ways(from: member.value) {
                if let to = positions[way.target] { add(from: from, to: to, kind: way.kind, label: way.label) }
            }
        }
    }

    private mutating func addEnds(startAt: String?, finals: [Int]) {
        let start = startAt.flatMap { name in nodes.firstIndex { $0.name == name } }
        nodes.append(.start)
        nodes.append(.end)
        if let start { edges.insert(FlowEdge(from: nodes.count - 2, to: start, kind: .next), at: 0) }
        for final in finals { add(from: final, to: nodes.count - 1, kind: .next, label: nil) }
    }

    /// The states after which the workflow is over.
    private static func finals(of workflow: JSONValue) -> [Int] {
        (workflow["States"]?.object ?? [:]).enumerated().compactMap { index, member in
            let state = member.value
            let isFinal = ["Succeed", "Fail"].contains(state["Type"]?.string) || state["End"]?.bool == true
            return isFinal ? index : nil
        }
    }

    /// Several rules or catchers from one state to another are one way with a label each.
    private mutating func add(from: Int, to: Int, kind: FlowEdge.Kind, label: String?) {
        if let index = edges.firstIndex(where: { $0.from == from && $0.to == to && $0.kind == kind }) {
            if let label { edges[index].labels.append(label) }
        } else {
            edges.append(FlowEdge(from: from, to: to, kind: kind, labels: label.map { [$0] } ?? []))
        }
    }
}

// MARK: - Ways

extension FlowGraph {
    private struct Way {
        let target: String
        let kind: FlowEdge.Kind
        let label: String?
    }

    private static func ways(from state: JSONValue) -> [Way] {
        var ways: [Way] = []
        if let next = state["Next"]?.string, state["Type"]?.string != "Choice" {
            ways.append(Way(target: next, kind: .next, label: nil))
        }
        for rule in state["Choices"]?.array ?? [] {
            guard let next = rule["Next"]?.string else { continue }
            ways.append(Way(target: next, kind: .rule, label: ruleText(rule)))
        }
        if let fallback = state["Default"]?.string {
            ways.append(Way(target: fallback, kind: .fallback, label: "Default"))
        }
        for catcher in state["Catch"]?.array ?? [] {
            guard let next = catcher["Next"]?.string else { continue }
            let errors = (catcher["ErrorEquals"]?.array ?? []).compactMap(\.string).map(errorText)
            ways.append(Way(target: next, kind: .caught, label: errors.joined(separator: ", ")))
        }
        return ways
    }

    private static func errorText(_ name: String) -> String { name == "States.ALL" ? "Any error" : name }
}

// MARK: - States

extension FlowNode {
    fileprivate init(name: String, state: JSONValue, pointer: String) {
        let kind = FlowNodeKind(type: state["Type"]?.string ?? "")
        self.init(
            id: pointer, kind: kind, name: name, detail: stateText(state, kind),
            branches: Self.branches(of: state, pointer: pointer))
    }

    private static func branches(of state: JSONValue, pointer: String) -> [FlowGraph] {
        if let branches = state["Branches"]?.array {
            return branches.enumerated().map { FlowGraph(branch: $1, pointer: "\(pointer)/Branches/\($0)") }
        }
        if let pattern = AgentPattern.graph(of: state, pointer: pointer) { return [pattern] }
        for field in ["ItemProcessor", "Iterator"] {
            if let processor = state[field], processor["States"]?.object != nil {
                return [FlowGraph(branch: processor, pointer: "\(pointer)/\(field)")]
            }
        }
        return []
    }
}

extension FlowGraph {
    /// A workflow inside a state: the state that it starts with comes first.
    fileprivate init(branch: JSONValue, pointer: String) {
        self.init(workflow: branch, pointer: pointer)
        guard let start = branch["StartAt"]?.string, let index = nodes.firstIndex(where: { $0.name == start }),
            index > 0
        else { return }
        moveToFront(index)
    }

    private mutating func moveToFront(_ index: Int) {
        nodes.insert(nodes.remove(at: index), at: 0)
        let moved = { (position: Int) in position == index ? 0 : position < index ? position + 1 : position }
        edges = edges.map { FlowEdge(from: moved($0.from), to: moved($0.to), kind: $0.kind, labels: $0.labels) }
    }
}
