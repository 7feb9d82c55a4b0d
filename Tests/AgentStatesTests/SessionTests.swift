import JSON
import StatesLanguage
import Testing

@testable import AgentStates

/// A conversation that goes on from one execution to the next, also where two write it at once.
@Suite struct SessionTests {
    private static func yaml(_ memory: String = "Session: s", agent: String = "") -> String {
        """
        QueryLanguage: JSONata
        StartAt: Talk
        Agents:
          A: {Model: amazon.nova-lite-v1:0, Memory: {\(memory)}\(agent)}
        States:
          Talk: {Type: Agent, Agent: A, Prompt: and now?, End: true}
        """
    }

    private static func turn(_ question: String, _ answer: String) -> [JSONValue] {
        [
            ["Role": "user", "Content": [["Text": .string(question)]]],
            ["Role": "assistant", "Content": [["Text": .string(answer)]]],
        ]
    }

    /// The built-in table, as far as sessions need it.
    private final class Store {
        var item: JSONValue = [:]
        /// What other executions do just before a put.
        var beforePut: [(inout JSONValue) -> Void] = []
        private(set) var refusals = 0
        private(set) var puts = 0

        func answer(_ call: ScriptedRun.Call) -> ScriptedRun.Answer {
            if call.resource.hasSuffix("getItem") { return .success(item == [:] ? [:] : ["Item": item]) }
            guard call.resource.hasSuffix("putItem") else { return says("done") }
            puts += 1
            if !beforePut.isEmpty { beforePut.removeFirst()(&item) }
            let wanted = call.arguments["ExpressionAttributeValues"]?[":version"]?["N"]
            guard item["Version"] == nil || item["Version"]?["N"] == wanted else {
                refusals += 1
                return .failure("DynamoDB.ConditionalCheckFailedException", "The conditional request failed")
            }
            item = call.arguments["Item"] ?? [:]
            return .success([:])
        }

        var messages: [JSONValue] {
            (try? JSONValue(parsing: item["Messages"]?["S"]?.string ?? "[]"))?.array ?? []
        }

        var texts: [String] { messages.compactMap { $0["Content"]?[0]?["Text"]?.string } }
    }

    private static func stored(_ messages: [JSONValue], version: Int64, more: JSONObject = [:]) -> JSONValue {
        var item: JSONObject = [
            "Messages": ["S": .string(JSONValue.array(messages).text)], "Version": ["N": .string("\(version)")],
        ]
        for (name, value) in more { item[name] = value }
        return .object(item)
    }

    @Test func joinsWhatAnotherExecutionWroteMeanwhile() throws {
        let store = Store()
        store.item = Self.stored(Self.turn("hi", "hello"), version: 4)
        store.beforePut = [
            { $0 = Self.stored(Self.turn("hi", "hello") + Self.turn("other", "yes"), version: 5) },
            {
                $0 = Self.stored(
                    Self.turn("hi", "hello") + Self.turn("other", "yes") + Self.turn("third", "no"), version: 6)
            },
        ]
        let run = try ScriptedRun(Self.yaml(), store.answer)
        #expect(run.output?["Text"] == "done")
        #expect(store.texts == ["hi", "hello", "other", "yes", "third", "no", "and now?", "done"])
        #expect(store.item["Version"] == ["N": "7"])
        #expect(store.refusals == 2)
        // Nobody is asked again because of that.
        #expect(run.modelCalls.count == 1)
    }

    /// The put was done, but the process died before it was noted: it is done again, and refused.
    @Test func knowsItsOwnWriteAfterACrash() throws {
        let store = Store()
        var crashed = false
        let run = try ScriptedRun(Self.yaml()) { call in
            let answer = store.answer(call)
            guard call.resource.hasSuffix("putItem"), !crashed else { return answer }
            crashed = true
            // Somebody else goes on with the session before we are back.
            let own = store.messages
            let writers = store.item["Writers"]
            store.item = Self.stored(
                own + Self.turn("other", "yes"), version: 2,
                more: ["Writers": writers.map { .object(["S": .string(Self.adding("x", to: $0))]) } ?? .null])
            return store.answer(call)
        }
        #expect(run.output?["Text"] == "done")
        #expect(store.texts == ["and now?", "done", "other", "yes"])
    }

    private static func adding(_ writer: JSONValue, to writers: JSONValue) -> String {
        let list = (try? JSONValue(parsing: writers["S"]?.string ?? "[]"))?.array ?? []
        return JSONValue.array(list + [writer]).text
    }

    @Test func givesUpWhereASessionIsNeverFree() throws {
        let store = Store()
        store.item = Self.stored([], version: 1)
        store.beforePut = (0..<40).map { round in { $0 = Self.stored([], version: 2 + Int64(round)) } }
        let run = try ScriptedRun(Self.yaml(), store.answer)
        #expect(run.failure?.error == "DynamoDB.ConditionalCheckFailedException")
        #expect(run.failure?.cause.contains("the session s 20 times") == true)
        #expect(store.puts == 21)
    }

    @Test func keepsToItsWindowWhereItJoins() throws {
        let store = Store()
        store.item = Self.stored([], version: 1)
        let others = (0..<4).flatMap { Self.turn("question \($0)", "answer \($0)") }
        store.beforePut = [{ $0 = Self.stored(others, version: 2) }]
        _ = try ScriptedRun(Self.yaml("Session: s, MaxMessages: 4"), store.answer)
        #expect(store.texts == ["question 3", "answer 3", "and now?", "done"])
    }

    @Test func forgetsWhatHasExpired() throws {
        let now: Int64 = 1_700_000_000
        for (expires, count) in [(now - 1, 1), (now + 60, 3)] {
            let store = Store()
            store.item = Self.stored(
                Self.turn("hi", "hello"), version: 1, more: ["ExpiresAt": ["N": .string("\(expires)")]])
            let run = try ScriptedRun(Self.yaml("Session: s, ExpiresAfterSeconds: 3600"), store.answer)
            #expect(run.modelCalls[0].arguments["Messages"]?.array?.count == count)
            #expect(store.item["ExpiresAt"] == ["N": .string("\(now + 3_600)")])
            // The old item is in the table until DynamoDB removes it: the version goes on.
            #expect(store.item["Version"] == ["N": "2"])
        }
    }

    @Test func anAgentWithoutToolsIsNotShownCalls() throws {
        let old: [JSONValue] = [
            ["Role": "user", "Content": [["Text": "time?"]]],
            ["Role": "assistant", "Content": [["Text": "I look."], ["ToolUse": use("clock", [:])]]],
            ["Role": "user", "Content": [["ToolResult": ["ToolUseId": "t1", "Content": [["Text": "noon"]]]]]],
            ["Role": "assistant", "Content": [["Text": "Noon."]]],
        ]
        for (agent, isShown) in [("", false), (", Tools: [clock]", true)] {
            let store = Store()
            store.item = Self.stored(old, version: 1)
            let run = try ScriptedRun(Self.yaml(agent: agent), store.answer)
            let messages = run.modelCalls[0].arguments["Messages"]?.array ?? []
            #expect(JSONValue.array(messages).text.contains("ToolUse") == isShown)
            #expect(messages.count == (isShown ? 5 : 3))
            #expect(messages.map { $0["Role"]?.string }.last == "user")
        }
    }

    @Test func anExpiryIsChecked() throws {
        let document = try Document(reading: Array(Self.yaml("Session: s, ExpiresAfterSeconds: 0").utf8), as: .yaml)
        let found = Lowering(document).diagnostics.map { $0.line() }
        #expect(found.first?.contains("Expected a whole number from 1 to 315360000, found 0") == true)
    }
}
