import Foundation
import JSON
import Testing

/// Executions that were interrupted, or failed, as users go on with them.
@Suite struct ResumeTests {
    private func write(_ text: String, to name: String, in folder: URL) throws {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
    }

    private func status(of execution: String, in folder: URL) throws -> String? {
        let shown = try Program.run("show", execution, "--json", in: folder).output
        return try JSONValue(parsing: shown)["status"]?.string
    }

    @Test func goesOnWithThoseThatAreNamed() throws {
        try withFolder { folder in
            try write(
                #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":2,"End":true}}}"#, to: "w.asl.json", in: folder)
            for name in ["first", "second"] {
                let running = try Program.Running([Program.path, "run", "w.asl.json", "--name", name], in: folder)
                #expect(try eventually { try Program.run("history", name, in: folder).output.contains("Wait") })
                running.crash()
                _ = running.wait()
            }
            let listed = try Program.run("list", in: folder)
            #expect(listed.errors.contains("the 2 running ones were interrupted; 'baton resume' goes on"))
            #expect(try Program.run("show", "first", in: folder).output.contains("RUNNING, interrupted"))

            let resumed = try Program.run("resume", "first", in: folder)
            #expect(resumed.status == 0, "\(resumed.errors)")
            #expect(resumed.output == "SUCCEEDED  first\n")
            #expect(resumed.errors.contains("✓ W"))
            #expect(try status(of: "second", in: folder) == "RUNNING")
            let again = try Program.run("resume", "first", in: folder)
            #expect(again.status == 2)
            #expect(again.errors.contains("'first' is SUCCEEDED already"))
            #expect(try Program.run("resume", in: folder).output == "SUCCEEDED  second\n")
        }
    }

    @Test func refusesToRedriveWhatSucceeded() throws {
        try withFolder { folder in
            try write(#"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}"#, to: "p.asl.json", in: folder)
            #expect(try Program.run("run", "p.asl.json", "--name", "p", in: folder).status == 0)
            let redriven = try Program.run("redrive", "p", in: folder)
            #expect(redriven.status == 1)
            #expect(redriven.output.isEmpty)
            #expect(
                redriven.errors.contains("ExecutionNotRedrivable: Execution is SUCCEEDED and cannot be redriven"),
                "\(redriven.errors)")
        }
    }

    /// A child execution of a Map Run goes on where it failed; what it had done is not done again.
    @Test func redrivesChildrenWhereTheyFailed() throws {
        try withFolder { folder in
            try write(
                """
                QueryLanguage: JSONata
                StartAt: Each
                States:
                  Each:
                    Type: Map
                    Items: [{n: 1}, {n: 2}, {n: 3}]
                    ItemProcessor:
                      ProcessorConfig: {Mode: DISTRIBUTED, ExecutionType: STANDARD}
                      StartAt: First
                      States:
                        First: {Type: Task, Resource: "arn:aws:states:::lambda:invoke",
                          Arguments: {FunctionName: first, Payload: "{% $states.input %}"},
                          Output: "{% $states.result.Payload %}", Next: Second}
                        Second: {Type: Task, Resource: "arn:aws:states:::lambda:invoke",
                          Arguments: {FunctionName: second, Payload: "{% $states.input %}"},
                          Output: "{% $states.result.Payload %}", End: true}
                    ToleratedFailurePercentage: 0
                    MaxConcurrency: 1
                    End: true
                """, to: "each.asl.yaml", in: folder)
            try write(
                """
                resources:
                  first: {command: [sh, call.sh, first]}
                  second: {command: [sh, call.sh, second]}
                """, to: "baton.yaml", in: folder)
            try write(
                """
                item=$(cat)
                number=$(echo "$item" | tr -dc 0-9)
                echo "$1 $number" >> calls
                if [ "$1 $number" = "second 2" ] && [ ! -e mended ]; then exit 1; fi
                echo "$item"
                """, to: "call.sh", in: folder)
            #expect(try Program.run("run", "each.asl.yaml", "--name", "one", in: folder).status == 1)
            try write("", to: "mended", in: folder)
            let redriven = try Program.run("redrive", "one", in: folder)
            #expect(redriven.status == 0, "\(redriven.errors)")
            #expect(redriven.output == #"[{"n":1},{"n":2},{"n":3}]"# + "\n")
            #expect(redriven.errors.contains("3/3 items"), "\(redriven.errors)")
            let calls = try String(contentsOf: folder.appending(path: "calls"), encoding: .utf8).split(separator: "\n")
            #expect(
                calls.sorted() == ["first 1", "first 2", "first 3", "second 1", "second 2", "second 2", "second 3"])
            let listed = try Program.run("list", "--children", "--json", in: folder).output
            let counts = try JSONValue(parsing: listed)["executions"]?.array?.compactMap { $0["redriveCount"]?.integer }
            #expect(counts?.sorted() == [0, 0, 1, 1])
            #expect(try Program.run("replay", "--all", in: folder).status == 0)
        }
    }
}
