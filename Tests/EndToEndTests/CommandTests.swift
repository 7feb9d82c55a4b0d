import Foundation
import JSON
import Testing

/// The command as users meet it: what it prints where, and its exit codes.
@Suite struct CommandTests {
    private static let hello = Program.repository.appending(path: "workflows/hello/hello.asl.yaml").path

    @Test func runPrintsOnlyTheOutput() throws {
        try withFolder { folder in
            let result = try Program.run("run", Self.hello, "--input", #"{"name":"Ada"}"#, in: folder)
            #expect(result.status == 0)
            #expect(result.output == #"{"greeting":"Hello, Ada!"}"# + "\n")
            #expect(result.errors.contains("Greet"))
        }
    }

    @Test func quietSaysNothingElse() throws {
        try withFolder { folder in
            let result = try Program.run(
                "run", Self.hello, "--input", "-", "--quiet", "--journal", ":memory:", in: folder,
                input: #"{"name":"Ada"}"#)
            #expect(result.status == 0)
            #expect(result.errors.isEmpty)
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: ".baton").path))
        }
    }

    private static let misuses: [([String], String)] = [
        (["run", "missing.asl.json"], "cannot read 'missing.asl.json': no such file or directory"),
        (["run", hello, "--input", "{\"a\": }"], "--input:1:7: the input is not JSON: expected a value, found '}'"),
        (["run", hello, "--input", "{}", "--input-file", "x"], "give '--input' or '--input-file', not both"),
        (["run", hello, "--fast"], "Unknown option '--fast'"),
        (["run"], "Missing expected argument '<file>'"),
        (["dance"], "there is no command 'dance'"),
        (["graph", hello, "--format", "png"], "'png' is invalid"),
        (["list"], "there is no journal"),
        (["eval"], "give an expression, or --jsonl"),
        (["list", "--status", "DONE"], "'--status DONE' is not one of RUNNING, SUCCEEDED"),
        (["run", hello, "--set", "x"], "'--set x' is not of the form NAME=VALUE"),
    ]

    @Test(arguments: misuses)
    func wrongUseExitsWithTwo(arguments: [String], message: String) throws {
        try withFolder { folder in
            let result = try Program.Running([Program.path] + arguments, in: folder).wait()
            #expect(result.status == 2)
            #expect(result.output.isEmpty)
            #expect(result.errors.contains(message), "\(result.errors)")
        }
    }

    @Test func validatePointsAtThePlace() throws {
        try withFolder { folder in
            try Data(
                """
                {
                  "StartAt": "A",
                  "States": {
                    "A": {"Type": "Pass", "Next": "Missing"}
                  }
                }
                """.utf8
            ).write(to: folder.appending(path: "bad.asl.json"))
            let result = try Program.run("validate", "bad.asl.json", in: folder)
            #expect(result.status == 1)
            #expect(result.output.contains("bad.asl.json:4:27: error MISSING_TRANSITION_TARGET: "))
            let run = try Program.run("run", "bad.asl.json", in: folder)
            #expect(run.status == 1)
            #expect(run.errors.contains("bad.asl.json:4:27: error MISSING_TRANSITION_TARGET: "))
            try Data("{\"StartAt\": \"A\",\n".utf8).write(to: folder.appending(path: "broken.asl.json"))
            let broken = try Program.run("validate", "broken.asl.json", in: folder)
            #expect(broken.status == 1)
            #expect(broken.output.hasPrefix("broken.asl.json:2:1: error INVALID_JSON_DESCRIPTION: "))
        }
    }

    private static let evaluations: [(arguments: [String], input: String, output: String, status: Int32)] = [
        (["eval", "$sum(a)"], #"{"a":[1,2]}"#, "3\n", 0),
        (["eval", "missing"], "{}", "", 0),
        (["eval", "--language", "jsonpath", "$.a[0]"], #"{"a":["x"]}"#, "\"x\"\n", 0),
        (["eval", "--language", "intrinsic", "States.MathAdd($.a, 1)"], #"{"a":4}"#, "5\n", 0),
        (["eval", "$sum("], "{}", "", 1),
        (
            ["eval", "--jsonl"], "{\"expr\":\"a+$b\",\"data\":{\"a\":1},\"bindings\":{\"b\":2}}\n{\"expr\":\"x\"}\n",
            "{\"result\":3}\n{\"undefined\":true}\n", 0
        ),
    ]

    @Test(arguments: evaluations)
    func evaluates(arguments: [String], input: String, output: String, status: Int32) throws {
        try withFolder { folder in
            let result = try Program.Running([Program.path] + arguments, in: folder, input: input).wait()
            #expect(result.status == status)
            #expect(result.output == output)
        }
    }

    /// The names in `baton --help`.
    private func commands(in folder: URL) throws -> [String] {
        try Program.run("--help", in: folder).output.split(separator: "\n")
            .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
            .compactMap { $0.split(separator: " ").first.map(String.init) }
            .filter { !$0.hasPrefix("-") && $0 != "See" && $0 != "baton" }
    }

    @Test func everyCommandHasHelpWithAnExample() throws {
        try withFolder { folder in
            let commands = try commands(in: folder)
            #expect(commands.count > 25)
            for command in commands {
                let result = try Program.run(command, "--help", in: folder)
                #expect(result.status == 0)
                #expect(result.output.contains("Example"), "\(command)")
            }
        }
    }

    @Test(arguments: [
        (["runn", "x.asl.yaml"], "there is no command 'runn'; did you mean 'run'?"),
        (["help", "exprt"], "there is no command 'exprt'; did you mean 'export'?"),
        (["frobnicate"], "there is no command 'frobnicate'; 'baton --help' lists them"),
        (["run", "project"], "cannot read 'project': is a directory; did you mean 'project/hello.asl.yaml'?"),
        (["validate", "project/helo.yaml"], "no such file or directory; did you mean 'project/hello.asl.yaml'?"),
        (["run", "project/other.json"], "cannot read 'project/other.json': no such file or directory\n"),
    ])
    func aMisspeltWordIsAnsweredWithTheNearestOne(words: [String], message: String) throws {
        try withFolder { folder in
            try Program.run("init", "project", in: folder)
            let result = try Program.Running([Program.path] + words, in: folder).wait()
            #expect(result.status == 2)
            #expect(result.errors.contains(message), "\(result.errors)")
        }
    }

    @Test(arguments: [
        (["init", "demo"], "hello", #"{"text":"Guten Tag, Ada!"}"#),
        (["init", "demo", "--agent"], "assistant", #""Three lamps are 59.7 EUR.""#),
    ])
    func initMakesAProjectThatRuns(words: [String], name: String, output: String) throws {
        try withFolder { folder in
            #expect(try Program.Running([Program.path] + words, in: folder).wait().status == 0)
            let result = try Program.run(
                "run", "demo/\(name).asl.yaml", "--input-file", "demo/input.json", in: folder)
            #expect(result.output == output + "\n", "\(result.errors)")
            let tested = try Program.run("test", "demo", in: folder)
            #expect(tested.status == 0, "\(tested.output)\(tested.errors)")
            let exported = try Program.run(
                "export", "demo/\(name).asl.yaml", "--to", "cloudformation", "-o", "deploy", in: folder)
            #expect(exported.status == 0, "\(exported.errors)")
        }
    }

    @Test func theJournalTellsWhatHappened() throws {
        try withFolder { folder in
            try Program.run("run", Self.hello, "--input", #"{"name":"Ada"}"#, "--name", "first", in: folder)
            #expect(try Program.run("list", in: folder).output.contains("SUCCEEDED"))
            #expect(try Program.run("show", "first", in: folder).output.contains("Hello, Ada!"))
            #expect(try Program.run("history", "fir", in: folder).output.contains("PassStateExited"))
            let drawing = try Program.run("graph", "last", in: folder).output
            #expect(drawing.hasPrefix("<svg ") && drawing.contains("Greet (pass state, succeeded)"))
            #expect(try Program.run("backup", "copy.sqlite", in: folder).status == 0)
            #expect(try Program.run("restore", "copy.sqlite", in: folder).status == 2)
            #expect(try Program.run("restore", "copy.sqlite", "--replace", in: folder).status == 0)
            #expect(try Program.run("show", "first", in: folder).status == 0)
            #expect(try Program.run("doctor", "--port", "0", in: folder).status == 0)
        }
    }

    @Test func interruptedExecutionsGoOn() throws {
        try withFolder { folder in
            try Data(
                """
                {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 3, "Next": "Done"},
                  "Done": {"Type": "Pass", "Result": "done", "End": true}}}
                """.utf8
            ).write(to: folder.appending(path: "slow.asl.json"))
            let running = try Program.Running([Program.path, "run", "slow.asl.json", "--name", "slow"], in: folder)
            #expect(
                try eventually { try Program.run("list", in: folder).output.contains("RUNNING") })
            #expect(try Program.run("list", in: folder).errors.isEmpty)
            running.interrupt()
            let interrupted = running.wait()
            #expect(interrupted.status == 130)
            #expect(interrupted.errors.contains("'baton resume' goes on with it"))
            #expect(try Program.run("list", in: folder).errors.contains("interrupted; 'baton resume' goes on"))
            let resumed = try Program.run("resume", in: folder)
            #expect(resumed.status == 0)
            #expect(resumed.output == "SUCCEEDED  slow\n")
            #expect(try Program.run("resume", in: folder).output == "nothing was interrupted\n")
        }
    }

    @Test func failedExecutionsAreRedriven() throws {
        try withFolder { folder in
            try Data(
                """
                QueryLanguage: JSONata
                StartAt: Work
                States:
                  Work:
                    Type: Task
                    Resource: arn:aws:states:::lambda:invoke
                    Arguments: {FunctionName: work, Payload: {}}
                    Output: "{% $states.result.Payload %}"
                    End: true
                """.utf8
            ).write(to: folder.appending(path: "work.asl.yaml"))
            let functions = folder.appending(path: "functions")
            try FileManager.default.createDirectory(at: functions, withIntermediateDirectories: true)
            let function = functions.appending(path: "work.py")
            try Data("def handler(event, context):\n    raise ValueError('not yet')\n".utf8).write(to: function)
            #expect(try Program.run("run", "work.asl.yaml", in: folder).status == 1)
            try Data("def handler(event, context):\n    return 'mended'\n".utf8).write(to: function)
            let redriven = try Program.run("redrive", "last", in: folder)
            #expect(redriven.status == 0, "\(redriven.errors)")
            #expect(redriven.output == "\"mended\"\n")
        }
    }

    @Test func anotherProcessStopsAnExecution() throws {
        try withFolder { folder in
            try Data(#"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}"#.utf8)
                .write(to: folder.appending(path: "wait.asl.json"))
            let running = try Program.Running([Program.path, "run", "wait.asl.json"], in: folder)
            #expect(
                try eventually { try Program.run("list", in: folder).output.contains("RUNNING") })
            let stopped = try Program.run("stop", "last", "--error", "Enough", in: folder)
            #expect(stopped.status == 0, "\(stopped.errors)")
            let result = running.wait()
            #expect(result.status == 1)
            #expect(result.errors.contains("was stopped: Enough"))
        }
    }

    @Test(arguments: ["svg", "mermaid", "dot"]) func drawsWorkflows(format: String) throws {
        let folder = Program.repository.appending(path: "workflows/order-processing")
        let result = try Program.run("graph", "order-processing.asl.json", "--format", format, in: folder)
        #expect(result.status == 0)
        #expect(result.output.contains("Charge card"))
    }

    /// Killed in the middle of a wait, and of being resumed; then it ends, at its deadline.
    @Test func goesOnAfterACrash() throws {
        try withFolder { folder in
            try Data(
                """
                {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 4, "Next": "P"},
                  "P": {"Type": "Pass", "Result": {"done": true}, "End": true}}}
                """.utf8
            ).write(to: folder.appending(path: "wait.asl.json"))
            for arguments in [["run", "wait.asl.json"], ["resume"]] {
                let program = try Program.Running([Program.path] + arguments, in: folder)
                #expect(
                    try eventually {
                        try Program.run("history", "last", in: folder).output.contains("WaitStateEntered")
                    })
                program.crash()
                _ = program.wait()
            }
            let resumed = try Program.run("resume", in: folder)
            #expect(resumed.status == 0)
            #expect(resumed.output.contains("SUCCEEDED"))
            let history = try Program.run("history", "last", "--json", in: folder).output
            let events = try #require(try JSONValue(parsing: history)["events"]?.array)
            #expect(events.compactMap { $0["id"]?.integer } == Array(1...6))
            #expect(try Program.run("replay", "last", in: folder).status == 0)
        }
    }

    @Test func aSecondWriterIsToldWhoHasTheJournal() throws {
        try withFolder { folder in
            try Data(#"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 30, "End": true}}}"#.utf8)
                .write(to: folder.appending(path: "wait.asl.json"))
            let holder = try Program.Running([Program.path, "run", "wait.asl.json"], in: folder)
            defer {
                holder.crash()
                _ = holder.wait()
            }
            #expect(try eventually { try Program.run("list", in: folder).output.contains("RUNNING") })
            let second = try Program.run("run", "wait.asl.json", in: folder)
            #expect(second.status == 2)
            #expect(second.errors.contains("process \(holder.processID) "), "\(second.errors)")
        }
    }
}
