import Foundation
import JSON
import Testing

/// What `baton` sends to a strict receiver of OTLP, made of the protocol's own definitions.
@Suite(.serialized) struct TelemetryTests {
    /// A Python with the protocol's definitions, set up once; nil, with a message, where it cannot be had.
    private static let python: String? = {
        let folder = Program.repository.appending(path: ".build/otlp-venv")
        let python = folder.appending(path: "bin/python").path
        let command = """
            test -x \(python) && \(python) -c 'import opentelemetry.proto' 2>/dev/null \
            || { python3 -m venv \(folder.path) && \(folder.path)/bin/pip install -q opentelemetry-proto==1.45.2; }
            """
        let result = try? Program.Running(["/bin/sh", "-c", command], in: Program.repository).wait()
        guard result?.status == 0 else {
            print("skipped: opentelemetry-proto cannot be had: \(result?.errors ?? "")")
            return nil
        }
        return python
    }()

    private struct Sink {
        let program: Program.Running
        let port: String
        let file: URL

        init(_ python: String, in folder: URL, options: [String] = []) throws {
            file = folder.appending(path: "report-\(UUID().uuidString).json")
            let script = Program.repository.appending(path: "Tests/TelemetryTests/Fixtures/otlp_sink.py").path
            let program = try Program.Running([python, script, file.path] + options, in: folder)
            self.program = program
            #expect(eventually { program.outputSoFar.contains("\n") })
            port = program.outputSoFar.trimmingCharacters(in: .whitespacesAndNewlines)
        }

        var url: String { "http://127.0.0.1:\(port)" }

        func report() throws -> JSONValue {
            program.terminate()
            _ = program.wait()
            return try JSONValue(parsing: Array(Data(contentsOf: file)))
        }
    }

    private func copy(_ example: String, to folder: URL) throws -> URL {
        let copy = folder.appending(path: example)
        try FileManager.default.copyItem(
            at: Program.repository.appending(path: "workflows/\(example)"), to: copy)
        return copy
    }

    private func names(_ report: JSONValue) -> [String: Int] {
        (report["spans"]?.array ?? []).reduce(into: [:]) { $0[$1["name"]?.string ?? "", default: 0] += 1 }
    }

