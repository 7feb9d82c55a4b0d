import Digests
import Foundation
import JSON
import Testing

/// Every example as a stack: what it is, and what independent programs say of it.
@Suite(.serialized) struct ExportTests {
    private static let names: [String] = {
        let folder = Program.repository.appending(path: "workflows").path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/expect.json") }.sorted()
    }()
    private static let parts = [
        "api", "backup", "cloudtrail", "events", "kms", "messaging", "sagemaker", "schedule", "vpc", "waf", "website",
    ]

    private static func definition(_ name: String) -> String {
        let folder = Program.repository.appending(path: "workflows/\(name)").path
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return "\(folder)/\(files.first { $0.hasPrefix("\(name).asl.") } ?? "")"
    }

    private static func export(_ name: String, to target: String, _ options: [String] = [], in folder: URL) throws {
        let result = try Program.Running(
            [Program.path, "export", definition(name), "--to", target, "-o", folder.path] + options,
            in: Program.repository
        ).wait()
        #expect(result.status == 0, "\(name): \(result.errors)")
    }

    // MARK: Goldens

    /// The exports of an example, as the golden file beside these tests has them.
    ///
    /// With `BATON_UPDATE_GOLDENS=1` the file is written anew, and the test fails, so that nobody forgets to look.
    @Test(arguments: names) func exportsTheSameBytes(name: String) throws {
        try withFolder { folder in
            let text = try Self.summary(name, in: folder)
            #expect(try Self.summary(name, in: folder.appending(path: "again")) == text)
            let golden = Program.repository.appending(path: "Tests/ExportTests/Goldens/\(name).txt")
            if ProcessInfo.processInfo.environment["BATON_UPDATE_GOLDENS"] != nil {
                try Data(text.utf8).write(to: golden)
                Issue.record("\(golden.lastPathComponent) was written; look at the difference")
            }
            let expected = try String(contentsOf: golden, encoding: .utf8)
            #expect(expected == text, "run with BATON_UPDATE_GOLDENS=1 and look at the difference")
        }
    }

    /// The files with their hashes, then the resources and the policies.
    private static func summary(_ name: String, in folder: URL) throws -> String {
        var lines: [String] = []
        for target in ["asl", "cloudformation", "sam", "terraform"] {
            let place = folder.appending(path: target)
            try export(name, to: target, in: place)
            for path in files(in: place) {
                let bytes = try Array(Data(contentsOf: place.appending(path: path)))
                let digest = Digest.sha256.hash(bytes).prefix(8).map {
                    String($0 / 16, radix: 16) + String($0 % 16, radix: 16)
                }
                lines.append("\(digest.joined())  \(target)/\(path)")
            }
        }
        let template = try String(contentsOf: folder.appending(path: "cloudformation/template.yaml"), encoding: .utf8)
        return (lines + [""] + outline(template)).joined(separator: "\n") + "\n"
    }

    private static func files(in folder: URL) -> [String] {
        let all = FileManager.default.enumerator(atPath: folder.path)?.allObjects.compactMap { $0 as? String } ?? []
        return all.filter { path in
            let place = folder.appending(path: path)
            return (try? place.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) ?? false
        }.sorted()
    }

    /// Of each resource its name and type, and of roles what they allow.
    private static func outline(_ template: String) -> [String] {
        var result: [String] = []
        var isPolicy = false
        let resources = template.components(separatedBy: "\nResources:\n").last ?? ""
        for line in resources.components(separatedBy: "\nOutputs:")[0].split(separator: "\n") {
            let indent = line.prefix { $0 == " " }.count
            if indent == 2, !line.contains("#") { result.append(String(line.dropFirst(2))) }
            if line.hasPrefix("    Type: ") { result[result.count - 1] += " " + line.dropFirst(10) }
            if indent == 6 { isPolicy = line == "      Policies:" }
            if isPolicy, indent >= 14 { result.append(String(line.dropFirst(10))) }
        }
        return result
    }

    // MARK: The plain definition

