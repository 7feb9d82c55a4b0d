import Engine
import Interpreter
import JSON
import Journal
import StatesLanguage
import Synchronization
import Tasks
import Testing
import Threads

/// A journal whose commits fail as long as it is told so; nothing of a failed commit is written.
final class FailingJournal: ExecutionJournal {
    private let base = InMemoryJournal()
    private let plan: Mutex<(number: Int, failing: Set<Int>)>

    /// - Parameter failing: the numbers, from 1, of the commits that fail.
    init(failing: Set<Int>) { plan = Mutex((0, failing)) }

    func commit(_ writes: [JournalWrite], then completion: @escaping @Sendable (Result<Void, JournalError>) -> Void) {
        let fails = plan.withLock { plan in
            plan.number += 1
            return plan.failing.contains(plan.number)
        }
        if fails { return completion(.failure(.diskFull(path: "test"))) }
        base.commit(writes, then: completion)
    }

    func nextExecutionID() -> ExecutionID { base.nextExecutionID() }
    func definitionID(for text: String) -> DefinitionID { base.definitionID(for: text) }
    func text(of definition: DefinitionID) -> String? { base.text(of: definition) }
    func execution(id: ExecutionID) -> ExecutionRecord? { base.execution(id: id) }
    func execution(arn: String) -> ExecutionRecord? { base.execution(arn: arn) }
    func executions(matching filter: ExecutionFilter, after cursor: ExecutionID?, limit: Int) -> ExecutionPage {
        base.executions(matching: filter, after: cursor, limit: limit)
    }
    func openExecutions() -> [OpenExecution] { base.openExecutions() }
    func history(of id: ExecutionID, from first: Int64, limit: Int, reversed: Bool) -> [[UInt8]] {
        base.history(of: id, from: first, limit: limit, reversed: reversed)
    }
    func historyBytes(of execution: ExecutionID) -> [UInt8] { base.historyBytes(of: execution) }
    func resource(kind: String, name: String) -> JSONValue? { base.resource(kind: kind, name: name) }
    func resources(kind: String, prefix: String, after name: String?, limit: Int) -> [JournalResource] {
        base.resources(kind: kind, prefix: prefix, after: name, limit: limit)
    }
    func read<Value: Sendable>(_ body: (SQLiteConnection) throws -> Value) throws -> Value { try base.read(body) }
    func flush() {}
    func close() { base.close() }
    func backup(to path: String) throws(JournalError) { try base.backup(to: path) }
    func checkIntegrity() -> [String] { [] }
}

/// Answers every task with its parameters.
private struct Echo: TaskHandler {
    func start(_ attempt: Tasks.TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void) -> TaskCancellation {
        report(.succeeded(output: attempt.parameters))
        return .none
    }
}

/// What the engine does where the disk is full: say so, and go on when there is room.
@Suite struct JournalFaultTests {
    private static let definitions = [
        "task":
            #"{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","Next":"B"},"B":{"Type":"Pass","End":true}}}"#,
        "parent":
            #"{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:task","Input.$":"$"},"OutputPath":"$.Output","End":true}}}"#,
        "run":
            #"{"StartAt":"A","States":{"A":{"Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}},"ItemsPath":"$.i","End":true}}}"#,
    ]

    private static let outputs = ["task": #"{"i":[1,2,3]}"#, "parent": #"{"i":[1,2,3]}"#, "run": "[1,2,3]"]

    @Test(arguments: ["task", "parent", "run"])
    func executionsGoOnAfterAnyFailedCommit(name: String) async throws {
        // Twelve engines side by side, as each waits 5 s before it tries again.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...12 {
                group.addTask { try Self.run(name, failing: [number]) }
            }
            try await group.waitForAll()
        }
    }

    private static func run(_ name: String, failing: Set<Int>) throws {
        let journal = FailingJournal(failing: failing)
        let table = MachineTable(definitions: definitions)
        var configuration = EngineConfiguration(
            journal: journal, tasks: Echo(), machines: table, clock: { SystemClock.milliseconds() },
            randomSeed: { 7 })
        configuration.account = "123456789012"
        let engine = try Engine(configuration)
        defer { engine.shutdown() }
        let request = StartRequest(
            machine: try table.machine(arn: MachineTable.prefix + name), name: "e",
            input: try Payload(parsing: #"{"i":[1,2,3]}"#))
        let started = waitFor { engine.start(request, completion: $0) }
        if case .failure? = started {
            // What was not started is not there, and can be started again.
            #expect(failing.contains(1))
            #expect(try waitFor { engine.start(request, completion: $0) }?.get() != nil)
        }
        let arn = Arn.execution(request.machine.stateMachineArn, name: "e")
        var record = journal.execution(arn: arn)
        let patience = SystemClock.milliseconds() + 25_000
        while record?.status == .running, SystemClock.milliseconds() < patience {
            pause(milliseconds: 20)
            record = journal.execution(arn: arn)
        }
        #expect(record?.status == .succeeded, "\(name), commit \(failing)")
        #expect(record?.output == outputs[name])
        let events = record.map { journal.history(of: $0.id, from: 1, limit: 1_000, reversed: false) } ?? []
        #expect(try events.map { try HistoryEvent(JSONValue(parsing: $0)).id } == Array(1...Int64(events.count)))
    }

    private static func pause(milliseconds: Int64) {
        _ = Mailbox<Void>().receive(waitingAtMostNanoseconds: milliseconds * 1_000_000)
    }
}
