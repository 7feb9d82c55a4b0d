import Engine
import Interpreter
import JSON
import Journal
import Replay
import StatesLanguage
import Testing

/// Executions go on, and replay, under the rules that they started under.
@Suite struct RulesTests {
    /// Says whether the context object has a redrive count, before and after a wait.
    private static let definition = #"""
        {"QueryLanguage": "JSONata", "StartAt": "Before", "States": {
          "Before": {"Type": "Pass", "Output": "{% $exists($states.context.Execution.RedriveCount) %}", "Next": "Rest"},
          "Rest": {"Type": "Wait", "Seconds": 1, "Next": "After"},
          "After": {"Type": "Pass", "Output": "{% [$states.input, $exists($states.context.Execution.RedriveCount)] %}",
            "End": true}}}
        """#

    /// An execution of that version, up to its wait, in a journal.
    private func journaled(rulesVersion: Int) throws -> (InMemoryJournal, ExecutionRecord) {
        let journal = InMemoryJournal()
        var record = ExecutionRecord(
            id: journal.nextExecutionID(), arn: "arn:aws:states:us-east-1:123456789012:execution:m:e",
            stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:m", name: "e",
            definition: journal.definitionID(for: Self.definition), input: "{}", startMilliseconds: 1_000)
        record.rulesVersion = rulesVersion
        let machine = try #require(DefinitionCompiler().compile(Self.definition).machine)
        let execution = Execution(header: try ExecutionHeader(record, quotas: .aws), machine: machine)
        execution.apply(.start, at: 1_000)
        execution.run()
        var writer = JSONWriter()
        for event in execution.takeEvents() {
            event.write(to: &writer)
            writer.raw("\n")
        }
        try journal.commitAndWait([
            .createExecution(record),
            .appendHistory(
                record.id, firstEventID: 1, lastEventID: execution.lastEventID, events: writer.bytes),
        ])
        return (journal, try #require(journal.execution(id: record.id)))
    }

    @Test(arguments: [(0, "[false,false]"), (1, "[true,true]")])
    func theEngineGoesOnByTheRulesOfTheStart(version: Int, output: String) throws {
        let (journal, record) = try journaled(rulesVersion: version)
        let execution = try ExecutionArchive(journal).replayed(record)
        execution.apply(.timePassed, at: 5_000)
        execution.run()
        #expect(execution.outcome == .succeeded(output: try Payload(parsing: output)))
    }

    @Test func aJournalReplaysUnderItsOwnRulesOnly() throws {
        let (journal, record) = try journaled(rulesVersion: 0)
        #expect(try Replayer.differences(in: journal) == [])
        // Under the rules of today it would have come out otherwise.
        var taken = record
        taken.rulesVersion = Rules.current.version
        var machines = MachineCache()
        var recording = try Recording(record, in: journal)
        recording.header = try ExecutionHeader(taken, quotas: .aws)
        recording.rulesVersion = Rules.current.version
        let difference = try recording.reproduce(by: machines.machine(Self.definition))
        #expect(difference?.recorded?.type == .passStateExited)
    }

    @Test func laterRulesAreRefused() throws {
        let (journal, record) = try journaled(rulesVersion: 0)
        var later = record
        later.rulesVersion = Rules.current.version + 1
        let recording = try Recording(later, in: journal)
        var machines = MachineCache()
        let machine = try machines.machine(Self.definition)
        #expect(throws: RecordingError.self) { try recording.reproduce(by: machine) }
        #expect(throws: (any Error).self) { try ExecutionArchive(journal).replayed(later) }
    }

    @Test func historiesOfAWSReplayByTheRulesOfTheirTime() {
        #expect(Rules.ofAWS(atMilliseconds: 1_698_160_696_000).version == 0)
        #expect(Rules.ofAWS(atMilliseconds: 1_800_000_000_000) == .current)
    }
}