    /// With the local values in the places of the tokens the text is what `baton lower` prints, byte for byte.
    @Test(arguments: names) func plainExportsAreWhatRuns(name: String) throws {
        try withFolder { folder in
            try Self.export(name, to: "asl", in: folder)
            var text = try String(contentsOf: folder.appending(path: "\(name).asl.json"), encoding: .utf8)
            let tokens = try JSONValue(
                parsing: Array(Data(contentsOf: folder.appending(path: "substitutions.json"))))
            for (token, value) in tokens.object ?? [:] {
                text = text.replacingOccurrences(of: "${\(token)}", with: value.string ?? "")
            }
            #expect(try Program.run("lower", Self.definition(name), in: folder).output == text)
        }
    }

    // MARK: Independent programs

    @Test(arguments: ["cloudformation", "sam", "terraform", "policies", "deploy"])
    func validatorsFindNothing(check: String) throws {
        guard let python = Validators.python else { return }
        try withFolder { folder in
            let target = ["policies", "deploy"].contains(check) ? "cloudformation" : check
            var folders: [String] = []
            for name in Self.names {
                try Self.export(name, to: target, in: folder.appending(path: name))
                folders.append(name)
            }
            // moto has no code for the types of the other parts.
            let parts = check == "deploy" ? ["api", "events", "kms", "messaging", "schedule", "vpc"] : Self.parts
            try Self.export(
                "order-processing", to: target, parts.flatMap { ["--with", $0] },
                in: folder.appending(path: "parts"))
            try Self.export("trip-saga", to: target, ["--express"], in: folder.appending(path: "express"))
            folders += ["parts", "express"]
            folders += try Self.exportAgents(to: target, in: folder)
            if ["cloudformation", "terraform"].contains(check) {
                folders += try Self.exportEachPart(to: target, in: folder)
            }
            let result = try Validators.run(python, check, folders, in: folder)
            #expect(result.output == "ok \(folders.count)\n", "\(result.errors)")
        }
    }

    /// Agents in the places that they can have.
    private static func exportAgents(to target: String, in folder: URL) throws -> [String] {
        for place in ["runtime", "function"] {
            try export("graph-agent", to: target, ["--agent", "Crew=\(place)"], in: folder.appending(path: place))
        }
        try write(harness, "harness.asl.yaml", in: folder)
        try write("def handler(event, context): return event", "functions/lookup.py", in: folder)
        let options = ["--agent", "Researcher=harness"]
        let variants: [(name: String, parts: [String])] = [
            ("harness", []), ("harness-parts", ["kms", "vpc", "messaging"]),
        ]
        for (name, parts) in variants {
            let result = try Program.Running(
                [Program.path, "export", "harness.asl.yaml", "--to", target, "-o", name] + options
                    + parts.flatMap { ["--with", $0] }, in: folder
            ).wait()
            #expect(result.status == 0, "\(result.errors)")
        }
        return ["runtime", "function", "harness", "harness-parts"]
    }

    /// Each part by itself.
    private static func exportEachPart(to target: String, in folder: URL) throws -> [String] {
        // A firewall needs something to stand before.
        for part in parts {
            let options = (part == "waf" ? ["api", "waf"] : [part]).flatMap { ["--with", $0] }
            try export("hello", to: target, options, in: folder.appending(path: "with-\(part)"))
        }
        return parts.map { "with-\($0)" }
    }

    private static let harness = """
        QueryLanguage: JSONata
        StartAt: Go
        Tools:
          lookup:
            Description: Looks up a word
            InputSchema: {type: object, properties: {word: {type: string}, n: {type: array, items: {type: integer}}}, required: [word]}
            Resource: arn:aws:lambda:us-east-1:123456789012:function:lookup
          docs: {Description: Documents, InputSchema: {type: object}, Mcp: {Url: "https://mcp.example.com/mcp"}}
        Agents:
          Researcher:
            Model: us.anthropic.claude-sonnet-4-20250514-v1:0
            System: You are brief.
            Inference: {MaxTokens: 1000, Temperature: 0.2}
            Tools: [lookup, docs]
          Critic: {Model: amazon.nova-lite-v1:0, Tools: [lookup]}
        States:
          Go: {Type: Agent, Agent: Researcher, Prompt: "{% $states.input.question %}", Next: Tell}
          Tell:
            Type: Task
            Resource: arn:aws:states:::sns:publish
            Arguments: {TopicArn: "arn:aws:sns:us-east-1:123456789012:news", Message: "{% $states.input.Text %}"}
            Next: Queue
          Queue:
            Type: Task
            Resource: arn:aws:states:::sqs:sendMessage
            Arguments: {QueueUrl: "https://sqs.us-east-1.amazonaws.com/123456789012/work", MessageBody: x}
            Next: Event
          Event:
            Type: Task
            Resource: arn:aws:states:::events:putEvents
            Arguments: {Entries: [{EventBusName: company, Source: baton, DetailType: done, Detail: {}}]}
            Next: Judge
          Judge: {Type: Agent, Agent: Critic, Prompt: Judge it., End: true}
        """

