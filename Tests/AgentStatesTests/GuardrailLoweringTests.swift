import JSON
import StatesLanguage
import Testing

@testable import AgentStates

/// How guardrails are applied: several one after the other, and with what an answer has to keep to.
@Suite struct GuardrailLoweringTests {
    private static func yaml(agent: String = "", state: String = "", guardrails: String? = nil) -> String {
        """
        QueryLanguage: JSONata
        StartAt: Ask
        Agents:
          A: {Model: m, Tools: [look]\(agent)}
          Judge: {Model: j, System: Be strict., Inference: {Temperature: 0}}
        Tools:
          look: {Description: looks, Resource: "arn:aws:states:::lambda:invoke", Output: "{% $states.result %}"}
        Guardrails:
        \(guardrails ?? "  One: {WordPolicyConfig: {WordsConfig: [{Text: a}]}}\n  Two: {WordPolicyConfig: {WordsConfig: [{Text: b}]}}")
        States:
          Ask: {Type: Agent, Agent: A, Prompt: ann and bob, Keep: Messages\(state), End: true}
        """
    }

    private static func verdict(_ action: String?, _ text: String = "") -> ScriptedRun.Answer {
        .success([
            "Action": action == nil ? "NONE" : "GUARDRAIL_INTERVENED",
            "Outputs": action == nil ? [] : [["Text": .string(text)]],
            "Assessments": action.map { [["WordPolicy": ["CustomWords": [["Action": .string($0)]]]]] } ?? [],
        ])
    }

    private static func content(_ call: ScriptedRun.Call) -> String {
        call.arguments["Content"]?.array?.last?["Text"]?["Text"]?.string ?? ""
    }

    /// Masks a name each; tool calls happen once.
    private static func masking(_ call: ScriptedRun.Call) -> ScriptedRun.Answer {
        if call.resource.hasSuffix("applyGuardrail") {
            let name = call.arguments["GuardrailIdentifier"] == "One" ? "ann" : "bob"
            let text = content(call)
            return text.contains(name) ? verdict("ANONYMIZED", text.replacing(name, with: "{X}")) : verdict(nil)
        }
        guard call.resource.hasSuffix("converse") else { return .success("ann, bob, eve") }
        return call.arguments["Messages"]?.array?.count == 1
            ? says("", calls: [use("look", [:])]) : says("bob and ann and eve")
    }

    @Test(arguments: [(", Guardrail: [One, Two]", ""), (", Guardrail: One", ", Guardrail: Two")])
    func severalAreAppliedOneAfterTheOther(agent: String, state: String) throws {
        let run = try ScriptedRun(Self.yaml(agent: agent, state: state), Self.masking)
        #expect(run.modelCalls[0].lastText == "{X} and {X}")
        let result = run.output?["Messages"]?[2]?["Content"]?[0]?["ToolResult"]
        #expect(result?["Content"]?[0]?["Text"] == "{X}, {X}, eve")
        #expect(run.output?["Text"] == "{X} and {X} and eve")
        let order = run.calls.filter { $0.resource.hasSuffix("applyGuardrail") }
            .map { "\($0.arguments["Source"]?.string ?? "") \($0.arguments["GuardrailIdentifier"]?.string ?? "")" }
        #expect(run.calls.allSatisfy { $0.arguments["GuardrailVersion"].map { $0 == "DRAFT" } ?? true })
        #expect(order == ["INPUT One", "INPUT Two", "INPUT One", "INPUT Two", "OUTPUT One", "OUTPUT Two"])
    }

    @Test(arguments: ["One", "Two"])
    func anyOfThemBlocks(blocking: String) throws {
        let run = try ScriptedRun(Self.yaml(agent: ", Guardrail: [One, Two]")) { call in
            guard call.resource.hasSuffix("applyGuardrail") else { return says("no") }
            return call.arguments["GuardrailIdentifier"]?.string == blocking
                ? Self.verdict("BLOCKED", "stop") : Self.verdict(nil)
        }
        #expect(run.failure?.error == "Agent.GuardrailIntervened")
        #expect(run.partial?["Reason"] == .string("The guardrail \(blocking) intervened: stop"))
        #expect(run.modelCalls.isEmpty)
    }

    private static let grounded =
        "  One: {ContextualGroundingPolicyConfig: {FiltersConfig: [{Type: GROUNDING, Threshold: 0.5}]}}"

    @Test func anAnswerIsShownWithItsSourceAndItsQuestion() throws {
        let run = try ScriptedRun(Self.yaml(agent: ", Guardrail: One", guardrails: Self.grounded)) { call in
            call.resource.hasSuffix("applyGuardrail") ? Self.verdict(nil) : Self.masking(call)
        }
        let asked = try #require(run.calls.last { $0.resource.hasSuffix("applyGuardrail") })
        #expect(
            asked.arguments["Content"] == [
                ["Text": ["Text": "ann, bob, eve", "Qualifiers": ["grounding_source"]]],
                ["Text": ["Text": "ann and bob", "Qualifiers": ["query"]]],
                ["Text": ["Text": "bob and ann and eve", "Qualifiers": ["guard_content"]]],
            ])
    }

    @Test func withoutASourceThereIsNothingToCompare() throws {
        let run = try ScriptedRun(Self.yaml(agent: ", Guardrail: One", guardrails: Self.grounded)) { call in
            call.resource.hasSuffix("applyGuardrail") ? Self.verdict(nil) : says("hello")
        }
        let asked = try #require(run.calls.last { $0.resource.hasSuffix("applyGuardrail") })
        #expect(asked.arguments["Content"] == [["Text": ["Text": "hello"]]])
    }

    @Test func theJudgeIsNoPartOfThePolicies() throws {
        let guardrails =
            "  One: {Judge: Judge, TopicPolicyConfig: {TopicsConfig: [{Name: n, Definition: d, Type: DENY}]}}"
        let lowering = try lowered(Self.yaml(agent: ", Guardrail: One", guardrails: guardrails)).lowering
        #expect(lowering.diagnostics.map { $0.line() } == [])
        #expect(lowering.requirements.guardrails["One"]?["Judge"] == nil)
        #expect(
            lowering.requirements.judges == [
                "One": [
                    "Agent": "Judge", "ModelId": "j", "System": "Be strict.", "InferenceConfig": ["Temperature": 0],
                ]
            ])
        // On AWS Bedrock judges: its model is not asked.
        #expect(lowering.requirements.models == ["m"])
    }

    @Test(arguments: [
        ("Judge: Juge", "UNKNOWN_AGENT: There is no agent 'Juge'; did you mean 'Judge'? (/Guardrails/One/Judge)"),
        ("Judge: A", "The judge of a guardrail has no guardrail of its own: 'A' has one"),
        ("Judge: 3", "Expected a text, found 3"),
    ])
    func judgesAreChecked(judge: String, message: String) throws {
        let guardrails = "  One: {\(judge), WordPolicyConfig: {WordsConfig: [{Text: a}]}}"
        let document = try Document(
            reading: Array(Self.yaml(agent: ", Guardrail: One", guardrails: guardrails).utf8), as: .yaml)
        let found = Lowering(document).diagnostics.map { $0.line() }
        #expect(found.contains { $0.contains(message) }, "\(found)")
    }
}
