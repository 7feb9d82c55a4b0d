import Foundation
import JSON
import Testing

/// Agents with models: bound in `baton.yaml`, scripted, recorded and played.
@Suite struct ModelTests {
    private static let workflow = """
        QueryLanguage: JSONata
        StartAt: Ask
        Agents:
          Counter:
            Model: anthropic.claude-sonnet-4-5-20250929-v1:0
            Tools: [double]
        Tools:
          double:
            Description: Doubles a number.
            InputSchema: {type: object, properties: {n: {type: number}}, required: [n]}
            Resource: arn:aws:lambda:us-east-1:123456789012:function:double
        States:
          Ask:
            Type: Agent
            Agent: Counter
            Prompt: Double {% $states.input.n %}
            Output: "{% $states.result.{'text': Text, 'turns': Turns} %}"
            End: true
        """

    private static let files = [
        "flow/ask.asl.yaml": workflow,
        "flow/baton.yaml": "models: {\"*\": {script: scripts/counter.yaml}}\n",
        "flow/scripts/counter.yaml": """
        - {agent: Counter, turn: 0, answer: {calls: [{name: double, input: {n: 21}}]}}
        - {agent: Counter, turn: 1, answer: "{% 'It is ' & $result %}"}
        """,
        "flow/functions/double.py": "def handler(event, context):\n    return event['n'] * 2\n",
    ]

