import JSON
import Testing

@testable import AgentStates

/// The machine that an `Agent` state lowers to, run with a scripted model.
@Suite struct SingleAgentTests {
    private static func shop(_ agent: String = "", state: String = "") -> String {
        """
        QueryLanguage: JSONata
        StartAt: Ask
        Agents:
          Analyst:
            Model: anthropic.claude-sonnet-4-5-20250929-v1:0
            System: You answer questions about {% $states.input.shop %}.
            Tools: [queryOrders]
        \(indent(agent, 4))
        Tools:
          queryOrders:
            Description: Runs SQL.
            InputSchema: {type: object, properties: {sql: {type: string, minLength: 1}}, required: [sql], additionalProperties: false}
            Resource: arn:aws:states:::athena:startQueryExecution.sync
            Arguments: {QueryString: "{% $tool.input.sql %}", Shop: "{% $states.input.shop %}"}
          secret:
            Description: Not for the analyst.
            Resource: arn:aws:lambda:us-east-1:123456789012:function:secret
        States:
          Ask:
            Type: Agent
            Agent: Analyst
            Prompt: How much did {% $states.input.customer %} spend?
        \(indent(state, 4))
            End: true
        """
    }

    private static func indent(_ text: String, _ count: Int) -> String {
        text.split(separator: "\n").map { String(repeating: " ", count: count) + $0 }.joined(separator: "\n")
    }

    private let input: JSONValue = ["shop": "Baker & Sons", "customer": "Ann"]

