import Foundation
import JSON
import Testing

/// What people do with agents besides running them: look after sessions, say no, deploy functions.
@Suite struct AgentOperationsTests {
    private func write(_ files: [String: String], to folder: URL) throws {
        for (name, text) in files {
            try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
        }
    }

    // MARK: Sessions

    /// Three branches talk in one session at once, and the state after them in the same.
    private static let talk = """
        QueryLanguage: JSONata
        StartAt: Both
        Agents:
          A: {Model: m, Memory: {Session: "{% $states.context.Execution.Input.who %}", ExpiresAfterSeconds: 3600}}
        States:
          Both:
            Type: Parallel
            Branches:
              - {StartAt: One, States: {One: {Type: Agent, Agent: A, Prompt: one, End: true}}}
              - {StartAt: Two, States: {Two: {Type: Agent, Agent: A, Prompt: two, End: true}}}
              - {StartAt: Three, States: {Three: {Type: Agent, Agent: A, Prompt: three, End: true}}}
            Next: After
          After: {Type: Agent, Agent: A, Prompt: four, Output: "{% $states.result.Text %}", End: true}
        """

    @Test func sessionsAreListedShownAndDeleted() throws {
        try withFolder { folder in
            try write(
                [
                    "talk.asl.yaml": Self.talk, "baton.yaml": "models: {\"*\": {script: replies.yaml}}\n",
                    "replies.yaml": "- answer: \"{% $text & ' of ' & $string($count($request.Messages)) %}\"\n",
                ], to: folder)
            for who in ["ann", "bob"] {
                let result = try Program.run("run", "talk.asl.yaml", "--input", "{\"who\": \"\(who)\"}", in: folder)
                // All that was said at once is in the session.
                #expect(result.output == "\"four of 7\"\n", "\(result.errors)")
            }
            let listed = try JSONValue(parsing: Program.run("sessions", "--json", in: folder).output)["sessions"]
            #expect(listed?.array?.map { $0["session"] } == ["ann", "bob"])
            #expect(listed?[0]?["writes"] == 4)
            let shown = try Program.run("sessions", "ann", in: folder).output
            for prompt in ["one", "two", "three", "four"] { #expect(shown.contains("user\n    \(prompt)\n")) }
            #expect(try Program.run("sessions", "eve", in: folder).status == 2)
            #expect(try Program.run("sessions", "ann", "--delete", in: folder).output == "deleted 'ann'\n")
            let left = try Program.run("sessions", in: folder).output
            #expect(left.contains("bob") && !left.contains("ann"))
        }
    }

    // MARK: Prices

    @Test func anAgentsOwnPriceCounts() throws {
        try withFolder { folder in
            let definition = """
                QueryLanguage: JSONata
                StartAt: Ask
                Agents:
                  A: {Model: acme.one, Price: {Input: 10, Output: 100}}
                States:
                  Ask: {Type: Agent, Agent: A, Prompt: x, Output: "{% $states.result.Usage.CostUSD %}", End: true}
                """
            try write(
                [
                    "ask.asl.yaml": definition, "baton.yaml": "models: {\"*\": {script: replies.yaml}}\n",
                    "replies.yaml": "- answer: {text: y, usage: {input: 100, output: 10}}\n",
                ], to: folder)
            #expect(try Program.run("run", "ask.asl.yaml", in: folder).output == "0.002\n")
            for arguments in [["cost", "--json"], ["cost", "last", "--json"]] {
                let result = try Program.Running([Program.path] + arguments, in: folder).wait()
                let total = try JSONValue(parsing: result.output)["total"]
                #expect(total?["costUSD"] == 0.002)
                #expect(total?["unpricedModels"] == [])
            }
        }
    }

    // MARK: Approvals

    private static let payment = """
        {"QueryLanguage": "JSONata", "StartAt": "Pay", "Agents": {"A": {"Model": "m", "Tools": ["pay"]}},
         "Tools": {"pay": {"Description": "Pays.", "InputSchema": {"type": "object"}, "Approval": "Required",
           "Resource": "arn:aws:lambda:us-east-1:123456789012:function:pay"}},
         "States": {"Pay": {"Type": "Agent", "Agent": "A", "Prompt": "pay", "Output": "{% $states.result.Text %}",
           "End": true}}}
        """

    /// A person refuses over the API, in one way or the other: the tool is not called, and the model reads why.
    @Test(arguments: ["SendTaskSuccess", "SendTaskFailure"])
    func aPersonSaysNo(operation: String) throws {
        try withFolder { folder in
            guard try Program.Running(["/usr/bin/env", "curl", "--version"], in: folder).wait().status == 0 else {
                return print("skipped: needs curl")
            }
            try write(
                [
                    "replies.yaml": """
                    - {turn: 0, answer: {calls: [{name: pay, input: {euros: 900}}]}}
                    - {answer: "{% $result %}"}
                    """,
                    "baton.yaml": """
                    models: {"*": {script: replies.yaml}}
                    resources: {pay: {command: [sh, -c, "touch paid; echo '{}'"]}}
                    """,
                ], to: folder)
            let journal = folder.appending(path: "journal.sqlite").path
            let server = try ServedProgram(["--journal", journal], in: folder)
            let machine = try server.call(
                "CreateStateMachine",
                [
                    "name": "pay", "definition": .string(Self.payment),
                    "roleArn": "arn:aws:iam::123456789012:role/r",
                ])
            let started = try server.call(
                "StartExecution", ["stateMachineArn": machine["stateMachineArn"] ?? .null, "name": "one"])
            var waiting: JSONValue?
            _ = try eventually {
                let listed = try Program.run("answer", "--journal", journal, "--json", in: folder).output
                waiting = (try? JSONValue(parsing: listed)).flatMap { $0["tasks"]?[0] ?? $0[0] }
                return waiting?["taskToken"] != nil
            }
            let token = try #require(waiting?["taskToken"])
            #expect(waiting?["parameters"]?.string?.contains("900") == true)
            let answer: JSONObject =
                operation == "SendTaskSuccess"
                ? ["output": #"{"Approved": false, "Reason": "too dear"}"#]
                : ["error": "Refused", "cause": "too dear"]
            var request = answer
            request["taskToken"] = token
            _ = try server.call(operation, .object(request))
            let finished = try server.finished(started["executionArn"] ?? .null)
            #expect(finished["status"] == "SUCCEEDED", "\(finished)")
            #expect(finished["output"]?.string?.contains("A person refused this call: too dear") == true, "\(finished)")
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "paid").path))
            #expect(server.stop() == 0)
        }
    }

    // MARK: Functions on Lambda

    /// The program named `bootstrap` takes one event after the other, and a bad one does not end it.
    @Test func aFunctionServesLambdasRuntimeInterface() throws {
        try withFolder { folder in
            let fixture = Program.repository.appending(path: "Tests/EndToEndTests/Fixtures/runtime_api.py").path
            let events = [
                #"{"Input": {"expression": "6 * 7"}}"#, #"{"Input": {"expression": "6 *"}}"#, "no JSON",
                #"{"Input": {"expression": "1 + 1"}}"#,
            ]
            let api = try Program.Running(["/usr/bin/env", "python3", "-u", fixture] + events, in: folder)
            defer { api.crash() }
            #expect(eventually { api.outputSoFar.contains("\n") })
            let port = api.outputSoFar.prefix { $0 != "\n" }
            let bootstrap = folder.appending(path: "bootstrap")
            try FileManager.default.createSymbolicLink(at: bootstrap, withDestinationURL: URL(filePath: Program.path))
            let function = try Program.Running(
                [bootstrap.path], in: folder,
                environment: [
                    "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:\(port)", "_HANDLER": "baton-calculator",
                    "LAMBDA_TASK_ROOT": folder.path,
                ])
            defer { function.crash() }
            #expect(eventually { api.outputSoFar.contains("request-3") }, "\(function.errorsSoFar)")
            let answers = api.outputSoFar.split(separator: "\n").dropFirst().map(String.init)
            #expect(answers.count == 4)
            #expect(answers.first == #"request-0/response "42""#)
            #expect(answers[1].hasPrefix("request-1/error {\"errorType\":\"Calculator."), "\(answers[1])")
            #expect(answers[2].contains("request-2/error") && answers[2].contains("the payload is not JSON"))
            #expect(answers[3] == #"request-3/response "2""#)
        }
    }
}
