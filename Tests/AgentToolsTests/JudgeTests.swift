import JSON
import Synchronization
import Tasks
import Testing

@testable import AgentTools

/// Guardrails that a model judges.
@Suite struct JudgeTests {
    /// A model that gives one answer, and notes what it was asked.
    private final class Model: TaskHandler {
        let asked = Mutex<[JSONValue]>([])
        private let answer: TaskReport

        init(_ answer: TaskReport) { self.answer = answer }

        func start(_ attempt: TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void) -> TaskCancellation {
            asked.withLock { $0.append(attempt.parameters) }
            report(answer)
            return .none
        }
    }

    private static let policies: JSONValue = [
        "ContentPolicyConfig": [
            "FiltersConfig": [["Type": "INSULTS", "InputStrength": "MEDIUM", "OutputStrength": "HIGH"]]
        ],
        "TopicPolicyConfig": [
            "TopicsConfig": [
                ["Name": "Money", "Definition": "Advice on money.", "Examples": ["Buy gold?"], "Type": "DENY"]
            ]
        ],
        "ContextualGroundingPolicyConfig": [
            "FiltersConfig": [["Type": "GROUNDING", "Threshold": 0.5], ["Type": "RELEVANCE", "Threshold": 0.5]]
        ],
    ]

    private static func says(_ content: JSONValue...) -> TaskReport {
        .succeeded(
            output: [
                "Output": ["Message": ["Role": "assistant", "Content": .array(content)]],
                "Usage": ["InputTokens": 7, "OutputTokens": 2],
            ])
    }

    private static func verdict(_ input: JSONValue) -> TaskReport {
        says(["ToolUse": ["ToolUseId": "t", "Name": "verdict", "Input": input]])
    }

    private func apply(_ model: Model, _ content: [JSONValue], source: String) -> TaskReport? {
        let guardrail = Guardrail(
            policies: Self.policies, judge: ["Agent": "Strict", "ModelId": "m", "System": "Be strict."])
        let handler = GuardrailHandler(model: model) { _, _ in guardrail }
        let attempt = TaskAttempt(
            executionArn: "arn", scheduledEventID: 1,
            resource: .service(
                service: "bedrockruntime", action: "applyGuardrail", pattern: .requestResponse, isSDK: true),
            parameters: ["GuardrailIdentifier": "Safe", "Source": .string(source), "Content": .array(content)],
            region: "us-east-1")
        let found = Mutex<TaskReport?>(nil)
        _ = handler.start(attempt) { report in found.withLock { $0 = report } }
        return found.withLock { $0 }
    }

    private static func output(_ report: TaskReport?) -> JSONValue? {
        if case .succeeded(let output) = report { output } else { nil }
    }

    private static func text(_ text: String, _ qualifier: String? = nil) -> JSONValue {
        ["Text": ["Text": .string(text), "Qualifiers": qualifier.map { [.string($0)] } ?? []]]
    }

    @Test func theVerdictDecides() throws {
        let model = Model(Self.verdict(["Content": [], "Topics": ["Money"]]))
        let answer = Self.output(apply(model, [Self.text("Where should my savings go?")], source: "INPUT"))
        #expect(answer?["Action"] == "GUARDRAIL_INTERVENED")
        #expect(answer?["ActionReason"] == "Guardrail blocked. Judged by the agent Strict: content, topics.")
        #expect(answer?["Assessments"]?[0]?["TopicPolicy"]?["Topics"]?[0]?["Name"] == "Money")
        #expect(
            answer?["Judge"] == ["Agent": "Strict", "ModelId": "m", "Usage": ["InputTokens": 7, "OutputTokens": 2]])
        let asked = try #require(model.asked.withLock { $0.first })
        #expect(asked["System"]?[0]?["Text"] == "Be strict.")
        let question = asked["Messages"]?[0]?["Content"]?[0]?["Text"]?.string ?? ""
        #expect(question.contains("- Money: Advice on money. Examples: Buy gold?"))
        #expect(question.contains("<text>\nWhere should my savings go?\n</text>"))
        let properties = asked["ToolConfig"]?["Tools"]?[0]?["ToolSpec"]?["InputSchema"]?["Json"]?["properties"]?.object
        #expect(properties?.keys.sorted() == ["Content", "Topics"])
    }

    /// A filter of medium strength lets pass what is barely there.
    @Test(arguments: [("LOW", "NONE"), ("MEDIUM", "GUARDRAIL_INTERVENED"), ("HIGH", "GUARDRAIL_INTERVENED")])
    func strengthsHold(confidence: String, action: String) {
        let model = Model(
            Self.verdict(["Content": [["Type": "INSULTS", "Confidence": .string(confidence)]], "Topics": []]))
        #expect(Self.output(apply(model, [Self.text("you!")], source: "INPUT"))?["Action"]?.string == action)
    }

    @Test func scoresComeFromTheJudge() {
        let content = [
            Self.text("Open at ten.", "grounding_source"), Self.text("When?", "query"),
            Self.text("Never.", "guard_content"),
        ]
        let model = Model(
            Self.says([
                "Text": "I think: {\"Content\": [], \"Topics\": [], \"Grounding\": 0.2, \"Relevance\": 0.9} is right."
            ]))
        let answer = Self.output(apply(model, content, source: "OUTPUT"))
        let filters = answer?["Assessments"]?[0]?["ContextualGroundingPolicy"]?["Filters"]
        #expect(filters?[0]?["Score"] == 0.2)
        #expect(filters?[0]?["Action"] == "BLOCKED")
        #expect(filters?[1]?["Action"] == "NONE")
    }

    /// Nothing passes unjudged: it is an error that can be tried again.
    @Test(arguments: [
        says(["Text": "All fine."]), verdict(["Content": [["Type": "INSULTS", "Confidence": "maybe"]]]),
        verdict("fine"), says(),
    ])
    func withoutAVerdictNothingPasses(answer: TaskReport) {
        guard case .failed(let error, let cause) = apply(Model(answer), [Self.text("x")], source: "INPUT") else {
            Issue.record("passed")
            return
        }
        #expect(error == "BedrockRuntime.InternalServerException")
        #expect(cause == "The judge 'Strict' of the guardrail gave no verdict")
    }

    @Test func errorsOfTheModelAreTold() {
        let down = TaskReport.failed(error: "BedrockRuntime.ThrottlingException", cause: "slow down")
        #expect(apply(Model(down), [Self.text("x")], source: "INPUT") == down)
    }
}
