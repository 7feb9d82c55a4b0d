import Foundation
import JSON
import Testing

@Suite struct CommandTests {
    private func folder(_ files: [String: String]) throws -> URL {
        let folder = try BatonCommand.temporaryFolder()
        for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
        return folder
    }

    @Test func validationPointsAtThePlace() throws {
        let folder = try folder([
            "broken.asl.json": "{\"StartAt\": \"A\",\n \"States\": {\"A\": {\"Type\": \"Pass\", \"Next\": \"B\"}}}"
        ])
        let outcome = try BatonCommand.run(["validate", "broken.asl.json"], in: folder)
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("broken.asl.json:2:"))
        #expect(outcome.output.contains("MISSING_TRANSITION_TARGET"))
    }

    @Test(arguments: [["run", "none.asl.json"], ["run"], ["frobnicate"], ["list", "--nonsense"]])
    func wrongUseIsStatus2(arguments: [String]) throws {
        let outcome = try BatonCommand.run(arguments, in: try folder([:]))
        #expect(outcome.status == 2)
        #expect(!outcome.errors.isEmpty)
    }

    @Test func evaluatesCases() throws {
        let cases = """
            {"expr": "a + 1", "data": {"a": 1}}
            {"expr": "b", "data": {}}
            {"expr": "1 + 'x'"}
            """
        let outcome = try BatonCommand.run(["eval", "--jsonl"], in: try folder([:]), input: cases)
        let answers = try outcome.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        #expect(answers.count == 3)
        #expect(answers[0] == ["result": 2])
        #expect(answers[1] == ["undefined": true])
        #expect(answers[2]["error"]?["code"] == "T2002")
    }

    @Test(arguments: ["svg", "mermaid", "dot"]) func drawsWorkflows(format: String) throws {
        let folder = BatonCommand.repository.appending(path: "workflows/order-processing")
        let outcome = try BatonCommand.run(["graph", "order-processing.asl.json", "--format", format], in: folder)
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("Charge card"))
    }

    /// Killed in the middle of a wait, and of being resumed; then it ends, at its deadline.
    @Test func goesOnAfterAKill() throws {
        let folder = try folder([
            "wait.asl.json": """
            {"StartAt": "W", "States": {
              "W": {"Type": "Wait", "Seconds": 4, "Next": "P"},
              "P": {"Type": "Pass", "Result": {"done": true}, "End": true}}}
            """
        ])
        for arguments in [["run", "wait.asl.json"], ["resume"]] {
            let (process, _, _) = try BatonCommand.start(arguments + ["--journal", "j.sqlite"], in: folder)
            Thread.sleep(forTimeInterval: 1)
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        let outcome = try BatonCommand.run(["resume", "--journal", "j.sqlite"], in: folder)
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("SUCCEEDED"))
        let history = try BatonCommand.run(["history", "last", "--json", "--journal", "j.sqlite"], in: folder)
        let events = try #require(try JSONValue(parsing: history.output)["events"]?.array)
        #expect(events.compactMap { $0["id"]?.integer } == Array(1...6))
        let replay = try BatonCommand.run(["replay", "last", "--journal", "j.sqlite"], in: folder)
        #expect(replay.status == 0)
    }

    @Test func aSecondWriterIsToldWhoHoldsTheJournal() throws {
        let folder = try folder([
            "wait.asl.json": #"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 30, "End": true}}}"#
        ])
        let (holder, _, _) = try BatonCommand.start(["run", "wait.asl.json", "--journal", "j.sqlite"], in: folder)
        defer { kill(holder.processIdentifier, SIGKILL) }
        Thread.sleep(forTimeInterval: 1)
        let outcome = try BatonCommand.run(["run", "wait.asl.json", "--journal", "j.sqlite"], in: folder)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("\(holder.processIdentifier)"))
        let list = try BatonCommand.run(["list", "--journal", "j.sqlite"], in: folder)
        #expect(list.status == 0)
        #expect(list.output.contains("RUNNING"))
    }
}
