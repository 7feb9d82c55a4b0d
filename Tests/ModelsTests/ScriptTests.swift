import JSON
import Synchronization
import Tasks
import Testing

@testable import Models

/// Scripts, cassettes and the configuration of models.
@Suite struct ScriptTests {
    private func request(_ text: String, agent: String? = nil, turns: Int = 0, model: String = "m") -> ModelRequest {
        var body: JSONObject = ["ModelId": .string(model)]
        if let agent { body["RequestMetadata"] = ["agent": .string(agent)] }
        let answers: [JSONValue] = (0..<turns).map { _ in ["Role": "assistant", "Content": [["Text": "x"]]] }
        body["Messages"] = .array(answers + [["Role": "user", "Content": [["Text": .string(text)]]]])
        return ModelRequest(body: .object(body))
    }

    private func text(_ outcome: Result<JSONValue, ModelFailure>) throws -> String? {
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
        do throws(ScriptFault) {
            _ = try ModelScript(script)
            Issue.record("taken")
        } catch {
            #expect(error.description.contains(reason))
        }
    }

    @Test func playsWhatWasRecorded() throws {
        let tape = Mutex("")
        let script = try ModelScript([
            ["times": 1, "answer": "one"], ["times": 1, "answer": ["error": "E", "cause": "c"]], ["answer": "two"],
        ])
        do {
            let recorder = CassetteRecorder(recording: script) { line in tape.withLock { $0 += line } }
            for _ in 0..<3 { _ = recorder.converse(request("hi")) { _ in } }
        }
        let cassette = try Cassette(parsing: tape.withLock { $0 })
        #expect(try text(try #require(cassette.answer(to: request("hi", agent: "whoever")))) == "one")
        #expect(throws: ModelFailure(error: "E", cause: "c")) { try cassette.answer(to: request("hi"))?.get() }
        for _ in 0..<2 { #expect(try text(try #require(cassette.answer(to: request("hi")))) == "two") }
        #expect(cassette.answer(to: request("other")) == nil)
        #expect(throws: ScriptFault(place: "line 1", reason: "not an exchange with a model")) {
            try Cassette(parsing: "{}")
        }
    }

    // MARK: Configuration

    private func world(_ environment: [String: String] = [:]) -> ModelCatalog.World {
        ModelCatalog.World(
            environment: environment, readText: { _ throws(ScriptFault) in "" },
            readScript: { _ throws(ScriptFault) in [["answer": "scripted"]] }, append: { _, _ in })
    }

    @Test func bindsModelsByPattern() throws {
        let configuration = try ModelConfiguration([
            "anthropic.claude-*": ["provider": "anthropic", "model": "claude", "key": ["env": "KEY"]],
            "*:0": ["script": "a.json"],
        ])
        let client = HTTPClient()
        let catalog = try ModelCatalog(configuration, client: client, world(["KEY": "k"]))
        #expect(catalog.provider(for: "anthropic.claude-3") is AnthropicMessages)
        #expect(catalog.provider(for: "amazon.nova:0") is ModelScript)
        #expect(catalog.provider(for: "amazon.nova") == nil)
        #expect(throws: ScriptFault.self) { try ModelCatalog(configuration, client: client, world()) }
    }

    @Test(
        arguments: [
            (["m": ["provider": "gpt"]], "there is no provider 'gpt'"),
            (["m": ["key": "secret"]], "keys are not written down"),
            (["m": [:]], "'provider' or 'play' is missing"), (["m": ["provider": "script"]], "'script' is missing"),
            (["m": ["provider": "openai", "base": "x"]], "models.m.base: not known"), ([1], "expected an object"),
        ] as [(JSONValue, String)])
    func saysWhatIsWrong(section: JSONValue, reason: String) {
        do throws(ScriptFault) {
            _ = try ModelConfiguration(section)
            Issue.record("taken")
        } catch {
            #expect(error.description.contains(reason))
        }
    }
}
