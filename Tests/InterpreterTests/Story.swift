import Interpreter
import JSON
import StatesLanguage
import Testing

/// An execution in a world that the test plays: time stands still until the test moves it, tasks answer when it says.
final class Story {
    let execution: Execution
    private(set) var milliseconds: Int64 = 1_000_000
    private(set) var events: [HistoryEvent] = []
    private(set) var effects: [Effect] = []
    /// Tasks that are out, in the order of their starting.
    private(set) var tasks: [TaskAttempt] = []
    private let portion: Int

    init(_ definition: String, input: String = "{}", quotas: Quotas = .aws, portion: Int = .max) throws {
        execution = try Self.execution(definition, input: input, quotas: quotas)
        self.portion = portion
        tell(.start)
    }

    static func execution(_ definition: String, input: String, quotas: Quotas = .aws) throws -> Execution {
        let compilation = DefinitionCompiler().compile(definition)
        let faults = compilation.diagnostics.map { "\($0.location.map { "\($0)" } ?? ""): \($0.message)" }
        try #require(compilation.machine != nil, "\(faults)")
        let machine = try #require(compilation.machine)
        let header = ExecutionHeader(
            id: 1, arn: "arn:aws:states:us-east-1:123456789012:execution:m:e", name: "e",
            stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:m", stateMachineName: "m",
            roleArn: "arn:aws:iam::123456789012:role/r", input: try Payload(parsing: input),
            startMilliseconds: 1_000_000, seed: 42, quotas: quotas)
        return Execution(header: header, machine: machine)
    }

    func tell(_ stimulus: Stimulus) {
        execution.apply(stimulus, at: milliseconds)
        repeat { execution.run(maximumSteps: portion) } while execution.isRunnable
        events += execution.takeEvents()
        let new = execution.takeEffects()
        effects += new
        for case .startTask(let attempt) in new { tasks.append(attempt) }
        tasks.removeAll { execution.progress(of: $0.scheduledEventID) == nil }
    }

    func wait(seconds: Double) {
        milliseconds += Int64(seconds * 1_000)
        tell(.timePassed)
    }

    /// Goes to the next deadline; how many seconds that took.
    @discardableResult func waitForDeadline() -> Double? {
        guard let next = execution.nextDeadlineMilliseconds() else { return nil }
        let seconds = Double(max(0, next - milliseconds)) / 1_000
        milliseconds = max(milliseconds, next)
        tell(.timePassed)
        return seconds
    }

    func succeed(_ output: String = "{}", task index: Int = 0) throws {
        tell(.taskSucceeded(scheduledEventID: tasks[index].scheduledEventID, output: try Payload(parsing: output)))
    }

    func fail(_ error: String, task index: Int = 0) {
        tell(.taskFailed(scheduledEventID: tasks[index].scheduledEventID, TaskFailure(error: error, cause: nil)))
    }

    var types: [String] { events.map(\.type.rawValue) }

    var output: String? { if case .succeeded(let output)? = execution.outcome { output.text } else { nil } }

    var error: String? { if case .failed(let error, _)? = execution.outcome { error } else { nil } }

    var cause: String? { if case .failed(_, let cause)? = execution.outcome { cause } else { nil } }

    func count(_ type: HistoryEventType) -> Int { events.count { $0.type == type } }
}
