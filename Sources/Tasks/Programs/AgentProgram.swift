import Glibc
internal import JSON
import Synchronization

/// An agent that is a process of its own, such as a LangGraph or CrewAI script: JSON lines over standard input and output.
///
/// | to the agent | from the agent |
/// | --- | --- |
/// | `{"type": "input", "input", "executionArn", "idempotencyKey", "tools"}` | `{"type": "heartbeat"}` |
/// | `{"type": "toolResult", "id", "status", "content"}` | `{"type": "log", "message"}` |
/// | | `{"type": "tool", "id", "name", "input"}` |
/// | | `{"type": "result", "result"}` or `{"type": "error", "error", "cause"}` |
///
/// What it prints to its standard error is its log.
final class AgentProgram: TaskProgram {
    /// Calls a function for the agent: its name, its payload, and who is told.
    typealias CallFunction =
        @Sendable (
            _ name: String, _ payload: JSONValue, @escaping @Sendable (Result<JSONValue, TaskError>) -> Void
        ) -> Void

    private let binding: AgentBinding
    private let environment: [String: String]
    private let slots: RunSlots
    private let log: TaskLog
    private let callFunction: CallFunction

    init(
        _ binding: AgentBinding, environment: [String: String], slots: RunSlots, log: TaskLog,
        callFunction: @escaping CallFunction
    ) {
        self.binding = binding
        self.environment = environment
        self.slots = slots
        self.log = log
        self.callFunction = callFunction
    }

    func run(
        _ input: JSONValue, for attempt: TaskAttempt,
        completion: @escaping @Sendable (Result<JSONValue, TaskError>) -> Void
    ) -> TaskCancellation {
        let running = Cancellable()
        slots.run(
            { [self] in completion(converse(input, attempt, running)) },
            orFail: { completion(.failure(.runtime("\($0)"))) })
        return TaskCancellation { running.cancel() }
    }

    private var name: String { binding.words.first ?? "" }

    private func converse(
        _ input: JSONValue, _ attempt: TaskAttempt, _ running: Cancellable
    ) -> Result<JSONValue, TaskError> {
        let process: LineProcess
        do throws(SystemError) {
            process = try LineProcess(
                words: binding.limitedWords, environment: variables(for: attempt), directory: binding.folder
            ) { [self] in note($0, attempt) }
        } catch {
            return .failure(.runtime("\(error)"))
        }
        running.attach(TaskCancellation { process.kill() })
        // Whatever it has started ends with it.
        defer { process.kill() }
        let deadline = MonotonicTime.now.adding(milliseconds: binding.timeoutSeconds * 1_000)
        let message: JSONValue = [
            "type": "input", "input": input, "executionArn": .string(attempt.executionArn),
            "idempotencyKey": .string(attempt.idempotencyKey),
            "tools": .array(binding.tools.keys.sorted().map(JSONValue.string)),
        ]
        _ = process.send(Array(message.text.utf8), until: deadline)
        while true {
            let silence = MonotonicTime.now.adding(milliseconds: binding.heartbeatSeconds * 1_000)
            switch process.receive(until: min(deadline, silence)) {
            case .ended(let status):
                if running.isCancelled { return .failure(cancelled) }
                return .failure(
                    TaskError(name: "States.TaskFailed", cause: "The agent '\(name)' ended without a result: \(status)")
                )
            case .timedOut:
                guard silence < deadline else {
                    return .failure(
                        TaskError(
                            name: "States.Timeout",
                            cause: "The agent '\(name)' took longer than \(binding.timeoutSeconds) s"))
                }
                return .failure(
                    TaskError(
                        name: "States.HeartbeatTimeout",
                        cause: "The agent '\(name)' gave no sign of life for \(binding.heartbeatSeconds) s"))
            case .line(let line):
                attempt.heartbeat?()
                if let outcome = take(line, process, attempt, deadline) { return outcome }
            }
        }
    }

    private var cancelled: TaskError { TaskError(name: "States.TaskFailed", cause: "The task was cancelled.") }

    private func variables(for attempt: TaskAttempt) -> [String: String] {
        var variables = environment
        variables["BATON_EXECUTION_ARN"] = attempt.executionArn
        variables["BATON_IDEMPOTENCY_KEY"] = attempt.idempotencyKey
        variables["PYTHONUNBUFFERED"] = "1"
        variables.merge(binding.environment, uniquingKeysWith: { $1 })
        return variables
    }

    private func note(_ bytes: [UInt8], _ attempt: TaskAttempt) {
        log.write(
            TaskLog.Entry(
                source: name, executionArn: attempt.executionArn, requestID: attempt.idempotencyKey, text: bytes))
    }

    // MARK: Messages

    /// The outcome, where the line has it.
    private func take(
        _ line: [UInt8], _ process: LineProcess, _ attempt: TaskAttempt, _ deadline: MonotonicTime
    ) -> Result<JSONValue, TaskError>? {
        guard let message = try? JSONValue(parsing: line), let type = message["type"]?.string else {
            // Libraries print what they like; that is log.
            note(line + [UInt8(ascii: "\n")], attempt)
            return nil
        }
        switch type {
        case "result": return .success(message["result"] ?? .null)
        case "error":
            return .failure(
                TaskError(
                    name: message["error"]?.string ?? "States.TaskFailed",
                    cause: message["cause"].map { $0.string ?? $0.text }))
        case "log": note(Array(((message["message"]?.string ?? message.text) + "\n").utf8), attempt)
        case "tool": callTool(message, process, deadline)
        default: break
        }
        return nil
    }

    private func callTool(_ message: JSONValue, _ process: LineProcess, _ deadline: MonotonicTime) {
        let id = message["id"] ?? .null
        let wanted = message["name"]?.string ?? ""
        let answer: @Sendable (Result<JSONValue, TaskError>) -> Void = { outcome in
            var reply: JSONObject = ["type": "toolResult", "id": id]
            switch outcome {
            case .success(let content): (reply["status"], reply["content"]) = ("success", content)
            case .failure(let error):
                (reply["status"], reply["content"]) = ("error", .string("\(error.name): \(error.cause ?? "")"))
            }
            _ = process.send(Array(JSONValue.object(reply).text.utf8), until: deadline)
        }
        guard let tool = binding.tools[wanted] else {
            let known = binding.tools.keys.sorted().joined(separator: ", ")
            return answer(
                .failure(
                    TaskError(
                        name: "Agent.ToolNotAllowed",
                        cause: known.isEmpty
                            ? "you have no tools" : "there is no tool '\(wanted)'; you can call \(known)")))
        }
        let input = message["input"] ?? [:]
        let payload: JSONValue =
            tool.settings.map { ["Tool": .string(wanted), "Input": input, "Settings": $0] } ?? input
        callFunction(tool.function, payload, answer)
    }
}
