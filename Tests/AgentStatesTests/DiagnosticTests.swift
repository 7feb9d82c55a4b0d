import JSON
import StatesLanguage
import Testing

@testable import AgentStates

/// What authors are told about the agent parts of a definition.
@Suite struct DiagnosticTests {
    private func lines(_ yaml: String) throws -> [String] {
        Lowering(try Document(reading: Array(yaml.utf8), as: .yaml)).diagnostics.map { $0.line() }
    }

    private func agents(
        _ agents: String, tools: String = "{}", state: String = "Agent: A", language: String = "JSONata"
    )
        throws -> [String]
    {
        try lines(
            """
            QueryLanguage: \(language)
            StartAt: S
            Agents: \(agents)
            Tools: \(tools)
            States:
              S: {Type: Agent, Prompt: x, \(state), End: true}
            """)
    }

    @Test func findsAMisspeltType() throws {
        let found = try lines(
            """
            QueryLanguage: JSONata
            StartAt: S
            Agents: {A: {Model: m}}
            States:
              S: {Type: Agnet, Agent: A, Prompt: x, End: true}
            """)
        #expect(
            found == [
                "5:7: error SCHEMA_VALIDATION_FAILED: There is no type 'Agnet'; did you mean 'Agent'? (/States/S/Type)"
            ])
    }

    @Test func findsUnknownNames() throws {
        #expect(
            try agents("{Analyst: {Model: m, Tools: [clok]}}", state: "Agent: Analist") == [
                "3:38: error UNKNOWN_TOOL: There is no tool 'clok'; did you mean 'clock'? (/Agents/Analyst/Tools[0])",
                "6:31: error UNKNOWN_AGENT: There is no agent 'Analist'; did you mean 'Analyst'? (/States/S/Agent)",
            ])
        #expect(
            try agents("{A: {Model: m, Guardrail: Safe}}") == [
                "3:24: error UNKNOWN_GUARDRAIL: There is no guardrail 'Safe' (/Agents/A/Guardrail)"
            ])
    }

    @Test(arguments: [
        ("{A: {Model: m, Handoffs: [A]}}", "HANDOFF_TO_ITSELF: 'A' cannot hand off to itself"),
        ("{A: {}}", "should have only one of the following fields: [Model, Resource]"),
        ("{A: {Model: m, Resource: r}}", "should have only one of the following fields: [Model, Resource]"),
        ("{A: {Model: m, MaxTurn: 3}}", "Field 'MaxTurn' is not supported; did you mean 'MaxTurns'?"),
        ("{A: {Model: m, MaxTurns: 0}}", "Expected a whole number from 1, found 0"),
        ("{A: {Model: m, Tools: clock}}", #"Expected an array, found "clock""#),
        ("{A: {Model: m, Tools: [clock, clock]}}", "DUPLICATE_AGENT_NAME: The tool 'clock' comes twice"),
        ("{A: {Model: m, OutputSchema: 3}}", "Expected a JSON Schema, found number"),
        ("{A: {Model: m, OutputSchema: {type: text}}}", "found \"text\" (/Agents/A/OutputSchema/type)"),
        ("{A: {Model: m, OutputSchema: {properties: {a: 3}}}}", "/Agents/A/OutputSchema/properties/a"),
        ("{A: {Model: m, OutputSchema: {items: {required: a}}}}", "Expected an array of names"),
        ("{A: {Model: m, OutputSchema: {$ref: '#/$defs/x'}}}", "leads to nothing in this schema"),
        ("{A: {Model: m, OutputSchema: {anyOf: []}}}", "Expected an array of JSON Schemas"),
        ("{A: {Model: m, OutputSchema: {minLength: -1}}}", "Expected a whole number from 0"),
        ("{A b: {Model: m}, A: {Model: m}}", "INVALID_AGENT_NAME"),
        ("[1]", "Expected an object, found array"),
        ("{A: {Model: m, Inference: {Temperature: 7}}}", "Expected a number from 0.0"),
    ])
    func findsFaultsOfAgents(agents: String, message: String) throws {
        let found = try self.agents(agents)
        #expect(found.contains { $0.contains("error") && $0.contains(message) }, "\(found)")
    }

    @Test func warnsOfLoopsWithoutABound() throws {
        let found = try agents("{A: {Model: m, MaxTurns: 100000}}")
        #expect(found.count == 1 && found[0].contains("warning UNBOUNDED_LOOP"))
    }

    @Test func warnsOfAgentsThatNobodyUses() throws {
        #expect(
            try agents("{A: {Model: m}, B: {Model: m}}") == [
                "3:25: warning UNREACHABLE_AGENT: No state uses the agent 'B' (/Agents/B)"
            ])
        let swarm = try lines(
            """
            QueryLanguage: JSONata
            StartAt: S
            Agents: {A: {Model: m}, B: {Model: m}}
            States: {S: {Type: Handoff, Prompt: x, Agents: [A, B], StartAgent: A, End: true}}
            """)
        #expect(swarm.count == 1 && swarm[0].contains("UNREACHABLE_AGENT"))
    }

    @Test func warnsOfToolsThatNobodyHas() throws {
        #expect(
            try agents("{A: {Model: m}}", tools: "{T: {Resource: r}}") == [
                "4:9: warning UNUSED_TOOL: No agent has the tool 'T' (/Tools/T)"
            ])
    }

    @Test(arguments: [
        ("{T: {Resource: r, Mcp: {Url: u}}}", "should have only one of"),
        ("{T: {Mcp: {}}}", "only one of the following fields: [Command, Url]"),
        ("{T: {Sql: {Database: d}}}", "These fields are required: [Tables]"),
        ("{T: {Resource: r, SideEffect: Once, Retry: []}}", "cannot have a Retry"),
        ("{T: {Resource: r, InputSchema: {type: string}}}", "The input of a tool is an object"),
    ])
    func findsFaultsOfTools(tools: String, message: String) throws {
        let found = try agents("{A: {Model: m, Tools: [T]}}", tools: tools)
        #expect(found.contains { $0.contains(message) }, "\(found)")
    }

    @Test func needsJSONata() throws {
        #expect(try agents("{A: {Model: m}}", language: "JSONPath")[0].contains("needs \"QueryLanguage\": \"JSONata\""))
    }

    @Test func needsAPriceForABudgetInDollars() throws {
        let found = try agents("{A: {Model: my.model}}", state: "Agent: A, Budget: {MaxCostUSD: 1}")
        #expect(found[0].contains("UNKNOWN_PRICE"))
        #expect(
            try agents(
                "{A: {Model: my.model, Price: {Input: 1, Output: 2}}}", state: "Agent: A, Budget: {MaxCostUSD: 1}"
            ).isEmpty)
    }

    @Test(arguments: [
        "{Type: Agent, End: true}", "{Type: Handoff, Prompt: x, Agents: [], StartAgent: A, End: true}",
        "{Type: OrchestratorWorkers, Prompt: x, Orchestrator: A, Workers: [A], OnWorkerFailure: {Policy: Replace}, End: true}",
        "{Type: EvaluatorOptimizer, Prompt: x, Generator: A, End: true}",
        "{Type: Agent, Agent: A, Prompt: x, InputPath: $.a, End: true}",
        "{Type: Agent, Agent: 3, Prompt: x, End: true}",
        "{Type: Handoff, Prompt: x, Agents: [A], StartAgent: B, End: true}",
        "{Type: Handoff, Prompt: x, Agents: [A, B], StartAgent: A, PingPong: {Window: 2, MinAgents: 3}, End: true}",
        "{Type: Handoff, Prompt: x, Agents: [A, B], StartAgent: A, PingPong: true, End: true}",
        "{Type: OrchestratorWorkers, Prompt: x, Orchestrator: A, Workers: [A], MaxTasks: 2, OnWorkerFailure: {Policy: Quorum, Quorum: 3}, End: true}",
        "{Type: Agent, Agent: A, Prompt: '', End: true}", "{Type: Agent, Agent: A, Prompt: [], End: true}",
        "{Type: Agent, Agent: A, Prompt: [{Role: assistant, Content: x}], End: true}",
        "{Type: Agent, Agent: A, Prompt: [{Role: user, Content: x}, {Role: assistant, Content: y}], End: true}",
        "{Type: Agent, Agent: A, Prompt: [{Role: user}], End: true}",
    ])
    func findsFaultsOfStates(state: String) throws {
        let yaml = "QueryLanguage: JSONata\nStartAt: S\nAgents: {A: {Model: m}, B: {Model: m}}\nStates: {S: \(state)}"
        let lowering = Lowering(try Document(reading: Array(yaml.utf8), as: .yaml))
        #expect(lowering.document == nil)
        #expect(lowering.diagnostics.hasErrors)
        #expect(lowering.diagnostics.allSatisfy { $0.position != nil })
    }
}
