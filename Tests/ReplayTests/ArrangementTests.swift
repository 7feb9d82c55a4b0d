import Interpreter
import JSON
import Replay
import StatesLanguage
import Testing

/// What a definition decides and no event tells: how long it waits, how soon it tries again, when it gives up.
@Suite struct ArrangementTests {
    private static let definition = #"""
        {"StartAt": "Ask", "TimeoutSeconds": 1000, "States": {
          "Ask": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"},
            "TimeoutSeconds": 60, "HeartbeatSeconds": 30,
            "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 10, "BackoffRate": 2, "MaxAttempts": 3}], "Next": "Rest"},
          "Rest": {"Type": "Wait", "Seconds": 100, "Next": "Each"},
          "Each": {"Type": "Map", "MaxConcurrency": 2, "ItemsPath": "$.items", "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "Pack", "States": {"Pack": {"Type": "Pass", "End": true}}}, "End": true}}}
        """#

    /// Fails twice, then succeeds.
    private final class Busy: World {
        private var calls = 0

        func answer(_ call: Call) -> Answer {
            calls += 1
            if calls < 3 { return .failed(error: "Busy", cause: nil, afterMilliseconds: 0) }
            return .succeeded(["items": [1, 2]], afterMilliseconds: 0)
        }

        func mapRunResult(ofMapState name: String) -> JSONValue? { [1, 2] }
    }

    private func recording() throws -> Recording {
        var machines = MachineCache()
        let machine = try machines.machine(Self.definition)
        let header = ExecutionHeader(
            id: 1, arn: "arn:aws:states:us-east-1:123456789012:execution:m:e", name: "e",
            stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:m", stateMachineName: "m",
            roleArn: "arn:aws:iam::123456789012:role/r", input: .emptyObject, startMilliseconds: 1_800_000_000_000,
            seed: 5)
        let run = Simulation(header: header, machine: machine).run(in: Busy())
        let started = try #require(run.events.first { $0.type == .mapRunStarted })
        return Recording(
            header: header, definition: Self.definition, events: run.events, order: .own,
            mapRunResults: [started.id: [1, 2]])
    }

    private static let changes:
        [(line: String, changed: String, state: String?, type: HistoryEventType, isDecision: Bool)] = [
            (#""Seconds": 100"#, #""Seconds": 5"#, "Rest", .waitStateExited, true),
            (#""IntervalSeconds": 10"#, #""IntervalSeconds": 11"#, "Ask", .taskScheduled, true),
            (#""BackoffRate": 2"#, #""BackoffRate": 3"#, "Ask", .taskScheduled, true),
            (#""TimeoutSeconds": 60"#, #""TimeoutSeconds": 61"#, "Ask", .taskScheduled, true),
            (#""HeartbeatSeconds": 30"#, #""HeartbeatSeconds": 31"#, "Ask", .taskScheduled, true),
            (#""TimeoutSeconds": 1000"#, #""TimeoutSeconds": 120"#, nil, .waitStateExited, true),
            (#""MaxConcurrency": 2"#, #""MaxConcurrency": 3"#, "Each", .mapRunStarted, true),
        ]

    @Test(arguments: changes)
    func isFoundInItsEvent(
        line: String, changed: String, state: String?, type: HistoryEventType, isDecision: Bool
    ) throws {
        let recording = try recording()
        #expect(Self.definition.contains(line))
        var replayer = Replayer(definition: Self.definition.replacing(line, with: changed))
        replayer.replay(recording)
        guard case .redefined(let run, let isAccepted) = replayer.results[0].verdict else {
            Issue.record("\(replayer.results[0].text)")
            return
        }
        let change = try #require(run.firstChange)
        if let state { #expect(change.stateName == state) }
        #expect(change.recorded?.type == type, "\(replayer.results[0].text)")
        #expect(isAccepted != isDecision, "\(replayer.results[0].text)")
    }

    /// A limit that nothing came near, a comment: nothing that happened would have been different.
    @Test(arguments: [
        (#""TimeoutSeconds": 1000"#, #""TimeoutSeconds": 900"#), (#""MaxAttempts": 3"#, #""MaxAttempts": 4"#),
        (#""StartAt": "Ask""#, #""Comment": "asks", "StartAt": "Ask""#),
    ])
    func whatHasNoEffectIsTheSame(line: String, changed: String) throws {
        var replayer = Replayer(definition: Self.definition.replacing(line, with: changed))
        replayer.replay(try recording())
        guard case .same = replayer.results[0].verdict else {
            Issue.record("\(replayer.results[0].text)")
            return
        }
    }

    /// Executions with other data, but the same difference, are one line of a summary.
    @Test func alikeDifferencesAreCountedTogether() throws {
        var replayer = Replayer(
            definition: #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": 1, "End": true}}}"#)
        for (index, input) in [#"{"n": 1}"#, #"{"n": 2}"#, #"{"n": 3}"#].enumerated() {
            var machines = MachineCache()
            let definition = #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}"#
            let machine = try machines.machine(definition)
            let header = ExecutionHeader(
                id: 1, arn: "a", name: "e\(index)", stateMachineArn: "m", stateMachineName: "m", roleArn: "",
                input: try Payload(parsing: input), startMilliseconds: 0, seed: 1)
            let run = Simulation(header: header, machine: machine).run(in: Busy())
            replayer.replay(
                Recording(header: header, definition: definition, events: run.events, order: .own))
        }
        #expect(
            ReplayResult.summary(replayer.results) == [
                "0 of 3 executions replay", "3\tstate 'A': succeeds, otherwise\te.g. e0",
            ])
    }
}