    @Test func answersWithoutTools() throws {
        let run = try ScriptedRun(Self.shop(), input: input) { _ in says("42 EUR") }
        #expect(
            run.output == [
                "Text": "42 EUR", "Output": "42 EUR", "StopReason": "end_turn", "Agent": "Analyst", "Turns": 1,
                "Usage": [
                    "InputTokens": 10, "OutputTokens": 5, "CacheReadTokens": 0, "CostUSD": 0.000105, "Calls": 1,
                ],
            ])
        let call = try #require(run.modelCalls.first)
        #expect(call.system == "You answer questions about Baker & Sons.")
        #expect(call.lastText == "How much did Ann spend?")
        #expect(call.arguments["ModelId"] == "anthropic.claude-sonnet-4-5-20250929-v1:0")
        #expect(call.arguments["ToolConfig"]?["Tools"]?[0]?["ToolSpec"]?["Name"] == "queryOrders")
    }

    @Test func textsOfSeveralLinesArriveAsTheyAre() throws {
        let lines = #"You answer.\n\"Quotes\" and \\ stay,\n  so does § this."#
        let yaml = Self.shop().replacing(
            "System: You answer questions about {% $states.input.shop %}.", with: "System: \"\(lines)\"")
        let run = try ScriptedRun(yaml, input: input) { _ in says("42 EUR") }
        #expect(run.modelCalls.first?.system == "You answer.\n\"Quotes\" and \\ stay,\n  so does § this.")
    }

    @Test func callsToolsUntilItAnswers() throws {
        let run = try ScriptedRun(Self.shop(state: "Keep: Messages"), input: input) { call in
            guard call.resource.hasSuffix("converse") else { return .success(["Rows": [42]]) }
            return call.arguments["Messages"]?.array?.count == 1
                ? says("Let me look.", calls: [use("queryOrders", ["sql": "select 1"])]) : says("42 EUR")
        }
        #expect(run.output?["Text"] == "42 EUR")
        #expect(run.output?["Turns"] == 2)
        #expect(run.output?["Usage"]?["InputTokens"] == 20)
        #expect(run.calls[1].arguments == ["QueryString": "select 1", "Shop": "Baker & Sons"])
        #expect(
            run.output?["Messages"]?[2] == [
                "Role": "user",
                "Content": [
                    [
                        "ToolResult": [
                            "ToolUseId": "t1", "Status": "success", "Content": [["Text": #"{"Rows":[42]}"#]],
                        ]
                    ]
                ],
            ])
    }

    @Test func answersEveryCallOfATurn() throws {
        let run = try ScriptedRun(Self.shop(state: "Keep: Messages"), input: input) { call in
            guard call.resource.hasSuffix("converse") else {
                return call.arguments["QueryString"] == "bad" ? .failure("Athena.Bad", "no such table") : .success("ok")
            }
            guard call.arguments["Messages"]?.array?.count == 1 else { return says("done") }
            return says(
                "",
                calls: [
                    use("queryOrders", ["sql": "select 1"], id: "a"), use("queryOrders", ["sql": ""], id: "b"),
                    use("nothing", [:], id: "c"), use("queryOrders", ["sql": "bad"], id: "d"),
                    use("queryOrders", ["sq": 1], id: "e"),
                ])
        }
        let results = run.output?["Messages"]?[2]?["Content"]?.array?.compactMap { $0["ToolResult"] } ?? []
        #expect(results.map { $0["ToolUseId"] } == ["a", "b", "c", "d", "e"])
        #expect(results.map { $0["Status"] } == ["success", "error", "error", "error", "error"])
        let texts = results.map { $0["Content"]?[0]?["Text"]?.string ?? "" }
        #expect(texts[0] == "ok")
        #expect(texts[1] == "The input is not valid: input.sql must not be empty")
        #expect(texts[2] == "There is no tool nothing; you can call queryOrders")
        #expect(texts[3] == "The tool failed: Athena.Bad: no such table")
        #expect(texts[4] == "The input is not valid: input.sql is required; input.sq is not allowed")
    }

    @Test func stopsAfterItsTurns() throws {
        let run = try ScriptedRun(Self.shop("MaxTurns: 2"), input: input) { call in
            call.resource.hasSuffix("converse")
                ? says("still looking", calls: [use("queryOrders", ["sql": "x"])]) : .success("ok")
        }
        #expect(run.failure?.error == "Agent.MaxTurns")
        #expect(run.partial?["Text"] == "still looking")
        #expect(run.partial?["Usage"]?["Calls"] == 2)
        #expect(run.modelCalls.count == 2)
    }

    @Test(arguments: [
        ("{MaxCalls: 3}", 3), ("{MaxTokens: 1400}", 3), ("{MaxCostUSD: 0.0045}", 3), ("{MaxSeconds: 25}", 3),
    ])
    func staysWithinItsBudget(budget: String, calls: Int) throws {
        let run = try ScriptedRun(
            Self.shop("Inference: {MaxTokens: 100}", state: "Budget: \(budget)"), input: input, secondsPerCall: 5
        ) { call in
            call.resource.hasSuffix("converse")
                ? says("", calls: [use("queryOrders", ["sql": "x"])], input: 400, output: 20) : .success("ok")
        }
        #expect(run.failure?.error == "Agent.BudgetExceeded")
        #expect(run.modelCalls.count == calls)
        #expect(run.partial?["Usage"]?["Calls"] == .integer(Int64(calls)))
    }

    @Test func asksForNoMoreTokensThanTheBudgetHas() throws {
        let run = try ScriptedRun(
            Self.shop("Inference: {MaxTokens: 5000}", state: "Budget: {MaxTokens: 1000}"), input: input
        ) { _ in says("cut o", stop: "max_tokens") }
        let asked = run.modelCalls[0].arguments["InferenceConfig"]?["MaxTokens"]?.integer ?? 0
        #expect(asked > 900 && asked < 1000)
        #expect(run.failure?.error == "Agent.BudgetExceeded")
        #expect(run.partial?["Text"] == "cut o")
    }

    private static let typed = """
        QueryLanguage: JSONata
        StartAt: Ask
        Agents:
          Typed:
            Model: amazon.nova-lite-v1:0
            OutputSchema: {type: object, properties: {total: {type: number, minimum: 0}, tags: {type: array, items: {type: string}}}, required: [total]}
        States:
          Ask: {Type: Agent, Agent: Typed, Prompt: total?, End: true}
        """

    @Test func givesAStructuredAnswer() throws {
        let run = try ScriptedRun(Self.typed) { _ in says("", calls: [use("answer", ["total": 3, "tags": ["a"]])]) }
        #expect(run.output?["Output"] == ["total": 3, "tags": ["a"]])
        #expect(run.output?["Text"] == #"{"total":3,"tags":["a"]}"#)
        #expect(run.modelCalls[0].arguments["ToolConfig"]?["ToolChoice"] == ["Tool": ["Name": "answer"]])
    }

    @Test func takesAStructuredAnswerFromText() throws {
        let run = try ScriptedRun(Self.typed) { _ in says("```json\n{\"total\": 3}\n```") }
        #expect(run.output?["Output"] == ["total": 3])
    }

    @Test func asksAgainForAValidAnswer() throws {
        var answers = [
            says("three"), says("", calls: [use("answer", ["total": -1, "tags": [1, "b"]])]),
            says("", calls: [use("answer", ["total": 1])]),
        ]
        let run = try ScriptedRun(Self.typed) { _ in answers.removeFirst() }
        #expect(run.output?["Output"] == ["total": 1])
        #expect(run.modelCalls[1].lastText == "Your answer is not valid: the answer is not JSON. Answer again.")
        let correction = run.modelCalls[2].arguments["Messages"]?.array?.last?["Content"]?[0]?["ToolResult"]
        #expect(correction?["Status"] == "error")
        #expect(
            correction?["Content"]?[0]?["Text"]
                == "Your answer is not valid: answer.total must be at least 0; answer.tags[0] must be a string. Answer again."
        )
    }

    @Test func failsAfterTwoMoreInvalidAnswers() throws {
        let run = try ScriptedRun(Self.typed) { _ in says("no") }
        #expect(run.failure?.error == "Agent.OutputInvalid")
        #expect(run.modelCalls.count == 3)
    }

    @Test func fallsBackWhenTheModelIsThrottled() throws {
        let run = try ScriptedRun(Self.shop("Fallback: [amazon.nova-pro-v1:0]"), input: input) { call in
            call.arguments["ModelId"] == "amazon.nova-pro-v1:0"
                ? says("from nova") : .failure("BedrockRuntime.ThrottlingException", "slow down")
        }
        #expect(run.output?["Text"] == "from nova")
        #expect(run.modelCalls.count == 3)
    }

    @Test func failsWhenNoModelIsLeft() throws {
        let run = try ScriptedRun(Self.shop("Fallback: [amazon.nova-pro-v1:0]"), input: input) { _ in
            .failure("Bedrock.ServiceUnavailableException", "down")
        }
        #expect(run.failure?.error == "Bedrock.ServiceUnavailableException")
        #expect(run.failure?.cause == "down")
    }

    @Test(arguments: [
        ("content_filtered", "Agent.ModelRefused"), ("guardrail_intervened", "Agent.GuardrailIntervened"),
    ])
    func failsWhenTheModelRefuses(stop: String, error: String) throws {
        let run = try ScriptedRun(Self.shop(), input: input) { _ in says("no", stop: stop) }
        #expect(run.failure?.error == error)
    }

    @Test func forgetsGarbledCalls() throws {
        var answers = [says("garbage", stop: "malformed_tool_use"), says("fine")]
        let run = try ScriptedRun(Self.shop(state: "Keep: Messages"), input: input) { _ in answers.removeFirst() }
        #expect(run.output?["Text"] == "fine")
        #expect(run.output?["Messages"]?.array?.count == 2)
    }

    @Test func cutsLongResults() throws {
        let run = try ScriptedRun(Self.shop(state: "Keep: Messages"), input: input) { call in
            guard call.resource.hasSuffix("converse") else {
                return .success(.string(String(repeating: "x", count: 20_000)))
            }
            return call.arguments["Messages"]?.array?.count == 1
                ? says("", calls: [use("queryOrders", ["sql": "x"])]) : says("ok")
        }
        let text = run.output?["Messages"]?[2]?["Content"]?[0]?["ToolResult"]?["Content"]?[0]?["Text"]?.string ?? ""
        #expect(text.hasSuffix("\n[cut: the first 16000 of 20000 characters]"))
    }

    @Test func shortensLongConversations() throws {
        var turns = 0
        let run = try ScriptedRun(Self.shop("MaxTurns: 30", state: "Keep: Messages"), input: input) { call in
            guard call.resource.hasSuffix("converse") else {
                return .success(.string(String(repeating: "x", count: 15_000)))
            }
            turns += 1
            return turns < 14 ? says("", calls: [use("queryOrders", ["sql": "x"], id: "t\(turns)")]) : says("ok")
        }
        #expect(run.output?["Text"] == "ok")
        for call in run.modelCalls {
            #expect(call.arguments.text.utf8.count < 200_000)
            let roles = call.arguments["Messages"]?.array?.map { $0["Role"]?.string ?? "" } ?? []
            #expect(roles == roles.indices.map { $0.isMultiple(of: 2) ? "user" : "assistant" })
        }
        let first = run.modelCalls.last?.arguments["Messages"]?[0]?["Content"]?.array?.map { $0["Text"] ?? .null }
        #expect(first?.prefix(2) == ["How much did Ann spend?", "[Earlier steps were left out.]"])
    }

    /// Payloads are counted in bytes: characters that take three of them must not make a conversation too long.
    @Test func shortensLongConversationsInAnyScript() throws {
        var turns = 0
        let run = try ScriptedRun(Self.shop("MaxTurns: 30", state: "Keep: Messages"), input: input) { call in
            guard call.resource.hasSuffix("converse") else {
                return .success(.string(String(repeating: "漢", count: 15_000)))
            }
            turns += 1
            return turns < 14 ? says("", calls: [use("queryOrders", ["sql": "x"], id: "t\(turns)")]) : says("ok")
        }
        #expect(run.output?["Text"] == "ok")
        for call in run.modelCalls { #expect(call.arguments.text.utf8.count < 200_000) }
        let result = run.modelCalls[1].arguments["Messages"]?[2]?["Content"]?[0]?["ToolResult"]?["Content"]?[0]?["Text"]
        #expect(result?.string?.hasSuffix("of 15000 characters]") == true)
        #expect((result?.string?.utf8.count ?? 0) < 17_000)
    }

    @Test func fallsBackWhenTheModelTakesTooLong() throws {
        let yaml = """
            QueryLanguage: JSONata
            StartAt: Ask
            Agents: {A: {Model: amazon.nova-pro-v1:0, Fallback: [amazon.nova-lite-v1:0]}}
            States: {Ask: {Type: Agent, Agent: A, Prompt: x, End: true}}
            """
        let run = try ScriptedRun(yaml) { call in
            call.arguments["ModelId"] == "amazon.nova-pro-v1:0" ? .failure("States.Timeout", "slow") : says("ok")
        }
        #expect(run.output?["Text"] == "ok")
    }

    // MARK: Approval

    private static var approved: String {
        shop(state: "Keep: Messages").replacing(
            "    Description: Runs SQL.", with: "    Description: Runs SQL.\n    Approval: Required")
    }

    @Test(arguments: [true, false])
    func asksAPersonFirst(approves: Bool) throws {
        let run = try ScriptedRun(Self.approved, input: input) { call in
            if call.resource.hasSuffix("waitForTaskToken") {
                return .success(["Approved": .bool(approves), "Reason": "too dear"])
            }
            guard call.resource.hasSuffix("converse") else { return .success("rows") }
            return call.arguments["Messages"]?.array?.count == 1
                ? says("", calls: [use("queryOrders", ["sql": "x"])]) : says("ok")
        }
        let result = run.output?["Messages"]?[2]?["Content"]?[0]?["ToolResult"]
        let text = result?["Content"]?[0]?["Text"]
        #expect(text == (approves ? "rows" : "A person refused this call: too dear"))
        #expect(run.calls.contains { $0.resource.contains("athena") } == approves)
        let asked = try #require(run.calls.first { $0.resource.hasSuffix("waitForTaskToken") })
        #expect(asked.arguments["FunctionName"] == "baton-approvals")
        #expect(asked.arguments["Payload"]?["Tool"] == "queryOrders")
        #expect(asked.arguments["Payload"]?["Input"] == ["sql": "x"])
    }

    // MARK: Sessions

    @Test func remembersASession() throws {
        let old = #"[{"Role":"user","Content":[{"Text":"hi"}]},{"Role":"assistant","Content":[{"Text":"hello"}]}]"#
        let run = try ScriptedRun(Self.shop(state: "Session: s1"), input: input) { call in
            if call.resource.hasSuffix("getItem") {
                return .success(["Item": ["Messages": ["S": .string(old)], "Version": ["N": "3"]]])
            }
            return call.resource.hasSuffix("putItem") ? .success([:]) : says("42")
        }
        #expect(run.output?["Text"] == "42")
        #expect(run.modelCalls[0].arguments["Messages"]?.array?.count == 3)
        let put = try #require(run.calls.last)
        #expect(put.arguments["Item"]?["Version"] == ["N": "4"])
        #expect(put.arguments["ExpressionAttributeValues"] == [":version": ["N": "3"]])
        let saved = try JSONValue(parsing: put.arguments["Item"]?["Messages"]?["S"]?.string ?? "")
        #expect(saved.array?.count == 4)
    }

    @Test(arguments: ["Drop", "Summarize"])
    func keepsSessionsShort(overflow: String) throws {
        let old = (0..<6).flatMap { index -> [JSONValue] in
            [
                ["Role": "user", "Content": [["Text": .string("question \(index)")]]],
                ["Role": "assistant", "Content": [["Text": .string("answer \(index)")]]],
            ]
        }
        let agent = "Memory: {Session: \"{% $states.input.shop %}\", MaxMessages: 4, Overflow: \(overflow)}"
        let run = try ScriptedRun(Self.shop(agent), input: input) { call in
            if call.resource.hasSuffix("getItem") {
                return .success(["Item": ["Messages": ["S": .string(JSONValue.array(old).text)]]])
            }
            if call.resource.hasSuffix("putItem") { return .success([:]) }
            return says(call.state.hasSuffix("SummarizeHistory") ? "they greeted" : "42")
        }
        #expect(run.output?["Text"] == "42")
        let messages = run.modelCalls.last?.arguments["Messages"]?.array ?? []
        #expect(messages.count == 5)
        let first = messages.first?["Content"]?.array?.compactMap { $0["Text"]?.string } ?? []
        #expect(first.last == "question 4")
        #expect(first.count == (overflow == "Summarize" ? 2 : 1))
        #expect(run.output?["Usage"]?["Calls"] == (overflow == "Summarize" ? 2 : 1))
    }

    // MARK: Guardrails

    private static var guarded: String {
        shop("Guardrail: Safe", state: "Keep: Messages").replacing(
            "\nTools:", with: "\nGuardrails:\n  Safe: {WordPolicyConfig: {WordsConfig: [{Text: bomb}]}}\nTools:")
    }

    private static func verdict(_ action: String?, _ text: String) -> ScriptedRun.Answer {
        .success([
            "Action": action == nil ? "NONE" : "GUARDRAIL_INTERVENED",
            "Outputs": action == nil ? [] : [["Text": .string(text)]],
            "Assessments": action.map { [["WordPolicy": ["CustomWords": [["Action": .string($0)]]]]] } ?? [],
        ])
    }

    @Test func masksWhatGoesInAndOut() throws {
        let run = try ScriptedRun(Self.guarded, input: input) { call in
            guard call.resource.hasSuffix("applyGuardrail") else { return says("Ann lives at 1 Main St") }
            #expect(call.arguments["GuardrailIdentifier"] == "Safe")
            return Self.verdict(
                "ANONYMIZED", call.arguments["Source"] == "INPUT" ? "How much did {NAME} spend?" : "{NAME}")
        }
        #expect(run.modelCalls[0].lastText == "How much did {NAME} spend?")
        #expect(run.output?["Text"] == "{NAME}")
        #expect(run.output?["Messages"]?[1]?["Content"] == [["Text": "{NAME}"]])
    }

    @Test(arguments: ["INPUT", "OUTPUT"])
    func blocks(source: String) throws {
        let run = try ScriptedRun(Self.guarded, input: input) { call in
            guard call.resource.hasSuffix("applyGuardrail") else { return says("boom") }
            return call.arguments["Source"]?.string == source
                ? Self.verdict("BLOCKED", "not here") : Self.verdict(nil, "")
        }
        #expect(run.failure?.error == "Agent.GuardrailIntervened")
        #expect(run.partial?["Reason"] == "The guardrail Safe intervened: not here")
        #expect(run.modelCalls.count == (source == "INPUT" ? 0 : 1))
    }

    @Test func keepsBlockedResultsFromTheModel() throws {
        let run = try ScriptedRun(Self.guarded, input: input) { call in
            if call.resource.hasSuffix("applyGuardrail") {
                let isTool = call.arguments["Content"]?[0]?["Text"]?["Text"] == "a bomb"
                return isTool ? Self.verdict("BLOCKED", "hidden") : Self.verdict(nil, "")
            }
            guard call.resource.hasSuffix("converse") else { return .success("a bomb") }
            return call.arguments["Messages"]?.array?.count == 1
                ? says("", calls: [use("queryOrders", ["sql": "x"])]) : says("ok")
        }
        let result = run.output?["Messages"]?[2]?["Content"]?[0]?["ToolResult"]
        #expect(result?["Status"] == "error")
        #expect(result?["Content"]?[0]?["Text"] == "A guardrail blocked the result: hidden")
    }

    // MARK: Tasks as agents

    @Test func runsATaskAsAnAgent() throws {
        let yaml = """
            QueryLanguage: JSONata
            StartAt: Ask
            Agents:
              Crew: {Resource: "arn:aws:lambda:us-east-1:123456789012:function:crew"}
            States:
              Ask: {Type: Agent, Agent: Crew, Prompt: go, End: true}
            """
        let plain = try ScriptedRun(yaml) { _ in .success("done") }
        #expect(plain.output?["Text"] == "done")
        #expect(plain.calls[0].arguments["Prompt"] == "go")
        #expect(plain.calls[0].arguments["Session"] == .null)
        let rich = try ScriptedRun(yaml) { _ in
            .success(["Text": "done", "Output": ["n": 1], "Usage": ["InputTokens": 7, "OutputTokens": 2]])
        }
        #expect(rich.output?["Output"] == ["n": 1])
        #expect(rich.output?["Usage"]?["InputTokens"] == 7)
    }
}
