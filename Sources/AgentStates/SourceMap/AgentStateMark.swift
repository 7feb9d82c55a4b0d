/// What the comment of a branch says of the agent state that it came from.
///
/// It is part of the lowered text, so that this can be shown as its author wrote it wherever it is kept: in the journal, in
/// an export, in a history from AWS.
///
/// ```
/// Agent state Handoff; StartAgent: Triage; Agents: Triage, Billing; Handoffs: Triage>Billing
/// ```
package struct AgentStateMark: Hashable, Sendable {
    /// Who works in the state, in which part: `Generator: Writer`.
    package struct Part: Hashable, Sendable {
        package let name: String
        package let members: [String]
    }

    package let type: AgentStateType
    package let parts: [Part]

    package func members(_ part: String) -> [String] { parts.first { $0.name == part }?.members ?? [] }

    /// All agents, each once, in the order of the parts.
    package var agents: [String] {
        var seen: Set<String> = []
        return parts.filter { Self.agentParts.contains($0.name) }.flatMap(\.members)
            .filter { seen.insert($0).inserted }
    }

    private static let agentParts: Set<String> = [
        "Agent", "Orchestrator", "Workers", "Synthesizer", "Generator", "Evaluator", "Agents",
    ]
}

// MARK: - As a comment

extension AgentStateMark {
    private static let start = "Agent state "

    var comment: String {
        let texts = parts.filter { !$0.members.isEmpty }.map { "\($0.name): \($0.members.joined(separator: ", "))" }
        return Self.start + ([type.rawValue] + texts).joined(separator: "; ")
    }

    init?(comment: String) {
        guard comment.hasPrefix(Self.start) else { return nil }
        let texts = comment.dropFirst(Self.start.count).split(separator: "; ").map(String.init)
        guard let type = texts.first.flatMap(AgentStateType.init) else { return nil }
        self.type = type
        parts = texts.dropFirst().compactMap { text in
            guard let colon = text.firstRange(of: ": ") else { return nil }
            let members = text[colon.upperBound...].split(separator: ", ").map(String.init)
            return Part(name: String(text[..<colon.lowerBound]), members: members)
        }
    }
}

extension AgentStateMark {
    init(_ state: AgentState, _ catalog: AgentCatalog) {
        func tools(_ agents: [String]) -> [String] {
            agents.flatMap { name -> [String] in
                guard case .model(let model) = catalog.agents[name]?.body else { return [] }
                return model.tools
            }
        }
        switch state.kind {
        case .agent(let single):
            self.init(
                type: .agent,
                parts: [
                    Part(name: "Agent", members: [single.agent]), Part(name: "Tools", members: tools([single.agent])),
                ])
        case .orchestratorWorkers(let work):
            self.init(
                type: .orchestratorWorkers,
                parts: [
                    Part(name: "Orchestrator", members: [work.orchestrator]),
                    Part(name: "Workers", members: work.workers),
                    Part(name: "Synthesizer", members: [work.synthesizer]),
                ])
        case .evaluatorOptimizer(let loop):
            var evaluator: [String] = []
            if case .agent(let name) = loop.evaluator { evaluator = [name] }
            self.init(
                type: .evaluatorOptimizer,
                parts: [
                    Part(name: "Generator", members: [loop.generator]), Part(name: "Evaluator", members: evaluator),
                ])
        case .handoff(let handoff):
            let ways = handoff.agents.flatMap { name in
                (catalog.agents[name]?.handoffs ?? []).filter(handoff.agents.contains).map { "\(name)>\($0)" }
            }
            self.init(
                type: .handoff,
                parts: [
                    Part(name: "StartAgent", members: [handoff.startAgent]),
                    Part(name: "Agents", members: handoff.agents), Part(name: "Handoffs", members: ways),
                ])
        }
    }
}
