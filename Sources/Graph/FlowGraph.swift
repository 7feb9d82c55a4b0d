/// A workflow as a picture shows it: its states in the order of the definition, and the ways between them.
package struct FlowGraph: Hashable, Sendable {
    package var nodes: [FlowNode]
    package var edges: [FlowEdge]

    package init(nodes: [FlowNode] = [], edges: [FlowEdge] = []) {
        self.nodes = nodes
        self.edges = edges
    }
}

/// A state, or one of the two ends of the whole workflow.
package struct FlowNode: Hashable, Sendable {
    /// A JSON Pointer into the definition, such as `/States/Ship`; `start` and `end` for the ends.
    package let id: String
    package let kind: FlowNodeKind
    package let name: String
    /// What the state does, in a few words: `Lambda · reserve-stock`.
    package let detail: String?
    /// The workflows inside: a Parallel state's branches, or a Map state's one processor.
    package var branches: [FlowGraph]

    package init(
        id: String, kind: FlowNodeKind, name: String, detail: String? = nil, branches: [FlowGraph] = []
    ) {
        self.id = id
        self.kind = kind
        self.name = name
        self.detail = detail
        self.branches = branches
    }

    package static let start = FlowNode(id: "start", kind: .start, name: "Start")
    package static let end = FlowNode(id: "end", kind: .end, name: "End")
}

/// The types of states, and the ends.
package enum FlowNodeKind: Hashable, Sendable {
    case start
    case end
    case pass
    case task
    case choice
    case wait
    case succeed
    case fail
    case parallel
    case map
    /// A state in which agents work.
    case agents
    /// One of those who work in it.
    case agent
    /// Something that an agent can call.
    case tool
    /// A type that the language does not have; drawn like any other box.
    case other(String)

    /// The kind of the states of that `Type`.
    package init(type: String) {
        switch type {
        case "Pass": self = .pass
        case "Task": self = .task
        case "Choice": self = .choice
        case "Wait": self = .wait
        case "Succeed": self = .succeed
        case "Fail": self = .fail
        case "Parallel": self = .parallel
        case "Map": self = .map
        case _ where AgentPattern.types.contains(type): self = .agents
        default: self = .other(type)
        }
    }

    /// The word under a state's name where nothing more can be said of it.
    package var title: String {
        switch self {
        case .start: "Start"
        case .end: "End"
        case .pass: "Pass state"
        case .task: "Task state"
        case .choice: "Choice state"
        case .wait: "Wait state"
        case .succeed: "Succeed state"
        case .fail: "Fail state"
        case .parallel: "Parallel state"
        case .map: "Map state"
        case .agents: "Agent state"
        case .agent: "Agent"
        case .tool: "Tool"
        case .other(let type): type.isEmpty ? "State" : "\(type) state"
        }
    }
}

/// A way from one state to another of the same workflow.
package struct FlowEdge: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// `Next`, and what leads from the start or to the end.
        case next
        /// A rule of a Choice state.
        case rule
        /// `Default`.
        case fallback
        /// A catcher.
        case caught
    }

    /// Positions in the graph's nodes.
    package let from: Int
    package let to: Int
    package let kind: Kind
    /// One text a rule or catcher that leads this way.
    package var labels: [String]

    package init(from: Int, to: Int, kind: Kind, labels: [String] = []) {
        self.from = from
        self.to = to
        self.kind = kind
        self.labels = labels
    }
}
