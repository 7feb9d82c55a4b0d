import AgentStates
import Interpreter
import JSON
import StatesLanguage
import Testing

/// A definition with agents, lowered, checked and run on the interpreter with a script for its tasks.
final class ScriptedRun {
    /// A task that was asked for.
    struct Call {
        let state: String
        let resource: String
        let arguments: JSONValue

        /// The text of the last message of a model call.
        var lastText: String {
            let blocks = arguments["Messages"]?.array?.last?["Content"]?.array ?? []
            return blocks.compactMap { $0["Text"]?.string }.joined(separator: "\n")
        }

        var system: String {
            (arguments["System"]?.array ?? []).compactMap { $0["Text"]?.string }.joined(separator: "\n")
        }
    }

    enum Answer {
        case success(JSONValue)
        case failure(String, String)
    }

    private(set) var calls: [Call] = []
    private(set) var outcome: Outcome?
    private(set) var events: [HistoryEvent] = []
    var nowMilliseconds: Int64 = 1_700_000_000_000

    /// Runs a definition to its end.
    ///
    /// - Parameter script: gives the answer to each task attempt.
    init(
        _ yaml: String, input: JSONValue = [:], secondsPerCall: Int64 = 0,
        _ script: (Call) -> Answer
    ) throws {
        let machine = try lowered(yaml).machine
        let header = ExecutionHeader(
            id: 1, arn: "arn:aws:states:us-east-1:123456789012:execution:m:e", name: "e",
            stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:m", stateMachineName: "m",
            roleArn: "arn:aws:iam::123456789012:role/r", input: Payload(input), startMilliseconds: nowMilliseconds,
            seed: 7)
        let execution = Execution(header: header, machine: machine)
        execution.apply(.start, at: nowMilliseconds)
        execution.run()
        var steps = 0
        while execution.outcome == nil, steps < 2_000 {
            steps += 1
            let attempts = execution.takeEffects().compactMap { effect -> TaskAttempt? in
                if case .startTask(let attempt) = effect { attempt } else { nil }
            }
            guard !attempts.isEmpty else {
                guard let deadline = execution.nextDeadlineMilliseconds() else { break }
                nowMilliseconds = max(nowMilliseconds, deadline)
                execution.apply(.timePassed, at: nowMilliseconds)
                execution.run()
                continue
            }
            for attempt in attempts {
                let call = Call(
                    state: attempt.stateName, resource: attempt.resource.text, arguments: attempt.parameters.value)
                calls.append(call)
                nowMilliseconds += secondsPerCall * 1_000
                switch script(call) {
                case .success(let value):
                    execution.apply(
                        .taskSucceeded(scheduledEventID: attempt.scheduledEventID, output: Payload(value)),
                        at: nowMilliseconds)
                case .failure(let error, let cause):
                    execution.apply(
                        .taskFailed(
                            scheduledEventID: attempt.scheduledEventID, TaskFailure(error: error, cause: cause)),
                        at: nowMilliseconds)
                }
                execution.run()
            }
        }
        outcome = execution.outcome
        if case .failed(let error, let cause) = outcome, error?.hasPrefix("States.") == true {
            Issue.record("\(error ?? "") \(cause ?? "")")
        }
        events = execution.takeEvents()
    }

    /// The output, where the execution succeeded.
    var output: JSONValue? {
        if case .succeeded(let output) = outcome { output.value } else { nil }
    }

    /// The error and its cause, where it failed.
    var failure: (error: String, cause: String)? {
        if case .failed(let error, let cause) = outcome { (error ?? "", cause ?? "") } else { nil }
    }

    /// The part of the cause that says what was done.
    var partial: JSONValue? { failure.flatMap { try? JSONValue(parsing: $0.cause) } }

    /// The calls of models.
    var modelCalls: [Call] { calls.filter { $0.resource.hasSuffix("bedrockruntime:converse") } }
}

/// A lowered definition that is not valid; the issues before say why.
struct NotCompiled: Error {}

/// Lowers and compiles a definition; every diagnostic that is an error fails the test.
func lowered(_ yaml: String) throws -> (lowering: Lowering, machine: StateMachine) {
    let document = try Document(reading: Array(yaml.utf8), as: .yaml)
    let lowering = Lowering(document)
    #expect(!lowering.diagnostics.hasErrors, "\(lowering.diagnostics.map { $0.line() })")
    let plain = try #require(lowering.document)
    let compilation = DefinitionCompiler().compile(plain)
    #expect(compilation.diagnostics.map { $0.line() } == [])
    guard let machine = compilation.machine else { throw NotCompiled() }
    return (lowering, machine)
}

/// A model's answer in Converse's shape.
func says(
    _ text: String, calls: [JSONValue] = [], stop: String? = nil, input: Int64 = 10, output: Int64 = 5
) -> ScriptedRun.Answer {
    let content: [JSONValue] = (text.isEmpty ? [] : [["Text": .string(text)]]) + calls.map { ["ToolUse": $0] }
    return .success([
        "Output": ["Message": ["Role": "assistant", "Content": .array(content)]],
        "StopReason": .string(stop ?? (calls.isEmpty ? "end_turn" : "tool_use")),
        "Usage": [
            "InputTokens": .integer(input), "OutputTokens": .integer(output), "TotalTokens": .integer(input + output),
        ],
    ])
}

/// A tool call in Converse's shape.
func use(_ name: String, _ input: JSONValue, id: String = "t1") -> JSONValue {
    ["ToolUseId": .string(id), "Name": .string(name), "Input": input]
}

extension TaskResource {
    /// The ARN, as it stands in a definition.
    var text: String {
        switch self {
        case .lambda(let arn), .activity(let arn): arn
        case .service(let service):
            "arn:aws:states:::\(service.isSDK ? "aws-sdk:" : "")\(service.service):\(service.action)"
                + service.pattern.rawValue
        }
    }
}
