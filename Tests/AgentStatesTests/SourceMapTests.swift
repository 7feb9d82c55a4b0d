import JSON
import StatesLanguage
import Testing

@testable import AgentStates

/// What a lowered text still tells of the author's states, and where its faults are in the author's text.
@Suite struct SourceMapTests {
    private static let desk = """
        QueryLanguage: JSONata
        StartAt: Help
        Agents:
          Triage: {Model: amazon.nova-lite-v1:0, Handoffs: [Billing], System: "Now {% $now() %}"}
          Billing: {Model: amazon.nova-lite-v1:0, Tools: [find], Handoffs: [Triage]}
          Crew: {Resource: "arn:aws:lambda:us-east-1:123456789012:function:crew"}
        Tools:
          find: {Resource: "arn:aws:states:::lambda:invoke", Arguments: {FunctionName: f, Payload: "{% $tool.input %}"}}
        States:
          Help: {Type: Handoff, Prompt: hi, Agents: [Triage, Billing], StartAgent: Triage, Next: Each}
          Each:
            Type: Map
            ItemProcessor:
              ProcessorConfig: {Mode: INLINE}
              StartAt: Research
              States:
                Research: {Type: OrchestratorWorkers, Prompt: x, Orchestrator: Triage, Workers: [Crew], End: true}
            End: true
        """

    private func map(_ yaml: String = desk) throws -> (AgentSourceMap, JSONValue) {
        let plain = try #require(try lowered(yaml).lowering.document?.value)
        return (AgentSourceMap(lowered: plain), plain)
    }

    @Test func isReadFromTheLoweredText() throws {
        let (map, _) = try map()
        #expect(Set(map.states.keys) == ["Help", "Research"])
        #expect(map.states["Help"]?.agents == ["Triage", "Billing"])
        #expect(map.states["Help"]?.members("Handoffs") == ["Triage>Billing", "Billing>Triage"])
        #expect(map.states["Research"]?.members("Workers") == ["Crew"])
        #expect(map.origins == (try lowered(Self.desk)).lowering.origins)
        #expect(map.tasks["Help.Call"] == .model(.answer))
        #expect(map.tasks["Help.Tool.find"] == .tool("find"))
        #expect(map.tasks["Research.PlanCall"] == .model(.plan))
        #expect(map.tasks["Research.WorkerRun.Crew"] == .agent("Crew", .work))
    }

    @Test(arguments: LoweringPropertyTests.definitions) func knowsEveryGeneratedState(yaml: String) throws {
        let (map, _) = try map(yaml)
        #expect(map.origins == (try lowered(yaml)).lowering.origins)
        #expect(!map.states.isEmpty)
    }

    @Test func foldsAgentStates() throws {
        let (map, plain) = try map()
        let folded = map.folding(plain)
        #expect(folded["States"]?["Help"]?["Type"] == "Handoff")
        #expect(folded["States"]?["Help"]?["Branches"] == nil)
        #expect(folded["States"]?["Help"]?["Next"] == "Each")
        let inner = folded["States"]?["Each"]?["ItemProcessor"]?["States"]
        #expect(inner?["Research"]?["Orchestrator"] == ["Triage"])
        #expect(folded.stateNames == ["Help", "Each", "Research"])
    }

    @Test func plainDefinitionsHaveNone() throws {
        let plain: JSONValue = [
            "StartAt": "P",
            "States": [
                "P": [
                    "Type": "Parallel", "End": true,
                    "Branches": [["StartAt": "A", "States": ["A": ["Type": "Succeed"]]]],
                ]
            ],
        ]
        #expect(AgentSourceMap(lowered: plain).isEmpty)
        #expect(AgentSourceMap(lowered: plain).folding(plain) == plain)
    }

    @Test(arguments: [
        ("Now {% $now() %}", "Now {% $now( %}", "4:63", "/Agents/Triage/System"),
        ("{% $tool.input %}", "{% $tool.input + %}", "8:83", "/Tools/find/Arguments/Payload"),
        ("Prompt: hi", "Prompt: 'a {% $( %}'", "10:25", "/States/Help/Prompt"),
        ("StartAgent: Triage,", "StartAgent: Triage, Context: '{% $messages[ %}',", "10:84", "/States/Help/Context"),
    ])
    func faultsPointToTheAuthorsText(old: String, new: String, position: String, location: String) throws {
        let yaml = Self.desk.replacing(old, with: new, maxReplacements: 1)
        #expect(yaml != Self.desk)
        let lowering = Lowering(try Document(reading: Array(yaml.utf8), as: .yaml))
        let plain = try #require(lowering.document, "\(lowering.diagnostics)")
        let found = lowering.translating(DefinitionCompiler().compile(plain).diagnostics)
        #expect(found.count == 1, "\(found.map { $0.line() })")
        #expect(found.first?.location == location)
        #expect(found.first?.position?.description == position, "\(found.map { $0.line() })")
    }
}
