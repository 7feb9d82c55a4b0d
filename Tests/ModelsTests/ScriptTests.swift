import JSON
import Tasks
import Testing

@testable import Models

/// Scripts and the configuration of models.
@Suite struct ScriptTests {
    private func request(_ text: String, agent: String? = nil, turns: Int = 0, model: String = "m") -> ModelRequest {
        var body: JSONObject = ["ModelId": .string(model)]
        if let agent { body["RequestMetadata"] = ["agent": .string(agent)] }
        let answers: [JSONValue] = (0..<turns).map { _ in ["Role": "assistant", "Content": [["Text": "x"]]] }
        body["Messages"] = .array(answers + [["Role": "user", "Content": [["Text": .string(text)]]]])
        return ModelRequest(body: .object(body))
    }

    private func text(_ outcome: ModelOutcome) throws -> String? {
        try outcome.get()["Output"]?["Message"]?["Content"]?[0]?["Text"]?.string
    }

    @Test func givesTheFirstRuleThatFits() throws {
        let script = try ModelScript([
            ["agent": "Writer", "turn": 0, "answer": "draft"],
            ["when": "{% $contains($text, 'refund') %}", "answer": ["calls": [["name": "find", "input": ["id": 7]]]]],
            [
                "model": "judge", "times": 1,
                "answer": ["error": "BedrockRuntime.ThrottlingException", "cause": "slow"],
            ],
            ["answer": "{% 'You said: ' & $text %}"],
        ])
        #expect(try text(script.answer(to: request("x", agent: "Writer"))) == "draft")
        #expect(try text(script.answer(to: request("x", agent: "Writer", turns: 1))) == "You said: x")
        let call = try script.answer(to: request("a refund")).get()
        #expect(call["StopReason"] == "tool_use")
        #expect(call["Output"]?["Message"]?["Content"]?[0]?["ToolUse"]?["Input"] == ["id": 7])
        #expect(throws: ModelFailure(.throttled, "slow")) { try script.answer(to: request("x", model: "judge")).get() }
        #expect(try text(script.answer(to: request("x", model: "judge"))) == "You said: x")
    }

    @Test func saysWhenNoRuleFits() throws {
        let script = try ModelScript([["agent": "A", "answer": "x"]])
        #expect(throws: ModelFailure.self) { try script.answer(to: request("hello", agent: "B")).get() }
    }

    @Test(
        arguments: [
            (["x": 1], "expected an array"), ([["answr": 1]], "[0].answr: not known"),
            ([["turn": 1]], "'answer' is missing"),
            ([["when": "{% 1 + %}", "answer": 1]], "[0].when"),
            ([["when": "1", "answer": 1]], "[0].when: expected a JSONata"),
        ] as [(JSONValue, String)])
    func saysWhatIsWrongWithAScript(script: JSONValue, reason: String) {
        do throws(ModelSettingFault) {
            _ = try ModelScript(script)
            Issue.record("taken")
        } catch {
            #expect(error.description.contains(reason))
        }
    }

    // MARK: Configuration

    @Test func bindsModelsByPattern() throws {
        let configuration = try ModelConfiguration(
            decoding: [
                "models": [
                    "anthropic.claude-*": [
                        "provider": "anthropic", "model": "claude", "key": ["environment": "KEY"],
                    ],
                    "*:0": ["script": "scripts/a.json"],
                ]
            ], folder: "/project")
        #expect(configuration.entries.last?.script == "/project/scripts/a.json")
        let catalog = ModelCatalog(configuration, ModelCatalog.World(environment: ["KEY": "k"]))
        #expect(try catalog.provider(for: "anthropic.claude-3") is HTTPModel<AnthropicMessages>)
        #expect(throws: ModelSettingFault.self) { try catalog.provider(for: "amazon.nova:0") }
        #expect(throws: ModelSettingFault.self) { try catalog.provider(for: "amazon.nova") }
        let keyless = ModelCatalog(configuration, ModelCatalog.World(environment: [:]))
        let missing = ModelSettingFault(
            place: "models.anthropic.claude-*.key", reason: "the environment variable 'KEY' is not set")
        #expect(throws: missing) { try keyless.provider(for: "anthropic.claude-3") }
    }

    @Test(
        arguments: [
            (["m": ["provider": "gpt"]], "there is no provider 'gpt'"),
            (["m": ["provider": "openai", "key": "secret"]], "keys do not stand in the configuration"),
            (["m": [:]], "'provider' or 'script' is missing"), (["m": ["provider": "script"]], "'script' is missing"),
            (["m": ["provider": "openai", "base": "x"]], "models.m: 'base' is not known here"),
            ([1], "expected an object"),
        ] as [(JSONValue, String)])
    func saysWhatIsWrong(section: JSONValue, reason: String) {
        do throws(ModelSettingFault) {
            _ = try ModelConfiguration(decoding: ["models": section], folder: "/")
            Issue.record("taken")
        } catch {
            #expect(error.description.contains(reason))
        }
    }
}
