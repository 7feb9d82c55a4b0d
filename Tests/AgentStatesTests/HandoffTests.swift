import JSON
import Testing

@testable import AgentStates

/// The machine that a `Handoff` state lowers to, run with scripted agents.
@Suite struct HandoffTests {
    private static func yaml(_ fields: String...) -> String {
        """
        QueryLanguage: JSONata
        StartAt: Talk
        Agents:
          Triage: {Model: amazon.nova-lite-v1:0, System: triage, Handoffs: [Billing, Orders], Tools: [clock]}
          Billing: {Model: amazon.nova-pro-v1:0, System: billing, Handoffs: [Triage]}
          Orders: {Model: amazon.nova-micro-v1:0, System: orders}
        States:
          Talk:
            Type: Handoff
            Agents: [Triage, Billing, Orders]
            StartAgent: Triage
            Prompt: Where is my money?
        \(fields.map { "    \($0)" }.joined(separator: "\n"))
            End: true
        """
    }

    private static func transfer(_ agent: String, _ reason: String = "money", id: String = "x") -> JSONValue {
        use("transfer_to_\(agent.lowercased())", ["reason": .string(reason)], id: id)
    }

    private static func toBilling(_ call: ScriptedRun.Call) -> ScriptedRun.Answer {
        call.system == "triage" ? says("One moment.", calls: [transfer("Billing")]) : says("It is here.")
    }

