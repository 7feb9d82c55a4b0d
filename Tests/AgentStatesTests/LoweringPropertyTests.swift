import JSON
import StatesLanguage
import Testing

@testable import AgentStates

/// What holds for every lowering: the same text every time, plain text unchanged, valid, with names that are short and
/// unique.
@Suite struct LoweringPropertyTests {
    /// Definitions with every type of agent state, every option, in JSONata and JSONPath machines, nested and not.
    static let definitions: [String] = options.flatMap { option -> [String] in
        ["JSONata", "JSONPath"].flatMap { language in
            [false, true].map { nested in definition(option, language: language, nested: nested) }
        }
    }

    /// One agent state each, of every type with every option.
    static let singles: [String] = options.map { option in
        let state = "{Type: \(option.type), Prompt: hi, \(option.fields), End: true}"
        return definition("StartAt: S\nStates: {S: \(state)}", language: "JSONata")
    }

    private static let options: [(type: String, fields: String)] = [
        ("Agent", "Agent: Lead"),
        (
            "Agent",
            "Agent: Typed, Keep: Messages, Session: s, Budget: {MaxTokens: 9, MaxCostUSD: 1, MaxCalls: 3, MaxSeconds: 9}"
        ),
        ("Agent", "Agent: Crew, Guardrail: Safe"),
        ("EvaluatorOptimizer", "Generator: Typed, Evaluator: Lead"),
        (
            "EvaluatorOptimizer",
            "Generator: Crew, Evaluator: '{% $length($candidate) %}', PassScore: 3, Context: Fresh, OnExhausted: Fail, "
                + "Criteria: be brief, Plateau: {Rounds: 1}, Budget: {MaxCalls: 2}, Guardrail: Safe"
        ),
        ("OrchestratorWorkers", "Orchestrator: Lead, Workers: [Typed, Crew]"),
        (
            "OrchestratorWorkers",
            "Orchestrator: Lead, Workers: [Typed], Synthesizer: Crew, MaxRounds: 3, PlanReview: Required, MaxConcurrency: 2, "
                + "OnWorkerFailure: {Policy: Replace, With: Crew, Attempts: 2}, Budget: {MaxTokens: 9}, Session: s"
        ),
        (
            "OrchestratorWorkers",
            "Orchestrator: Crew, Workers: [Crew], OnWorkerFailure: {Policy: Quorum, Quorum: 1}, Guardrail: Safe"
        ),
        ("Handoff", "Agents: [Lead, Typed, Crew], StartAgent: Lead"),
        (
            "Handoff",
            "Agents: [Lead, Typed, Crew], StartAgent: Lead, Context: '{% $transfer.Reason %}', PingPong: {Window: 4}, "
                + "Session: s, Budget: {MaxSeconds: 4}, Guardrail: Safe"
        ),
    ]

    private static func definition(
        _ option: (type: String, fields: String), language: String, nested: Bool
    ) -> String {
        let first = "{Type: \(option.type), QueryLanguage: JSONata, Prompt: hi, \(option.fields), Next: Two words ä}"
        let second =
            "{Type: \(option.type), QueryLanguage: JSONata, Prompt: hi, \(option.fields), Output: '{% $states.result.Text %}', "
            + "Catch: [{ErrorEquals: [States.ALL], Next: Done}], Next: Done}"
        let states =
            "{Two words: \(first), Two words ä: \(second), Two words.Start: {Type: Succeed}, Done: {Type: Succeed}}"
        let fixed = states.replacing("Two words.Start: {Type: Succeed}, ", with: "")
        let inner = "{StartAt: Two words, States: \(fixed)}"
        let body =
            nested
            ? """
            StartAt: All
            States:
              All:
                Type: Map
                ItemProcessor: {ProcessorConfig: {Mode: INLINE}, \(inner.dropFirst())
                End: true
            """ : "StartAt: Two words\nStates: \(fixed)"
        return definition(body, language: language)
    }

    private static func definition(_ body: String, language: String) -> String {
        """
        QueryLanguage: \(language)
        Agents:
          Lead: {Model: amazon.nova-pro-v1:0, System: 'Now {% $now() %}', Tools: [find, clock, calculator, db, web, mcp], Handoffs: [Typed, Crew], Fallback: [amazon.nova-lite-v1:0], Memory: {Session: s, Overflow: Summarize}}
          Typed: {Model: amazon.nova-lite-v1:0, System: "Be\\nbrief.", OutputSchema: {type: object, properties: {a: {type: array, items: {enum: [1, x]}}}}, Handoffs: [Crew]}
          Crew: {Resource: 'arn:aws:lambda:us-east-1:123456789012:function:crew', Arguments: {P: '{% $agent.Prompt %}', I: '{% $states.input %}'}, Handoffs: [Lead]}
        Tools:
          find: {Resource: 'arn:aws:states:::lambda:invoke', Arguments: {FunctionName: f, Payload: '{% $tool.input %}'}, Approval: Required, SideEffect: Once}
          db: {Description: "Asks\\nthe shop.", Sql: {Database: shop.sqlite, Tables: [orders]}}
          web: {Http: {Hosts: [example.com]}}
          mcp: {Mcp: {Url: 'http://localhost:9/mcp'}}
        Guardrails:
          Safe: {WordPolicyConfig: {WordsConfig: [{Text: bomb}]}}
        \(body)
        """
    }

