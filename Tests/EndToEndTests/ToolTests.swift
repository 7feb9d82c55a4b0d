import Foundation
import Testing

/// Tools of agents, with the real program; what the model says comes from a script.
@Suite struct ToolTests {
    /// Two calls in one turn: one that is done at once, one that takes its time when it is tried for the first time.
    private func write(sideEffect: String, to folder: URL) throws {
        let definition = """
            QueryLanguage: JSONata
            StartAt: Work
            Agents:
              Clerk: {Model: m, Tools: [quick, slow]}
            Tools:
              quick:
                Description: Quick.
                InputSchema: {type: object}
                Resource: arn:aws:lambda:us-east-1:123456789012:function:quick
                SideEffect: \(sideEffect)
              slow:
                Description: Slow.
                InputSchema: {type: object}
                Resource: arn:aws:lambda:us-east-1:123456789012:function:slow
                SideEffect: \(sideEffect)
            States:
              Work: {Type: Agent, Agent: Clerk, Prompt: go, Output: "{% $states.result.Text %}", End: true}
            """
        let replies = """
            - when: "{% $count($request.Messages) = 1 %}"
              answer: {calls: [{name: quick, input: {}}, {name: slow, input: {}}]}
            - answer: "{% $join([$request.Messages[-1].Content.ToolResult.Content.Text], '; ') %}"
            """
        let configuration = """
            models: {"*": {script: replies.yaml}}
            resources:
              quick: {command: [sh, -c, "echo quick >> calls; echo '\\"quick is done\\"'"]}
              slow: {command: [sh, -c, "echo slow >> calls; test $(grep -c slow calls) -gt 1 || exec sleep 30; echo '\\"slow is done\\"'"]}
            """
        for (name, text) in [
            ("work.asl.yaml", definition), ("replies.yaml", replies), ("baton.yaml", configuration),
        ] {
            try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
        }
    }

    private func calls(in folder: URL) -> [String] {
        ((try? String(contentsOf: folder.appending(path: "calls"), encoding: .utf8)) ?? "")
            .split(separator: "\n").map(String.init)
    }

    /// Runs until both tools were called and the quick one's result is in the journal, and ends the program hard.
    private func crash(in folder: URL) throws {
        let running = try Program.Running(
            [Program.path, "run", "work.asl.yaml", "--name", "one"], in: folder)
        #expect(
            try eventually {
                let history = try Program.run("history", "one", "--json", in: folder).output
                return calls(in: folder).contains("slow") && history.contains("quick is done")
            })
        running.crash()
        _ = running.wait()
    }

    @Test func aFinishedCallIsNotMadeAgainAfterACrash() throws {
        try withFolder { folder in
            try write(sideEffect: "Idempotent", to: folder)
            try crash(in: folder)
            let resumed = try Program.run("resume", in: folder)
            #expect(resumed.status == 0, "\(resumed.errors)")
            #expect(try Program.run("show", "one", "--json", in: folder).output.contains("quick is done; slow is done"))
            #expect(calls(in: folder).filter { $0 == "quick" }.count == 1)
            #expect(calls(in: folder).filter { $0 == "slow" }.count == 2)
        }
    }

    @Test func aCallThatMayHappenOnlyOnceAsksAPersonAfterACrash() throws {
        try withFolder { folder in
            try write(sideEffect: "Once", to: folder)
            try crash(in: folder)
            let resuming = try Program.Running([Program.path, "resume"], in: folder)
            var waiting = ""
            #expect(
                try eventually {
                    waiting = try Program.run("answer", in: folder).output
                    return waiting.contains("Tool.slow")
                }, "\(waiting) \(resuming.errorsSoFar)")
            #expect(waiting.contains("Answer with: baton answer - --output JSON"))
            let answer = try Program.run(
                "answer", "-", "--output", #""a person saw that it is done""#, in: folder)
            #expect(answer.status == 0, "\(answer.errors)")
            _ = resuming.wait()
            let shown = try Program.run("show", "one", "--json", in: folder).output
            #expect(shown.contains("quick is done; a person saw that it is done"), "\(shown)")
            #expect(calls(in: folder) == ["quick", "slow"] || calls(in: folder) == ["slow", "quick"])
        }
    }

    /// A process that speaks JSON lines stands for an agent: it calls a tool, shows signs of life and answers.
    @Test func anAgentCanBeAProcess() throws {
        try withFolder { folder in
            let script = """
                import json, sys
                def say(**message): print(json.dumps(message), flush=True)
                request = json.loads(sys.stdin.readline())
                say(type="heartbeat")
                print("noise of a library")
                say(type="tool", id=1, name="calculator", input={"expression": "6 * 7"})
                result = json.loads(sys.stdin.readline())
                say(type="tool", id=2, name="rocket", input={})
                refused = json.loads(sys.stdin.readline())
                say(type="result", result={"Text": request["input"]["Prompt"] + " " + result["content"] + " " + refused["status"]})
                """
            let definition = """
                QueryLanguage: JSONata
                StartAt: Ask
                Agents:
                  Crew: {Resource: "arn:aws:lambda:us-east-1:123456789012:function:crew"}
                States:
                  Ask: {Type: Agent, Agent: Crew, Prompt: "The answer is", Output: "{% $states.result.Text %}", End: true}
                """
            func configure(_ binding: String) throws {
                try "resources: {crew: \(binding)}".write(
                    to: folder.appending(path: "baton.yaml"), atomically: true, encoding: .utf8)
            }
            try script.write(to: folder.appending(path: "crew.py"), atomically: true, encoding: .utf8)
            try definition.write(to: folder.appending(path: "ask.asl.yaml"), atomically: true, encoding: .utf8)
            try configure(
                "{agent: [python3, crew.py], memory: 4096, cpu: 60, tools: {calculator: {function: baton-calculator}}}")
            let result = try Program.run("run", "ask.asl.yaml", in: folder)
            #expect(result.output.contains("The answer is 42 error"), "\(result.errors)")

            // Other kinds, the same definition.
            try configure("{result: {Text: fixed}}")
            #expect(try Program.run("run", "ask.asl.yaml", in: folder).output.contains("fixed"))
            try configure("{agent: [sleep, '60'], heartbeat: 1}")
            #expect(try Program.run("run", "ask.asl.yaml", in: folder).errors.contains("no sign of life for 1 s"))
            try configure("{agent: [sh, -c, 'exit 3']}")
            #expect(try Program.run("run", "ask.asl.yaml", in: folder).errors.contains("exit status 3"))
            try configure("{person: true}")
            let running = try Program.Running([Program.path, "run", "ask.asl.yaml"], in: folder)
            #expect(try eventually { try Program.run("answer", in: folder).output.contains("Run.Crew") })
            try Program.run("answer", "-", "--output", #"{"Text": "said a person"}"#, in: folder)
            #expect(running.wait().output.contains("said a person"))
        }
    }
}
