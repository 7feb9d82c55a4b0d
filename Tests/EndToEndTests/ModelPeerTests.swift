import Foundation
import JSON
import Testing

/// The loop of agents and tools against servers that nobody here wrote.
@Suite(.serialized, .enabled(if: ModelPeers.isAvailable, "the model servers cannot be installed"))
struct ModelPeerTests {
    private static let adder = """
        QueryLanguage: JSONata
        StartAt: Run
        Agents:
          Adder: {Model: m, System: Use the tool., Tools: [add], Inference: {MaxTokens: 48}, MaxTurns: 4}
        Tools:
          add:
            Description: Adds two numbers.
            InputSchema: {type: object, properties: {a: {type: integer}, b: {type: integer}}, required: [a, b]}
            Resource: arn:aws:lambda:us-east-1:123456789012:function:add
        States:
          Run: {Type: Agent, Agent: Adder, Prompt: Add 17 and 25., End: true}
        """

    private static let function = "def handler(event, context):\n    return event['a'] + event['b']\n"

    private func withProject(_ workflow: String = adder, body: (URL) throws -> Void) throws {
        try withFolder { folder in
            try FileManager.default.createDirectory(
                at: folder.appending(path: "functions"), withIntermediateDirectories: true)
            try Data(Self.function.utf8).write(to: folder.appending(path: "functions/add.py"))
            try Data(workflow.utf8).write(to: folder.appending(path: "flow.asl.yaml"))
            try body(folder)
        }
    }

    private func run(_ provider: String, _ url: String, in folder: URL, isStreamed: Bool = false) throws
        -> Program.Result
    {
        try Data("models: {'*': {provider: \(provider), url: '\(url)', model: gpt-4o}}\n".utf8)
            .write(to: folder.appending(path: "baton.yaml"))
        return try Program.Running(
            [Program.path, "run", "flow.asl.yaml", isStreamed ? "--watch" : "--quiet", "--unfold"], in: folder
        ).wait()
    }

    private func expectTwoTurns(_ result: Program.Result) throws {
        #expect(result.status == 0, "\(result.errors)")
        let output = try JSONValue(parsing: result.output)
        #expect(output["Turns"] == 2)
        #expect(output["StopReason"] == "end_turn")
        #expect(output["Text"]?.string?.isEmpty == false)
    }

    private static let wireFormats = [("anthropic", "/anthropic"), ("openai", "/v1"), ("responses", "/v1")]