    @Test func sendsSpansAndMeasurementsWhileItRuns() throws {
        guard let python = Self.python else { return }
        try withFolder { folder in
            let research = try copy("research", to: folder)
            let live = try Sink(python, in: folder, options: ["--busy-once"])
            let environment = [
                "OTEL_EXPORTER_OTLP_ENDPOINT": live.url, "OTEL_EXPORTER_OTLP_HEADERS": "x-key=a%20b",
                "OTEL_SERVICE_NAME": "desk", "BATON_JOURNAL": "\(folder.path)/journal.sqlite",
            ]
            let run = try Program.run(
                "run", "research.asl.yaml", "--input-file", "input.json", in: research, environment: environment)
            #expect(run.status == 0 && !run.errors.contains("telemetry"), "\(run.errors)")
            let report = try live.report()
            #expect(report["faults"] == [])
            #expect(report["headers"]?.array?.allSatisfy { $0["x-key"] == "a b" } == true)
            #expect(
                names(report) == [
                    "invoke_workflow research": 1, "invoke_workflow Research": 1, "invoke_agent Researcher": 3,
                    "invoke_agent Analyst": 1, "execute_tool searchLibrary": 3,
                    "chat anthropic.claude-sonnet-4-5-20250929-v1:0": 3,
                    "chat anthropic.claude-haiku-4-5-20251001-v1:0": 6,
                ])
            checkTree(report)
            // Nothing that was said leaves the machine unless somebody asks for it.
            #expect(!report.text.contains("lamps"))
            try checkMetrics(report)
            try checkAfterTheFact(report, python, research, folder, environment["BATON_JOURNAL"] ?? "")
        }
    }

    /// Every span but the first has its parent; each worker's calls are inside of the worker.
    private func checkTree(_ report: JSONValue) {
        let spans = report["spans"]?.array ?? []
        let names = Dictionary(uniqueKeysWithValues: spans.map { ($0["id"]?.string ?? "", $0["name"]?.string ?? "") })
        #expect(Set(spans.map { $0["trace"] }).count == 1)
        for span in spans {
            let parent = names[span["parent"]?.string ?? ""]
            switch span["name"]?.string {
            case "invoke_workflow research": #expect(parent == nil)
            case "execute_tool searchLibrary", "chat anthropic.claude-haiku-4-5-20251001-v1:0":
                #expect(parent == "invoke_agent Researcher")
            default: #expect(parent != nil)
            }
        }
    }

    private func checkMetrics(_ report: JSONValue) throws {
        let points = report["metrics"]?.array ?? []
        let durations = points.filter { $0["name"] == "gen_ai.client.operation.duration" }
        #expect(durations.reduce(0) { $0 + ($1["count"]?.integer ?? 0) } == 9)
        let input = points.filter { $0["attributes"]?["gen_ai.token.type"] == "input" }
        let counted = (report["spans"]?.array ?? []).reduce(0.0) {
            $0 + ($1["attributes"]?["gen_ai.usage.input_tokens"]?.double ?? 0)
        }
        #expect(input.reduce(0.0) { $0 + ($1["sum"]?.double ?? 0) } == counted && counted > 0)
    }

    /// The journal tells the same again: the same spans with the same ids.
    private func checkAfterTheFact(
        _ live: JSONValue, _ python: String, _ research: URL, _ folder: URL, _ journal: String
    ) throws {
        let later = try Sink(python, in: folder)
        let trace = try Program.run(
            "trace", "last", "--otlp", later.url, "--content", in: research, environment: ["BATON_JOURNAL": journal])
        #expect(trace.status == 0, "\(trace.errors)")
        let report = try later.report()
        #expect(report["faults"] == [])
        let ids = { (report: JSONValue) in
            Set((report["spans"]?.array ?? []).map { [$0["id"] ?? .null, $0["parent"] ?? .null] })
        }
        #expect(ids(report) == ids(live))
        #expect(report.text.contains("street lamps"))
    }

    @Test func tellsWhenNobodyTakesIt() throws {
        try withFolder { folder in
            let hello = try copy("hello", to: folder)
            let environment = [
                "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "BATON_JOURNAL": "\(folder.path)/j.sqlite",
            ]
            let run = try Program.run(
                "run", "hello.asl.yaml", "--input-file", "input.json", in: hello, environment: environment)
            #expect(run.status == 0)
            #expect(run.errors.contains("baton: telemetry: http://127.0.0.1:1/v1/traces"), "\(run.errors)")
            let trace = try Program.run("trace", "--send", in: hello, environment: environment)
            #expect(trace.status == 1)
            let nowhere = try Program.run(
                "trace", "--send", in: hello, environment: ["BATON_JOURNAL": "\(folder.path)/j.sqlite"])
            #expect(nowhere.status == 2 && nowhere.errors.contains("there is no receiver"))
        }
    }

    @Test func printsMessagesAndSpans() throws {
        try withFolder { folder in
            let writing = try copy("writing", to: folder)
            let environment = ["BATON_JOURNAL": "\(folder.path)/j.sqlite"]
            let run = try Program.run(
                "run", "writing.asl.yaml", "--input-file", "input.json", in: writing, environment: environment)
            // The plain states of the pattern are folded into one line.
            #expect(run.errors.split(separator: "\n").count == 3, "\(run.errors)")
            #expect(run.errors.contains("6 calls"))
            let messages = try Program.run("messages", "--json", in: writing, environment: environment)
            let list = try JSONValue(parsing: messages.output)["messages"]?.array ?? []
            #expect(
                list.compactMap { $0["kind"]?.string } == [
                    "prompt", "result", "prompt", "verdict", "prompt", "result", "prompt", "verdict", "prompt",
                    "result",
                    "prompt", "verdict",
                ])
            #expect(list.allSatisfy { $0["state"] == "Write" })
            let costs = list.compactMap { $0["costUSD"]?.double }
            #expect(costs.count == 6 && costs.allSatisfy { $0 > 0 })
            let verdicts = try Program.run("messages", "--kind", "verdict", in: writing, environment: environment)
            #expect(verdicts.output.split(separator: "\n").count == 4)
            let tree = try Program.run("trace", in: writing, environment: environment)
            #expect(tree.output.contains("    chat amazon.nova-pro-v1:0"))
            let history = try Program.run("history", in: writing, environment: environment)
            #expect(history.output.contains("events of agents") && !history.output.contains("Write.Call"))
            let whole = try Program.run("history", "--all", in: writing, environment: environment)
            #expect(whole.output.contains("Write.GenerateCall"))
            let drawing = try Program.run("graph", "last", in: writing, environment: environment)
            #expect(
                drawing.output.contains("Copywriter (agent)") && drawing.output.contains("(agent state, succeeded)"))
            let unfolded = try Program.run("graph", "last", "--unfold", in: writing, environment: environment)
            #expect(unfolded.output.contains("Write.GenerateCall (task state, succeeded)"))
            let definition = try Program.run("show", "--definition", in: writing, environment: environment)
            #expect(definition.output.contains("EvaluatorOptimizer"))
        }
    }

    @Test func settingsAreChecked() throws {
        try withFolder { folder in
            try Data("telemetry: {endpont: x}".utf8).write(to: folder.appending(path: "baton.yaml"))
            try Data(#"{"StartAt": "P", "States": {"P": {"Type": "Succeed"}}}"#.utf8)
                .write(to: folder.appending(path: "p.asl.json"))
            let result = try Program.run("run", "p.asl.json", in: folder)
            #expect(result.status == 2 && result.errors.contains("telemetry: 'endpont' is not known here"))
            try Data("telemetry: {endpoint: 'http://x', content: true, redact: ['(']}".utf8)
                .write(to: folder.appending(path: "baton.yaml"))
            let pattern = try Program.run("run", "p.asl.json", in: folder)
            #expect(pattern.status == 2 && pattern.errors.contains("is no regular expression"), "\(pattern.errors)")
        }
    }
}