    private static func write(_ text: String, _ path: String, in folder: URL) throws {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    // MARK: Code

    /// The packaging script with the real AWS CLI, against a bucket that moto keeps.
    @Test func codeIsPackedForTheTemplate() throws {
        guard let python = Validators.python else { return }
        try withFolder { folder in
            try Self.write(
                #"{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:two","End":true}}}"#,
                "m.asl.json", in: folder)
            try Self.write("from helper import x\ndef handler(e, c): return x", "functions/two/index.py", in: folder)
            try Self.write("x = 1", "functions/two/helper.py", in: folder)
            #expect(
                try Program.run("export", "m.asl.json", "--to", "cloudformation", "-o", "stack", in: folder).status == 0
            )
            let result = try Validators.run(python, "package", ["stack"], in: folder)
            #expect(result.output == "ok 1\n", "\(result.output)\(result.errors)")
            let usage = try Program.Running(["/bin/sh", "stack/package.sh"], in: folder).wait()
            #expect(usage.status == 2)
            #expect(usage.errors.contains("BUCKET STACK"))
        }
    }

    /// What starts an agent's program on AWS answers as the program does here.
    @Test func agentProgramsRunBehindTheAdapter() throws {
        guard let python = Validators.python else { return }
        try withFolder { folder in
            try Self.write(
                """
                QueryLanguage: JSONata
                StartAt: Ask
                Agents: {Crew: {Resource: "arn:aws:lambda:us-east-1:123456789012:function:crew"}}
                States: {Ask: {Type: Agent, Agent: Crew, Prompt: "{% $states.input %}", End: true}}
                """, "crew.asl.yaml", in: folder)
            try Self.write("resources: {crew: {agent: [python3, agent.py], timeout: 20}}", "baton.yaml", in: folder)
            try Self.write(Self.program, "agent.py", in: folder)
            let exported = try Program.run(
                "export", "crew.asl.yaml", "--to", "cloudformation", "--agent", "Crew=runtime", "-o", "stack",
                in: folder)
            #expect(exported.status == 0, "\(exported.errors)")
            let local = try Program.run("run", "crew.asl.yaml", "--input", "\"plain\"", in: folder)
            #expect(try JSONValue(parsing: local.output)["Text"] == "plain!")
            try Self.write(Self.exchanges, "case.json", in: folder)
            let result = try Validators.run(python, "adapter", ["."], in: folder)
            #expect(result.output == "ok 1\n", "\(result.output)\(result.errors)")
        }
    }

    private static let program = """
        import json, sys, time
        def say(**message): print(json.dumps(message), flush=True)
        line = json.loads(sys.stdin.readline())
        prompt = line["input"]["Prompt"]
        print("a library prints this")
        say(type="heartbeat")
        if prompt == "plain": say(type="result", result={"Text": "plain!"})
        if prompt == "fail": say(type="error", error="Crew.Tired", cause="it is late")
        if prompt == "slow": time.sleep(60)
        if prompt in ("add", "broken", "unknown"):
            say(type="tool", id=1, name=prompt, input={"a": 1})
            answer = json.loads(sys.stdin.readline())
            say(type="result", result={"Text": answer["status"], "Output": answer["content"]})
        """

