import Engine
import Interpreter
import JSON
import Journal
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
    func run(_ definition: String, input: String = "{}") throws -> (FinishedExecution?, [String]) {
        let journal = InMemoryJournal()
        let table = MachineTable(definitions: ["m": definition])
        let engine = try Engine(
            EngineConfiguration(
                journal: journal, tasks: NoTasks(), machines: table, clock: { SystemClock.milliseconds() },
                randomSeed: { UInt64.random(in: 0 ... .max) }))
        let machine = try table.machine(arn: MachineTable.prefix + "m")
        let result = waitFor { done in
            engine.startAndWait(
                StartRequest(machine: machine, input: try! Payload(parsing: input)), completion: { done($0) })
        }
        let finished = try result?.get()
        let record = finished.flatMap { journal.execution(arn: $0.executionArn) }
        let lines = record.map { journal.historyBytes(of: $0.id) } ?? []
        engine.shutdown()
        return (finished, String(decoding: lines, as: UTF8.self).split(separator: "\n").map(String.init))
    }

    @Test func chain() throws {
        let (finished, lines) = try run(
            #"{"StartAt":"A","States":{"A":{"Type":"Pass","Result":{"x":1},"ResultPath":"$.a","Next":"B"},"B":{"Type":"Succeed"}}}"#
        )
        for line in lines { print(line) }
        #expect(finished?.outcome == .succeeded(output: try Payload(parsing: #"{"a":{"x":1}}"#)))
    }

    @Test func maps() throws {
        let (finished, lines) = try run(
            #"{"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.items","MaxConcurrency":1,"ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"End":true}}}"#,
            input: #"{"items":[1,2]}"#)
        for line in lines { print(line) }
        #expect(finished?.outcome == .succeeded(output: try Payload(parsing: "[1,2]")))
    }
}
