import Engine
import Interpreter
import JSON
import Journal
import Replay
import StatesLanguage
import Synchronization
import Tasks
import Testing
import Threads

/// Machines by name, for tests.
struct MachineTable: MachineDirectory {
    let definitions: [String: String]

    static let prefix = "arn:aws:states:us-east-1:123456789012:stateMachine:"

    func machine(arn: String) throws(MachineLookupError) -> ResolvedMachine {
        let name = Arn.name(ofStateMachine: arn)
        guard let text = definitions[name], let machine = DefinitionCompiler().compile(text).machine else {
            throw MachineLookupError(
                code: "StateMachineDoesNotExist", message: "State Machine Does Not Exist: '\(arn)'")
        }
        return ResolvedMachine(
            stateMachineArn: arn, name: name, roleArn: "arn:aws:iam::123456789012:role/r", definition: text,
            machine: machine, isExpress: false)
    }

    func activityExists(arn: String) -> Bool { true }
}

/// Fails every task; tests that have tasks bring their own handler.
struct NoTasks: TaskHandler {
    func start(_ attempt: Tasks.TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void) -> TaskCancellation {
        report(.failed(error: "Test.NoHandler", cause: nil))
        return .none
    }
}

func waitFor<Value: Sendable>(_ body: (@escaping @Sendable (Value) -> Void) -> Void) -> Value? {
    let mailbox = Mailbox<Value>()
    body { mailbox.send($0) }
    guard case .elements(let values) = mailbox.receive(waitingAtMostNanoseconds: 20_000_000_000) else { return nil }
    return values.first
}

@Suite struct EngineTests {
    private struct Run {
        let finished: FinishedExecution
        let events: [HistoryEvent]
    }

    /// Runs a machine to its end, and reads its history back from the journal.
    private func run(_ definition: String, input: String = "{}") throws -> Run {
        let journal = InMemoryJournal()
        let table = MachineTable(definitions: ["m": definition])
        let engine = try Engine(
            EngineConfiguration(
                journal: journal, tasks: NoTasks(), machines: table, clock: { SystemClock.milliseconds() },
                randomSeed: { UInt64.random(in: 0 ... .max) }))
        defer { engine.shutdown() }
        let request = StartRequest(
            machine: try table.machine(arn: MachineTable.prefix + "m"), input: try Payload(parsing: input))
        let result = waitFor { done in engine.startAndWait(request, completion: { done($0) }) }
        let finished = try #require(result).get()
        let differences = try Replayer.differences(in: journal)
        #expect(differences == [])
        let record = try #require(journal.execution(arn: finished.executionArn))
        let lines = journal.historyBytes(of: record.id).split(separator: UInt8(ascii: "\n"))
        return Run(finished: finished, events: try lines.map { try HistoryEvent(JSONValue(parsing: Array($0))) })
    }

    @Test func aChainHandsItsOutputOn() throws {
        let run = try run(
            """
            {"StartAt": "A", "States": {
              "A": {"Type": "Pass", "Result": {"x": 1}, "ResultPath": "$.a", "Next": "B"},
              "B": {"Type": "Succeed"}}}
            """)
        #expect(run.finished.outcome == .succeeded(output: try Payload(parsing: #"{"a":{"x":1}}"#)))
        #expect(
            run.events.map(\.type) == [
                .executionStarted, .passStateEntered, .passStateExited, .succeedStateEntered, .succeedStateExited,
                .executionSucceeded,
            ])
        #expect(run.events.map(\.previousEventID) == [0, 0, 2, 3, 4, 5])
    }

    @Test func iterationsFollowOneAnother() throws {
        let run = try run(
            """
            {"StartAt": "M", "States": {"M": {
              "Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 1, "End": true,
              "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}}
            """, input: #"{"items":[1,2]}"#)
        #expect(run.finished.outcome == .succeeded(output: try Payload(parsing: "[1,2]")))
        #expect(run.events.map(\.previousEventID) == [0, 0, 2, 3, 4, 5, 6, 6, 8, 9, 10, 11, 11, 13])
    }

    @Test func aFailingTaskFailsTheExecution() throws {
        let run = try run(
            """
            {"StartAt": "T", "States": {"T": {
              "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"},
              "End": true}}}
            """)
        #expect(run.finished.outcome == .failed(error: "Test.NoHandler", cause: nil))
        #expect(run.events.map(\.type).suffix(3) == [.taskStarted, .taskFailed, .executionFailed])
    }
}