    @Test func llmockAnswersTheLoopAndFindsNoFault() throws {
        try withProject { folder in
            let server = try ModelServer(
                ["llmock", "serve", "-h", "127.0.0.1", "-p", "PORT"], path: "/_llmock/verdict", in: folder)
            for (provider, path) in Self.wireFormats {
                let url = server.url + path
                try expectTwoTurns(run(provider, url, in: folder))
                try expectTwoTurns(run(provider, url, in: folder, isStreamed: true))
                try server.post(
                    "/_llmock/scenario",
                    #"{"behaviors": [{"type": "fail", "status": 429, "retry_after": 1, "times": 2}]}"#)
                try expectTwoTurns(run(provider, url, in: folder))
                try server.post(
                    "/_llmock/scenario",
                    #"{"behaviors": [{"type": "stream_fault", "kind": "truncate", "after_chunks": 3}]}"#)
                let cut = try run(provider, url, in: folder, isStreamed: true)
                #expect(cut.errors.contains("BedrockRuntime.InternalServerException"))
                try expectTwoTurns(cut)
            }
            let verdict = try JSONValue(parsing: server.get("/_llmock/verdict"))
            #expect(verdict["passed"] == true, "\(verdict.text)")
            #expect(verdict["findings"] == [], "\(verdict.text)")
            #expect((verdict["faults_injected"]?.integer ?? 0) >= 9, "\(verdict.text)")
        }
    }

    @Test func aScriptedServerHasItsToolCalled() throws {
        try withProject { folder in
            let call = #"{reply: {text: "Let me add.", tools: [{name: "add", args: {a: 17, b: 25}}]}}"#
            let text = #""The sum is 42.""#
            // Its rules look at the last text of the user, which is the prompt again after a tool's result, but not in
            // Anthropic's format; each reply is given once.
            let replies = Array(repeating: [call, text], count: 4).flatMap(\.self) + [call, call]
            let rules =
                "{templates: {}, fallback: \(text), rules: [{when: 'Add', replies: [\(replies.joined(separator: ", "))]}]}"
            try Data(rules.utf8).write(to: folder.appending(path: "rules.json5"))
            let server = try ModelServer(
                ["llm-mock-api", "start", "-p", "PORT", "-H", "127.0.0.1", "-r", "rules.json5"], path: nil,
                in: folder)
            for (provider, path) in [("openai", "/v1"), ("responses", "/v1"), ("anthropic", "")] {
                for isStreamed in [false, true] {
                    let result = try run(provider, server.url + path, in: folder, isStreamed: isStreamed)
                    try expectTwoTurns(result)
                    #expect(result.output.contains("The sum is 42."), "\(provider): \(result.output)")
                }
            }
        }
    }

    // MARK: A small model

    private static let patterns = [
        adder,
        """
        QueryLanguage: JSONata
        StartAt: Run
        Agents:
          Lead: {Model: m, System: You plan., Inference: {MaxTokens: 160}, MaxTurns: 3}
          Worker: {Model: m, Inference: {MaxTokens: 24}, MaxTurns: 2}
        States:
          Run: {Type: OrchestratorWorkers, Orchestrator: Lead, Workers: [Worker], Prompt: Describe the sea., MaxTasks: 2,
            OnWorkerFailure: {Policy: Continue}, End: true}
        """,
        """
        QueryLanguage: JSONata
        StartAt: Run
        Agents:
          Poet: {Model: m, Inference: {MaxTokens: 32}}
          Critic: {Model: m, Inference: {MaxTokens: 64}, MaxTurns: 3}
        States:
          Run: {Type: EvaluatorOptimizer, Generator: Poet, Evaluator: Critic, Criteria: It is about the sea.,
            Prompt: Write a line about the sea., MaxIterations: 2, End: true}
        """,
        """
        QueryLanguage: JSONata
        StartAt: Run
        Agents:
          Front: {Model: m, System: Hand billing questions over., Handoffs: [Billing], Inference: {MaxTokens: 48}, MaxTurns: 4}
          Billing: {Model: m, System: You answer billing questions., Inference: {MaxTokens: 32}, MaxTurns: 4}
        States:
          Run: {Type: Handoff, Agents: [Front, Billing], StartAgent: Front, Prompt: My invoice is wrong., MaxHandoffs: 2,
            End: true}
        """,
    ]

    /// Whatever so small a model says, a pattern ends with its result or with an error of its own.
    @Test func everyPatternBearsASmallModel() throws {
        try withFolder { place in
            let server = try smallModel(in: place)
            for workflow in Self.patterns {
                try withProject(workflow) { folder in
                    try expectWellFormed(run("llamacpp", "\(server.url)/v1", in: folder))
                }
            }
            // The same server speaks Anthropic's format, too.
            try withProject { folder in try expectWellFormed(run("anthropic", server.url, in: folder)) }
        }
    }

    private func smallModel(in folder: URL) throws -> ModelServer {
        let fixtures = Program.repository.appending(path: "Tests/EndToEndTests/Fixtures")
        let words = [
            "python", fixtures.appending(path: "serve_model.py").path, "PORT",
            fixtures.appending(path: "tool-calls.jinja").path,
        ]
        return try ModelServer(words, path: "/health", in: folder)
    }

    /// The example as it runs, each answer cut after 96 tokens: so small a model may go on without end.
    private func bounded(_ name: String, in folder: URL) throws -> String {
        let lowered = try Program.run("lower", "\(name).asl.yaml", in: folder)
        let text = lowered.output.replacing("\"MaxTokens\": 4096", with: "\"MaxTokens\": 96")
        #expect(text != lowered.output, "\(lowered.errors)")
        try Data(text.utf8).write(to: folder.appending(path: "bounded.asl.json"))
        return "bounded.asl.json"
    }

    /// What the examples' own states may say of a model's answer.
    private static let refusals = ["Agent.", "Answer.NotProven", "Text.TooLong"]

    /// The examples with the one setting that their READMEs name. Minutes long: `make models` asks for it.
    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment["BATON_REAL_MODELS"] != nil, "takes minutes; see 'make models'"),
        .serialized, arguments: ["ask", "assistant", "research", "writing", "support-desk", "text-to-sql", "invoices"])
    func everyExampleBearsASmallModel(name: String) throws {
        try withFolder { folder in
            let example = folder.appending(path: name)
            try FileManager.default.copyItem(
                at: Program.repository.appending(path: "workflows/\(name)"), to: example)
            if FileManager.default.fileExists(atPath: example.appending(path: "make-database.py").path) {
                _ = try Program.Running(["python3", "make-database.py"], in: example).wait()
            }
            let definition = try bounded(name, in: example)
            let server = try smallModel(in: folder)
            try Data("models: {'*': {provider: llamacpp, url: '\(server.url)/v1'}}\n".utf8)
                .write(to: example.appending(path: "baton.yaml"))
            let result = try Program.Running(
                [Program.path, "run", definition, "--input-file", "input.json", "--quiet"], in: example
            ).wait(minutes: 10)
            print("\(name): \(result.output)\(result.errors)")
            if result.status == 0 {
                #expect(try JSONValue(parsing: result.output) != .null)
            } else {
                #expect(Self.refusals.contains { result.errors.contains("failed: \($0)") }, "\(result.errors)")
            }
            #expect(try Program.run("replay", "last", in: example).status == 0)
        }
    }

    private func expectWellFormed(_ result: Program.Result) throws {
        guard result.status == 0 else {
            let lines = result.errors.split(separator: "\n", maxSplits: 1).map(String.init)
            #expect(lines.first?.contains("failed: Agent.") == true, "\(result.errors)")
            let cause = try JSONValue(parsing: String(try #require(lines.last)))
            #expect(cause["Reason"]?.string?.isEmpty == false)
            #expect(cause["Usage"]?["Calls"]?.integer ?? 0 > 0)
            return
        }
        let output = try JSONValue(parsing: result.output)
        for field in ["Text", "Output", "StopReason", "Agent", "Turns", "Usage"] {
            #expect(output[field] != nil, "\(field) is missing: \(result.output)")
        }
        #expect(output["Usage"]?["OutputTokens"]?.integer ?? 0 > 0)
    }
}