    @Test func handsTheConversationOver() throws {
        let run = try ScriptedRun(Self.yaml(), Self.toBilling)
        #expect(run.output?["Text"] == "It is here.")
        #expect(run.output?["Agent"] == "Billing")
        #expect(
            run.output?["Trail"] == [["From": "Triage", "To": "Billing", "Reason": "money", "Context": "Full"]])
        let tools = run.modelCalls[0].arguments["ToolConfig"]?["Tools"]?.array?.map { $0["ToolSpec"]?["Name"] }
        #expect(tools == ["clock", "transfer_to_billing", "transfer_to_orders"])
        let second = run.modelCalls[1]
        #expect(second.arguments["ModelId"] == "amazon.nova-pro-v1:0")
        let result = second.arguments["Messages"]?[2]?["Content"]?[0]?["ToolResult"]
        #expect(result?["ToolUseId"] == "x")
        #expect(result?["Content"]?[0]?["Text"] == "Transferred to Billing")
    }

    @Test func answersWithoutATransfer() throws {
        let run = try ScriptedRun(Self.yaml()) { _ in says("Here.") }
        #expect(run.output?["Agent"] == "Triage")
        #expect(run.output?["Trail"] == [])
    }

    @Test func takesTheFirstTransferOfATurnAndRunsTheOtherCalls() throws {
        let run = try ScriptedRun(Self.yaml()) { call in
            guard call.system == "triage" else { return says("done") }
            return says(
                "",
                calls: [
                    use("clock", [:], id: "c"), Self.transfer("Billing", id: "b"), Self.transfer("Orders", id: "o"),
                ])
        }
        #expect(run.output?["Agent"] == "Billing")
        let messages = run.modelCalls[1].arguments["Messages"]
        #expect(messages?[1]?["Content"]?.array?.map { $0["ToolUse"]?["ToolUseId"] } == ["c", "b"])
        #expect(messages?[2]?["Content"]?.array?.map { $0["ToolResult"]?["ToolUseId"] } == ["c", "b"])
        #expect(messages?[2]?["Content"]?[0]?["ToolResult"]?["Status"] == "success")
    }

    @Test func refusesATransferThatIsNotAllowed() throws {
        var turns = 0
        let run = try ScriptedRun(Self.yaml()) { call in
            if call.system == "triage" { return says("", calls: [Self.transfer("Billing")]) }
            turns += 1
            return turns == 1 ? says("", calls: [Self.transfer("Orders", id: "n")]) : says("I do it myself.")
        }
        #expect(run.output?["Agent"] == "Billing")
        let result = run.modelCalls[2].arguments["Messages"]?.array?.last?["Content"]?[0]?["ToolResult"]
        #expect(result?["Status"] == "error")
    }

    @Test(arguments: [
        ("Cleaned", 3, "user|assistant|user"), ("Summary", 1, "user"), ("Brief", 1, "user"),
        ("\"{% 'Take over: ' & $transfer.Reason & ' ' & $string($count($messages)) %}\"", 1, "user"),
    ])
    func passesContext(policy: String, count: Int, roles: String) throws {
        let run = try ScriptedRun(Self.yaml("Context: \(policy)"), Self.toBilling)
        let messages = run.modelCalls[1].arguments["Messages"]?.array ?? []
        #expect(messages.count == count)
        #expect(messages.map { $0["Role"]?.string ?? "" }.joined(separator: "|") == roles)
        #expect(!run.modelCalls[1].arguments.text.contains("toolUse"))
        let text = run.modelCalls[1].lastText
        switch policy {
        case "Cleaned": #expect(text == "You take over this conversation from Triage. Reason: money")
        case "Summary":
            #expect(text.hasPrefix("<conversation>\nuser: Where is my money?\nassistant: One moment.\n</conversation>"))
        case "Brief": #expect(text.hasPrefix("Where is my money?\n\nAgents so far: Triage\n\n"))
        default: #expect(text == "Take over: money 3")
        }
    }

    @Test func cleansTheHistoryForAnAgentWithoutTools() throws {
        let run = try ScriptedRun(Self.yaml()) { call in
            call.system == "triage" ? says("Wait.", calls: [Self.transfer("Orders")]) : says("ok")
        }
        #expect(run.modelCalls[1].arguments["ToolConfig"] == nil)
        #expect(run.modelCalls[1].arguments["Messages"]?.array?.count == 3)
    }

    private static func backAndForth(_ call: ScriptedRun.Call) -> ScriptedRun.Answer {
        says("", calls: [transfer(call.system == "triage" ? "Billing" : "Triage")])
    }

    @Test func stopsPingPong() throws {
        let run = try ScriptedRun(Self.yaml(), Self.backAndForth)
        #expect(run.failure?.error == "Agent.PingPong")
        #expect(
            run.partial?["Reason"]
                == "The conversation goes back and forth: Triage, Billing, Triage, Billing, Triage, Billing")
        #expect(run.modelCalls.count == 5)
    }

    @Test func goesBackAndForthWhereThatIsAllowed() throws {
        let run = try ScriptedRun(Self.yaml("PingPong: false"), Self.backAndForth)
        #expect(run.failure?.error == "Agent.MaxHandoffs")
        #expect(run.modelCalls.count == 11)
    }

    @Test func stopsAfterItsHandoffs() throws {
        let run = try ScriptedRun(Self.yaml("MaxHandoffs: 2"), Self.backAndForth)
        #expect(run.failure?.error == "Agent.MaxHandoffs")
        #expect(run.modelCalls.count == 3)
    }

    @Test func goesOnWithTheOwnerOfTheSession() throws {
        let old = #"[{"Role":"user","Content":[{"Text":"hi"}]},{"Role":"assistant","Content":[{"Text":"hello"}]}]"#
        let run = try ScriptedRun(Self.yaml("Session: s")) { call in
            if call.resource.hasSuffix("getItem") {
                return .success([
                    "Item": ["Messages": ["S": .string(old)], "Agent": ["S": "Orders"], "Version": ["N": "1"]]
                ])
            }
            return call.resource.hasSuffix("putItem") ? .success([:]) : says("on its way")
        }
        #expect(run.output?["Agent"] == "Orders")
        #expect(run.calls.last?.arguments["Item"]?["Agent"] == ["S": "Orders"])
    }

    @Test func transfersFromATask() throws {
        let yaml = Self.yaml().replacing(
            "Triage: {Model: amazon.nova-lite-v1:0, System: triage, Handoffs: [Billing, Orders], Tools: [clock]}",
            with:
                "Triage: {Resource: \"arn:aws:lambda:us-east-1:123456789012:function:t\", Handoffs: [Billing, Orders]}")
        let run = try ScriptedRun(yaml) { call in
            call.resource.contains(":lambda:")
                ? .success(["Text": "passing on", "Transfer": ["Agent": "Billing", "Reason": "money"]]) : says("paid")
        }
        #expect(run.output?["Agent"] == "Billing")
        #expect(run.output?["Trail"]?[0]?["Reason"] == "money")
        #expect(run.output?["Text"] == "paid")
    }
}
