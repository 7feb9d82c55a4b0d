import Foundation
import JSON
import Testing

/// What model calls cost, and that no key is written down.
@Suite struct CostTests {
    private static let workflow = """
        QueryLanguage: JSONata
        StartAt: First
        Agents:
          Writer: {Model: acme.large-v1:0}
          Judge: {Model: acme.small-v1:0}
        States:
          First: {Type: Agent, Agent: Writer, Prompt: Write., Assign: {cost: "{% $states.result.Usage.CostUSD %}"}, Next: Second}
          Second: {Type: Agent, Agent: Judge, Prompt: Judge., Next: Last}
          Last: {Type: Task, Resource: "arn:aws:states:::sns:publish", Output: "{% $cost %}", End: true}
        """

    private static let configuration = """
        models: {"*": {script: replies.yaml}}
        prices:
          acme.large-*: {input: 10, output: 100, cacheRead: 1}
          acme.small: {input: 2, output: 4}
        resources: {"sns:publish": {error: SNS.Down, cause: not now}}
        """

    private static let replies = """
        - {agent: Writer, answer: {Output: {Message: {Role: assistant, Content: [{Text: a}]}}, StopReason: end_turn,
           Usage: {InputTokens: 100, OutputTokens: 10, CacheReadInputTokens: 50}}}
        - {agent: Judge, answer: {text: good, usage: {input: 20, output: 30}}}
        """

    private func withFiles(_ configuration: String = configuration, body: (URL) throws -> Void) throws {
        try withFolder { folder in
            for (name, text) in [
                "flow.asl.yaml": Self.workflow, "baton.yaml": configuration, "replies.yaml": Self.replies,
            ] {
                try Data(text.utf8).write(to: folder.appending(path: name))
            }
            try body(folder)
        }
    }

    private func cost(_ arguments: String..., in folder: URL) throws -> JSONValue {
        let result = try Program.Running([Program.path, "cost", "--json"] + arguments, in: folder).wait()
        #expect(result.status == 0, "\(result.errors)")
        return try JSONValue(parsing: result.output)
    }

    @Test func everyCallCountsOnce() throws {
        try withFiles { folder in
            #expect(try Program.run("run", "flow.asl.yaml", in: folder).status == 1)
            let once = try cost("--by", "agent", in: folder)
            let writer = once["lines"]?.array?.first { $0["agent"] == "Writer" }
            // 100 × 10 + 50 × 1 + 10 × 100 millionths of a dollar.
            #expect(writer?["costUSD"] == 0.00205)
            #expect(writer?["inputTokens"] == 150)
            #expect(once["total"]?["costUSD"] == 0.00221)
            #expect(once["total"]?["calls"] == 2)
            // Neither a redrive nor a replay calls a model again; a fork takes over what was paid for.
            #expect(try Program.run("redrive", "last", in: folder).status == 1)
            #expect(try Program.run("replay", "last", in: folder).status == 0)
            #expect(try cost(in: folder)["total"] == once["total"])
            let history = try Program.run("history", "last", "--all", "--json", in: folder)
            let events = try JSONValue(parsing: history.output)["events"]?.array ?? []
            let last = try #require(events.last { $0["stateEnteredEventDetails"]?["name"] == "Last" }?["id"]?.integer)
            try Program.run("fork", "last", "--at", "\(last)", in: folder)
            #expect(try cost(in: folder)["total"] == once["total"])
            let models = try cost("--by", "model", in: folder)["lines"]?.array?.compactMap { $0["model"]?.string }
            #expect(models == ["acme.large-v1:0", "acme.small-v1:0"])
        }
    }

    @Test func statesTellTheSameCost() throws {
        try withFiles(Self.configuration.replacing("{error: SNS.Down, cause: not now}", with: "{result: {}}")) {
            folder in
            let result = try Program.run("run", "flow.asl.yaml", in: folder)
            #expect(result.output.trimmingCharacters(in: .whitespacesAndNewlines) == "0.00205", "\(result.errors)")
        }
    }

    @Test func anUnknownPriceIsNamed() throws {
        try withFiles("models: {'*': {script: replies.yaml}}\n") { folder in
            try Program.run("run", "flow.asl.yaml", in: folder)
            let total = try cost("last", in: folder)["total"]
            #expect(total?["unpricedModels"] == ["acme.large-v1:0", "acme.small-v1:0"])
            #expect(try Program.run("cost", in: folder).errors.contains("without the price of acme.large-v1:0"))
        }
    }

    @Test func aCachedAnswerCostsNothing() throws {
        let configuration = Self.configuration
            .replacing("{script: replies.yaml}", with: "{script: replies.yaml, cache: true}")
            .replacing("{error: SNS.Down, cause: not now}", with: "{result: {}}")
        try withFiles(configuration) { folder in
            for _ in 0..<2 { try Program.run("run", "flow.asl.yaml", in: folder) }
            let second = try cost("last", in: folder)["total"]
            #expect(second?["cacheHits"] == 2)
            #expect(second?["costUSD"] == 0.0)
            #expect(try cost(in: folder)["total"]?["costUSD"] == 0.00221)
        }
    }

    @Test func pricesAreChecked() throws {
        try withFiles("prices: {acme: {input: 1}}\n") { folder in
            let result = try Program.run("cost", in: folder)
            #expect(result.status == 2)
            #expect(result.errors.contains("prices.acme: 'input' and 'output' are needed"), "\(result.errors)")
        }
    }

    /// A service that refuses every key, and says it in its answer.
    private static let refusing = """
        import http.server
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(401)
                self.end_headers()
                self.wfile.write(("no key " + str(self.headers.get("x-api-key"))).encode())
        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """

    @Test func noKeyIsWrittenDown() throws {
        try withFolder { folder in
            let peer = try Program.Running(["/usr/bin/env", "python3", "-u", "-c", Self.refusing], in: folder)
            defer { peer.crash() }
            #expect(eventually { peer.outputSoFar.contains("\n") })
            let port = peer.outputSoFar.filter(\.isNumber)
            try Data(Self.workflow.utf8).write(to: folder.appending(path: "flow.asl.yaml"))
            try Data(
                "models: {'*': {provider: anthropic, url: 'http://127.0.0.1:\(port)', key: {environment: MY_KEY}}}\n"
                    .utf8
            ).write(to: folder.appending(path: "baton.yaml"))
            let result = try Program.Running(
                [Program.path, "run", "flow.asl.yaml", "--journal", "j.sqlite", "--record", "tape.jsonl"], in: folder,
                environment: ["MY_KEY": "sk-ant-secret-12345"]
            ).wait()
            #expect(result.errors.contains("BedrockRuntime.AccessDeniedException"))
            #expect(result.errors.contains("no key [redacted]"), "\(result.errors)")
            #expect(!result.errors.contains("sk-ant-secret"))
            for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
                let bytes = (try? Data(contentsOf: file)) ?? Data()
                #expect(bytes.firstRange(of: Data("sk-ant-secret".utf8)) == nil, "\(file.lastPathComponent)")
            }
        }
    }
}