    private func document(_ yaml: String) throws -> Document {
        try Document(reading: Array(yaml.utf8), as: .yaml)
    }

    @Test(arguments: definitions)
    func givesTheSameTextEveryTimeAndLeavesItAlone(yaml: String) throws {
        let once = Lowering(try document(yaml))
        let again = Lowering(try document(yaml))
        let plain = try #require(once.document, "\(once.diagnostics.map { $0.line() })")
        #expect(plain.value.text == again.document?.value.text)
        let twice = Lowering(plain)
        #expect(twice.document?.value.text == plain.value.text)
        #expect(twice.diagnostics.isEmpty)
        #expect(twice.origins.isEmpty)
    }

    @Test(arguments: definitions)
    func isValid(yaml: String) throws {
        let lowering = Lowering(try document(yaml))
        let plain = try #require(lowering.document)
        let compilation = DefinitionCompiler().compile(plain)
        #expect(compilation.diagnostics.map { $0.line() } == [])
        #expect(plain.value.text.utf8.count < 1_048_576)
    }

    @Test(arguments: definitions)
    func givesShortAndUniqueNames(yaml: String) throws {
        let lowering = Lowering(try document(yaml))
        let plain = try #require(lowering.document)
        let names = plain.value.stateNames
        #expect(names.allSatisfy { $0.unicodeScalars.count <= 80 })
        #expect(Set(lowering.origins.keys).isSubset(of: names))
        #expect(lowering.origins.values.allSatisfy { ["Two words", "Two words ä"].contains($0) })
        for name in names where lowering.origins[name] == nil {
            #expect(["All", "Two words", "Two words ä", "Done"].contains(name))
        }
    }

    @Test func leavesPlainDefinitionsAlone() throws {
        let source = #"{"StartAt":"A","States":{"A":{"Type":"Pass","Result":{"x":1.0},"End":true}}}"#
        let document = try Document(reading: Array(source.utf8), as: .json)
        #expect(Lowering(document).document?.value.text == source)
    }

    @Test func shortensLongNames() throws {
        let name = String(repeating: "n", count: 80)
        let yaml = """
            QueryLanguage: JSONata
            StartAt: \(name)
            Agents: {A: {Model: amazon.nova-lite-v1:0, Tools: [\(String(repeating: "t", count: 64))]}}
            Tools: {\(String(repeating: "t", count: 64)): {Resource: "arn:aws:lambda:us-east-1:123456789012:function:f"}}
            States: {\(name): {Type: Agent, Agent: A, Prompt: x, End: true}}
            """
        let (lowering, _) = try lowered(yaml)
        #expect(lowering.origins.keys.allSatisfy { $0.unicodeScalars.count <= 80 })
        #expect(Set(lowering.origins.values) == [name])
    }

    @Test func keepsClearOfTheAuthorsNames() throws {
        let yaml = """
            QueryLanguage: JSONata
            StartAt: Ask
            Agents: {A: {Model: amazon.nova-lite-v1:0}}
            States:
              Ask: {Type: Agent, Agent: A, Prompt: x, Next: Ask.Start}
              Ask.Start: {Type: Succeed}
            """
        let (lowering, _) = try lowered(yaml)
        #expect(lowering.origins["Ask.Start"] == nil)
        #expect(lowering.origins["Ask.Start~2"] == "Ask")
    }

    @Test func keepsClearOfTheAuthorsVariables() throws {
        let yaml = """
            QueryLanguage: JSONata
            StartAt: Set
            Agents: {A: {Model: amazon.nova-lite-v1:0}}
            States:
              Set: {Type: Pass, Assign: {Ask_messages: 1}, Next: Ask}
              Ask: {Type: Agent, Agent: A, Prompt: "{% $string($Ask_messages) %}", End: true}
            """
        let run = try ScriptedRun(yaml) { call in says(call.lastText) }
        #expect(run.output?["Text"] == "1")
    }

    @Test func namesWhatTheMachineNeeds() throws {
        let (lowering, _) = try lowered(Self.definition(Self.options[1], language: "JSONata", nested: false))
        #expect(lowering.requirements.usesSessions)
        let (lead, _) = try lowered(Self.definition(Self.options[0], language: "JSONata", nested: false))
        #expect(
            lead.requirements.functions == [
                "baton-approvals", "baton-calculator", "baton-http", "baton-mcp", "baton-sql",
            ])
        #expect(lead.requirements.models == ["amazon.nova-lite-v1:0", "amazon.nova-pro-v1:0"])
    }
}
