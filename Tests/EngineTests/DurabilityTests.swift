import Interpreter
import JSON
import Journal
import Replay
import StatesLanguage
import Tasks
import Testing
import Threads

@testable import Engine
@testable import EngineCrashDummy

/// What the engine tells is so, and stays so: it is durable before it is told.
@Suite struct DurabilityTests {
    /// Hands out tokens.
    private struct Callbacks: TaskHandler {
        let tokens = Mailbox<String>()

        func start(_ attempt: Tasks.TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void) -> TaskCancellation {
            report(.submitted(output: [:]))
            tokens.send(attempt.taskToken ?? "")
            return .none
        }
    }

    private static let definition = """
        {"StartAt": "Ask", "States": {"Ask": {
          "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
          "Parameters": {"FunctionName": "f", "Payload.$": "$$.Task.Token"}, "End": true}}}
        """

    private let journal = FaultyJournal(InMemoryJournal())
    private let callbacks = Callbacks()
    private let engine: Engine
    private let request: StartRequest

    init() throws {
        let table = MachineTable(definitions: ["m": Self.definition])
        engine = try Engine(
            EngineConfiguration(
                journal: journal, tasks: callbacks, machines: table, clock: { SystemClock.milliseconds() },
                randomSeed: { UInt64.random(in: 0 ... .max) }))
        request = StartRequest(
            machine: try table.machine(arn: MachineTable.prefix + "m"), name: "e", input: .emptyObject)
    }

    /// What is in the journal in the end replays to the same bytes.
    private func stop() {
        engine.shutdown()
        #expect(throws: Never.self) {
            let differences = try Replayer.differences(in: journal)
            #expect(differences == [])
        }
    }

    private typealias Answers<Value: Sendable> = Mailbox<Result<Value, ServiceError>>

    private func start() -> Answers<StartedExecution> {
        let answers = Answers<StartedExecution>()
        engine.start(request) { answers.send($0) }
        return answers
    }

    private func answer(_ token: String) throws -> Answers<Void> {
        let answers = Answers<Void>()
        engine.sendTaskSuccess(token: token, output: .emptyObject) { answers.send($0) }
        return answers
    }

    private func next<Value>(_ mailbox: Mailbox<Value>, milliseconds: Int64 = 20_000) -> Value? {
        guard case .elements(let values) = mailbox.receive(waitingAtMostNanoseconds: milliseconds * 1_000_000) else {
            return nil
        }
        return values.first
    }

    @Test func aSecondAnswerIsRefusedOnceTheFirstIsDurable() throws {
        defer { stop() }
        _ = try #require(next(start())).get()
        let token = try #require(next(callbacks.tokens))
        journal.hold()
        let (first, second) = (try answer(token), try answer(token))
        #expect(next(first, milliseconds: 50) == nil)
        #expect(next(second, milliseconds: 50) == nil)
        journal.release()
        try #require(next(first)).get()
        #expect(throws: ServiceError.taskTimedOut) { try #require(next(second)).get() }
    }

    @Test func aSecondStopIsAnsweredOnceTheFirstIsDurable() throws {
        defer { stop() }
        let arn = try #require(next(start())).get().executionArn
        _ = try #require(next(callbacks.tokens))
        journal.hold()
        let answers = [Answers<Int64>(), Answers<Int64>()]
        for answers in answers { engine.stop(executionArn: arn, error: nil, cause: nil) { answers.send($0) } }
        for answers in answers { #expect(next(answers, milliseconds: 50) == nil) }
        journal.release()
        let times = try answers.map { try #require(next($0)).get() }
        #expect(times[0] == times[1])
    }

    @Test func theSameStartFindsAnExecutionWhoseEndIsNotDurableYet() throws {
        defer { stop() }
        let started = try #require(next(start())).get()
        let token = try #require(next(callbacks.tokens))
        journal.hold()
        _ = try answer(token)
        let again = start()
        #expect(next(again, milliseconds: 50) == nil)
        journal.release()
        #expect(try #require(next(again)).get() == started)
        #expect(throws: ServiceError.executionAlreadyExists(started.executionArn)) {
            try #require(next(start())).get()
        }
    }
}
