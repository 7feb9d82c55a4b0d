import Interpreter
import JSON
import Journal
import Replay
import StatesLanguage
import Testing

@Suite struct ForkTests {
    private static let definition = #"""
        {"QueryLanguage": "JSONata", "StartAt": "Name", "States": {
          "Name": {"Type": "Pass", "Output": {"id": "{% $uuid() %}"}, "Next": "Each"},
          "Each": {"Type": "Map", "Items": [1, 2], "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "Pack", "States": {"Pack": {"Type": "Pass", "End": true}}}, "Next": "Last"},
          "Last": {"Type": "Pass", "Output": "{% $uuid() %}", "End": true}}}
        """#

    private final class Runs: World {
        func answer(_ call: Call) -> Answer { .never }
        func mapRunResult(ofMapState name: String) -> JSONValue? { [1, 2] }
    }

    /// An execution as a journal has it, with its Map Run's result or without.
    private func origin(knowsResult: Bool) throws -> (ExecutionRecord, Recording) {
        let record = ExecutionRecord(
            id: ExecutionID(rawValue: 1), arn: "arn:aws:states:us-east-1:123456789012:execution:m:origin",
            stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:m", name: "origin",
            definition: DefinitionID(rawValue: 1), input: "{}", startMilliseconds: 1_800_000_000_000, seed: 3)
        var machines = MachineCache()
        let header = try ExecutionHeader(record, quotas: .aws)
        let run = Simulation(header: header, machine: try machines.machine(Self.definition)).run(in: Runs())
        let started = try #require(run.events.first { $0.type == .mapRunStarted })
        let recording = Recording(
            header: header, definition: Self.definition, events: run.events, order: .own,
            mapRunResults: knowsResult ? [started.id: [1, 2]] : [:])
        return (record, recording)
    }

    private func fork(
        _ record: ExecutionRecord, _ recording: Recording, at eventID: Int64, _ definition: String? = nil,
        name: String = "fork", seed: UInt64 = 4
    ) throws -> (Fork, Recording) {
        let fork = try Fork(
            record, recording, at: eventID, definition: definition.map { ($0, DefinitionID(rawValue: 2)) },
            id: ExecutionID(rawValue: 2), name: name, seed: seed, nowMilliseconds: 1_900_000_000_000)
        let events = try fork.events.split(separator: UInt8(ascii: "\n")).map {
            try HistoryEvent(JSONValue(parsing: Array($0)))
        }
        let forked = Recording(
            header: try ExecutionHeader(fork.record, quotas: .aws), definition: definition ?? recording.definition,
            events: events, order: .own, mapRunResults: recording.mapRunResults)
        return (fork, forked)
    }

    private func id(of type: HistoryEventType, in recording: Recording) throws -> Int64 {
        try #require(recording.events.first { $0.type == type }).id
    }

    @Test func aForkDuringAMapRunIsRefusedWithTheEventsAround() throws {
        let (record, recording) = try origin(knowsResult: false)
        let started = try id(of: .mapRunStarted, in: recording)
        let ended = try id(of: .mapRunSucceeded, in: recording)
        #expect {
            try fork(record, recording, at: started)
        } throws: {
            "\($0)".contains("fork at event \(started - 1) or before, and they run anew; or at event \(ended) or after")
        }
        _ = try fork(record, recording, at: started - 1)
    }

    /// What the Map Run gave is known: nothing of it runs again, unless another definition asks for it.
    @Test func aFinishedMapRunIsShared() throws {
        let (record, recording) = try origin(knowsResult: true)
        let started = try id(of: .mapRunStarted, in: recording)
        let (_, forked) = try fork(record, recording, at: started)
        #expect(forked.events.count == Int(started))
        #expect(throws: RecordingError.self) {
            try fork(record, recording, at: started, Self.definition.replacing("[1, 2]", with: "[1, 2, 3]"))
        }
    }

    @Test func aForkOfAForkReplaysWithTheRandomnessOfAllThree() throws {
        let (record, recording) = try origin(knowsResult: true)
        let (first, one) = try fork(record, recording, at: try id(of: .mapStateExited, in: recording))
        var whole = one
        var machines = MachineCache()
        let machine = try machines.machine(Self.definition)
        whole.events = Simulation(header: one.header, machine: machine).run(in: Runs()).events
        let (second, two) = try fork(
            first.record, whole, at: try id(of: .mapStateExited, in: whole), name: "again", seed: 5)
        let ends = [recording.header, one.header, two.header].map {
            Simulation(header: $0, machine: machine).run(in: Runs()).output
        }
        #expect(Set(ends).count == 3)
        #expect(second.record.details["forkedFrom"]?["executionArn"]?.string == first.record.arn)
        #expect(try two.reproduce(by: machine) == nil)
    }

    @Test func aPastThatDoesNotFitIsRefused() throws {
        let (record, recording) = try origin(knowsResult: true)
        #expect {
            try fork(
                record, recording, at: Int64(recording.events.count) - 1,
                Self.definition.replacing("\"Last\"", with: "\"End\""))
        } throws: {
            "\($0)".contains("the past does not fit: first difference at event") && "\($0)".contains("'Last'")
        }
    }
}
