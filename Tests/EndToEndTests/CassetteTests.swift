import Foundation
import Testing

/// A cassette goes on where the execution that it answers was interrupted.
@Suite struct CassetteTests {
    private static let flow = """
        QueryLanguage: JSONata
        StartAt: One
        States:
          One:
            Type: Task
            Resource: arn:aws:states:::lambda:invoke
            Arguments: {FunctionName: tick, Payload: {}}
            Assign: {first: "{% $states.result.Payload %}"}
            Next: Rest
          Rest: {Type: Wait, Seconds: 3, Next: Two}
          Two:
            Type: Task
            Resource: arn:aws:states:::lambda:invoke
            Arguments: {FunctionName: tick, Payload: {}}
            Output: "{% [$first, $states.result.Payload] %}"
            End: true
        """
    private static let tape = """
        {"resource": "lambda:invoke", "request": {"FunctionName": "tick", "Payload": {}}, "result": {"Payload": 1}}
        {"resource": "lambda:invoke", "request": {"FunctionName": "tick", "Payload": {}}, "result": {"Payload": 2}}

        """

    @Test func answersThatWereGivenBeforeACrashAreNotGivenAgain() throws {
        try withFolder { folder in
            try Data(Self.flow.utf8).write(to: folder.appending(path: "flow.asl.yaml"))
            try Data(Self.tape.utf8).write(to: folder.appending(path: "tape.jsonl"))
            let program = try Program.Running(
                [Program.path, "run", "flow.asl.yaml", "--name", "c", "--cassette", "tape.jsonl"], in: folder)
            #expect(try eventually { try Program.run("history", "c", in: folder).output.contains("WaitStateEntered") })
            program.crash()
            _ = program.wait()
            let resumed = try Program.run("resume", "--cassette", "tape.jsonl", "--quiet", in: folder)
            #expect(resumed.status == 0, "\(resumed.errors)")
            #expect(try Program.run("show", "c", in: folder).output.contains("[1,2]"))
        }
    }
}