    private static let exchanges = #"""
        {"folder": "stack/agents/Crew",
         "agent": {"arguments": ["agent.py"], "timeout": 20, "heartbeat": 2},
         "tools": {"add": {"function": "adder", "settings": {"x": 1}}, "broken": {"function": "broken"}},
         "exchanges": [
           {"path": "/ping", "answer": [200, {"status": "Healthy"}]},
           {"path": "/invocations", "body": {"input": {"Prompt": "plain"}}, "answer": [200, {"Text": "plain!"}]},
           {"path": "/invocations", "body": {"input": {"Prompt": "fail"}}, "answer": [500, {"error": "Crew.Tired", "cause": "it is late"}]},
           {"path": "/invocations", "body": {"input": {"Prompt": "nothing"}}, "answer": [500, {"error": "States.TaskFailed", "cause": "The agent ended without a result: 0"}]},
           {"path": "/invocations", "body": {"input": {"Prompt": "slow"}}, "answer": [500, {"error": "States.HeartbeatTimeout", "cause": "The agent gave no sign of life for 2 s"}]},
           {"path": "/invocations", "body": {"input": {"Prompt": "add"}}, "answer": [200, {"Text": "success", "Output": {"sum": 42}}]},
           {"path": "/invocations", "body": {"input": {"Prompt": "broken"}}, "answer": [200, {"Text": "error", "Output": "E: no"}]},
           {"path": "/invocations", "body": {"input": {"Prompt": "unknown"}}, "answer": [200, {"Text": "error", "Output": "there is no tool 'unknown'; you can call add, broken"}]},
           {"path": "/invocations", "body": {}, "answer": [400, {"error": "KeyError", "cause": "'input'"}]},
           {"path": "/other", "body": {}, "answer": [404, {"error": "NotFound", "cause": "/other"}]}],
         "calls": [
           ["/2015-03-31/functions/adder/invocations", {"Tool": "add", "Input": {"a": 1}, "Settings": {"x": 1}}],
           ["/2015-03-31/functions/broken/invocations", {"a": 1}]],
         "events": [[{"Prompt": "plain"}, {"Text": "plain!"}], [{"Prompt": "fail"}, "Crew.Tired: it is late"]]}
        """#

    private static let faults: [(check: String, file: String, from: String, to: String, finding: String)] = [
        ("cloudformation", "template.yaml", "RetentionInDays:", "RetentionDays:", "E3002"),
        ("cloudformation", "template.yaml", "!Ref AlarmTopic", "!Ref NoTopic", "E1020"),
        ("cloudformation", "template.yaml", "\"StartAt\": \"Price order\"", "\"StartAt\": \"Nowhere\"", "E3601"),
        ("policies", "template.yaml", "lambda:InvokeFunction", "lambda:InvokeFunctions", "UNKNOWN_ACTION"),
        ("policies", "template.yaml", "lambda:InvokeFunction", "dynamodb:GetItem", "RESOURCE_MISMATCH"),
        ("terraform", "main.tf", "retention_in_days", "retention_days", "retention_days is no argument"),
        ("terraform", "main.tf", "awscc_sns_topic", "awscc_sns_topics", "no such resource"),
        ("terraform", "main.tf", "var.log_level", "var.level", "var.level is not declared"),
        ("terraform", "main.tf", "order-processing.asl.json", "missing.json", "no file"),
    ]

    /// The validators can fail: each fault is found.
    @Test func validatorsFindFaults() throws {
        guard let python = Validators.python else { return }
        try withFolder { folder in
            for (number, fault) in Self.faults.enumerated() {
                let place = folder.appending(path: "\(number)")
                let target = fault.check == "policies" ? "cloudformation" : fault.check
                try Self.export("order-processing", to: target, in: place)
                let file = place.appending(path: fault.file)
                let text = try String(contentsOf: file, encoding: .utf8)
                #expect(text.contains(fault.from))
                try Data(text.replacingOccurrences(of: fault.from, with: fault.to).utf8).write(to: file)
                let result = try Validators.run(python, fault.check, ["\(number)"], in: folder)
                #expect(result.output.contains(fault.finding), "\(fault): \(result.output)\(result.errors)")
            }
        }
    }

    /// The exported machine gives the same output on another interpreter, with the answers that functions gave here.
    @Test(arguments: ["order-processing", "stock-items", "hello", "trip-saga", "assistant", "writing"])
    func runsElsewhere(name: String) throws {
        guard let python = Validators.python else { return }
        try withFolder { folder in
            let input = Program.repository.appending(path: "workflows/\(name)/input.json").path
            let local = try Program.run("run", Self.definition(name), "--input-file", input, in: folder)
            #expect(local.status == 0, "\(local.errors)")
            let place = folder.appending(path: name)
            try Self.export(name, to: "cloudformation", in: place)
            let script: JSONValue = [
                "input": try JSONValue(parsing: Array(Data(contentsOf: URL(filePath: input)))),
                "answers": .array(try Self.answers(of: "lambda", in: folder)),
                "models": .array(try Self.answers(of: "aws-sdk:bedrockruntime", in: folder)),
                "output": try JSONValue(parsing: local.output),
            ]
            try Data(script.text.utf8).write(to: place.appending(path: "script.json"))
            let result = try Validators.run(python, "run", [name], in: folder)
            #expect(result.output == "ok 1\n", "\(result.errors)")
        }
    }

    /// What the functions (as texts) or the models of the last execution answered, in order.
    private static func answers(of type: String, in folder: URL) throws -> [JSONValue] {
        let history = try JSONValue(parsing: try Program.run("history", "last", "--all", "--json", in: folder).output)
        return try (history["events"]?.array ?? []).compactMap { event in
            if type == "lambda", let output = event["lambdaFunctionSucceededEventDetails"]?["output"] { return output }
            guard let details = event["taskSucceededEventDetails"], details["resourceType"]?.string == type,
                let output = details["output"]?.string
            else { return nil }
            let answer = try JSONValue(parsing: output)
            return type == "lambda" ? .string(answer["Payload"]?.text ?? "null") : answer
        }
    }

    // MARK: Wrong use

    @Test func wrongUseIsTold() throws {
        try withFolder { folder in
            try Data("export: {parts: [moon]}\n".utf8).write(to: folder.appending(path: "baton.yaml"))
            try Data(#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#.utf8)
                .write(to: folder.appending(path: "a.asl.json"))
            let settings = try Program.run("export", "a.asl.json", "-o", "out", in: folder)
            #expect(settings.status == 2)
            #expect(settings.errors.contains("export.parts[0]: found \"moon\"; allowed are api, backup"))
            let target = try Program.run("export", "a.asl.json", "--to", "moon", "-o", "out", in: folder)
            #expect(target.status == 2)
            let missing = try Program.run("export", "b.asl.json", "-o", "out", in: folder)
            #expect(missing.status == 2)
            #expect(missing.errors.contains("cannot read 'b.asl.json'"))
        }
    }
}

/// Programs from PyPI, in an environment of their own that is made once.
private enum Validators {
    private static let folder = Program.repository.appending(path: "Tests/ExportTests/Validators")

    /// The interpreter of the environment; nil, with a message, where it cannot be had.
    static let python: String? = {
        let environment = Program.repository.appending(path: ".build/export-validators").path
        let script = """
            set -e
            if ! cmp -s "$1" "$0/installed.txt"; then
              python3 -m venv "$0"
              "$0/bin/pip" install --quiet --disable-pip-version-check --requirement "$1"
              cp "$1" "$0/installed.txt"
            fi
            """
        let result = try? Program.Running(
            ["/bin/sh", "-c", script, environment, folder.appending(path: "requirements.txt").path],
            in: Program.repository
        ).wait(minutes: 8)
        guard result?.status == 0 else {
            print("skipped: the validators of exports cannot be installed: \(result?.errors ?? "")")
            return nil
        }
        return "\(environment)/bin/python"
    }()

    static func run(_ python: String, _ check: String, _ folders: [String], in folder: URL) throws -> Program.Result {
        try Program.Running(
            [python, Self.folder.appending(path: "validate.py").path, check] + folders, in: folder
        ).wait(minutes: 5)
    }
}