    private func withFiles(_ files: [String: String] = files, body: (URL) throws -> Void) throws {
        try withFolder { folder in
            for (path, text) in files {
                let file = folder.appending(path: path)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: file)
            }
            try body(folder)
        }
    }

    @Test func aScriptAnswersForAModel() throws {
        try withFiles { folder in
            let result = try Program.run("run", "flow/ask.asl.yaml", "--input", "{\"n\": 21}", in: folder)
            #expect(result.status == 0, "\(result.errors)")
            #expect(try JSONValue(parsing: result.output) == ["text": "It is 42", "turns": 2])
        }
    }

    @Test func aCassettePlaysEveryExchangeOffline() throws {
        try withFiles { folder in
            func run(_ arguments: String...) throws -> Program.Result {
                try Program.Running(
                    [Program.path, "run", "flow/ask.asl.yaml", "--input", "{\"n\": 21}"] + arguments, in: folder
                ).wait()
            }
            let recorded = try run("--record", "tape.jsonl")
            #expect(recorded.status == 0, "\(recorded.errors)")
            for name in ["functions/double.py", "scripts/counter.yaml"] {
                try FileManager.default.removeItem(at: folder.appending(path: "flow/\(name)"))
            }
            let played = try run("--cassette", "tape.jsonl")
            #expect(played.status == 0, "\(played.errors)")
            #expect(played.output == recorded.output)
            let other = try Program.run(
                "run", "flow/ask.asl.yaml", "--input", "{\"n\": 22}", "--cassette", "tape.jsonl", in: folder)
            #expect(other.status == 1)
            #expect(other.errors.contains("The cassette has no answer: bedrockruntime:converse"), "\(other.errors)")
            #expect(other.errors.contains(#"recorded "Double 21", now "Double 22""#), "\(other.errors)")
        }
    }

    @Test func aMissingBindingNamesTheSetting() throws {
        try withFiles { folder in
            try FileManager.default.removeItem(at: folder.appending(path: "flow/baton.yaml"))
            let result = try Program.run("run", "flow/ask.asl.yaml", "--input", "{\"n\": 1}", in: folder)
            #expect(result.status == 1)
            #expect(
                result.errors.contains(
                    "nothing answers for the model 'anthropic.claude-sonnet-4-5-20250929-v1:0'. Add it to 'models'"),
                "\(result.errors)")
        }
    }

    @Test func suitesTakeAScript() throws {
        try withFiles { folder in
            try Data(
                """
                machine: ask.asl.yaml
                script: scripts/counter.yaml
                tests:
                  - name: doubles
                    input: {n: 21}
                    mocks: {Ask.Tool.double: {return: 42}}
                    expect: {status: SUCCEEDED, output: {text: It is 42, turns: 2}}
                """.utf8
            ).write(to: folder.appending(path: "flow/ask.test.yaml"))
            let result = try Program.run("test", "flow", in: folder)
            #expect(result.status == 0, "\(result.output)\(result.errors)")
            #expect(result.output.contains("1 passed"))
        }
    }

    @Test func aBusyModelIsReplacedAndABadRequestIsNot() throws {
        let workflow = """
            QueryLanguage: JSONata
            StartAt: Ask
            Agents: {Writer: {Model: first, Fallback: [second]}}
            States: {Ask: {Type: Agent, Agent: Writer, Prompt: Write., Output: "{% $states.result.Text %}", End: true}}
            """
        let files = ["flow/ask.asl.yaml": workflow, "flow/baton.yaml": "models: {'*': {script: replies.yaml}}\n"]
        for (error, output) in [("ThrottlingException", "\"spare\""), ("ValidationException", "")] {
            try withFiles(files) { folder in
                let script = """
                    - {model: first, answer: {error: BedrockRuntime.\(error), cause: no}}
                    - {model: second, answer: spare}
                    """
                try Data(script.utf8).write(to: folder.appending(path: "flow/replies.yaml"))
                let result = try Program.run("run", "flow/ask.asl.yaml", "--quiet", in: folder)
                #expect(result.output.trimmingCharacters(in: .whitespacesAndNewlines) == output, "\(result.errors)")
                let history = try Program.run("history", "last", "--all", "--json", in: folder).output
                #expect(history.ranges(of: "\"TaskFailed\"").count == (output.isEmpty ? 1 : 2))
            }
        }
    }

    @Test func aBudgetStopsBeforeItIsExceeded() throws {
        let workflow = """
            QueryLanguage: JSONata
            StartAt: Ask
            Agents: {Clerk: {Model: m, Tools: [clock]}}
            States:
              Ask:
                Type: Agent
                Agent: Clerk
                Prompt: What time is it?
                Budget: {MaxCostUSD: 0.0035}
                Catch: [{ErrorEquals: [Agent.BudgetExceeded], Output: "{% $parse($states.errorOutput.Cause) %}", Next: Over}]
                End: true
              Over: {Type: Pass, End: true}
            """
        let files = [
            "flow/ask.asl.yaml": workflow,
            "flow/baton.yaml": "models: {'*': {script: replies.yaml}}\nprices: {m: {input: 1, output: 1}}\n",
            "flow/replies.yaml":
                "- {answer: {text: wait, calls: [{name: clock}], usage: {input: 900, output: 100}}}\n",
        ]
        try withFiles(files) { folder in
            let result = try Program.run("run", "flow/ask.asl.yaml", "--quiet", in: folder)
            #expect(result.status == 0, "\(result.errors)")
            let partial = try JSONValue(parsing: result.output)
            // Each call takes a thousandth of a dollar; what is left after three is kept for an answer, which is cut.
            #expect(partial["Usage"]?["Calls"]?.integer ?? 0 >= 3, "\(result.output)")
            #expect(partial["Usage"]?["CostUSD"]?.double ?? 1 <= 0.0045)
            #expect(partial["Text"] == "wait")
            #expect(try Program.run("replay", "last", in: folder).status == 0)
        }
    }

    @Test func resumeAndRedriveFindTheModels() throws {
        try withFiles { folder in
            let script = folder.appending(path: "flow/scripts/counter.yaml")
            let good = try String(contentsOf: script, encoding: .utf8)
            try Data("- {turn: 0, answer: {error: BedrockRuntime.ValidationException, cause: bad}}\n".utf8)
                .write(to: script)
            let failed = try Program.run("run", "flow/ask.asl.yaml", "--input", "{\"n\": 21}", in: folder)
            #expect(failed.status == 1)
            #expect(failed.errors.contains("BedrockRuntime.ValidationException"), "\(failed.errors)")
            try Data(good.utf8).write(to: script)
            let redriven = try Program.run("redrive", "last", "--quiet", in: folder)
            #expect(redriven.status == 0, "\(redriven.errors)")
            #expect(redriven.output.contains("It is 42"))
        }
    }
}
