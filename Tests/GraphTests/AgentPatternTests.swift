import JSON
import Testing

@testable import Graph

/// Agent states are drawn with those who work in them.
@Suite struct AgentPatternTests {
    private func graph(_ state: JSONValue) throws -> FlowNode {
        let graph = FlowGraph(definition: ["StartAt": "S", "States": ["S": state]])
        return try #require(graph.nodes.first)
    }

    private func ways(_ graph: FlowGraph) -> [String] {
        graph.edges.map { "\(graph.nodes[$0.from].name)>\(graph.nodes[$0.to].name)" }
    }

    @Test func orchestratorAndWorkers() throws {
        let node = try graph([
            "Type": "OrchestratorWorkers", "Orchestrator": ["Lead"], "Workers": ["A", "B"], "Synthesizer": ["Lead"],
            "End": true,
        ])
        #expect(node.kind == .agents)
        let inside = try #require(node.branches.first)
        #expect(ways(inside) == ["Lead>A", "A>Lead", "Lead>B", "B>Lead"])
        #expect(Set(inside.nodes.map(\.id)).count == 4)
    }

    @Test func generatorAndEvaluator() throws {
        let code = try graph(["Type": "EvaluatorOptimizer", "Generator": ["Writer"], "End": true])
        #expect(code.branches[0].nodes.map(\.kind) == [.agent, .pass])
        let judge = try graph([
            "Type": "EvaluatorOptimizer", "Generator": ["Writer"], "Evaluator": ["Judge"], "End": true,
        ])
        #expect(ways(judge.branches[0]) == ["Writer>Judge", "Judge>Writer"])
    }

    @Test func swarm() throws {
        let node = try graph([
            "Type": "Handoff", "StartAgent": ["A"], "Agents": ["A", "B"], "Handoffs": ["A>B", "B>A"], "End": true,
        ])
        #expect(ways(node.branches[0]) == ["A>B", "B>A"])
        #expect(node.branches[0].nodes[0].detail == "Begins")
    }

    @Test func agentWithTools() throws {
        let node = try graph(["Type": "Agent", "Agent": ["A"], "Tools": ["sql", "clock"], "End": true])
        #expect(ways(node.branches[0]) == ["A>sql", "A>clock"])
        let graph = FlowGraph(nodes: [node])
        #expect(graph.mermaid().contains("sql"))
        #expect(FlowDrawing(graph).svg(title: "x", status: nil).contains("A (agent)"))
    }

    /// An author's state has names where a folded one has arrays; it is drawn as a box.
    @Test func statesWithoutPartsAreBoxes() throws {
        let node = try graph(["Type": "Agent", "Agent": "A", "End": true])
        #expect(node.kind == .agents && node.branches.isEmpty)
    }
}
