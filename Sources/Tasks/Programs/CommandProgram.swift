import Glibc
internal import JSON
import Synchronization

/// A command that reads the input from its standard input and prints the result, both JSON.
///
/// A command that ends with another status than 0 failed: with the error that it printed (`{"error": …, "cause": …}`),
/// or with `States.TaskFailed` and the end of its standard error as the cause.
final class CommandProgram: TaskProgram {
    private let binding: CommandBinding
    private let environment: [String: String]
    private let slots: RunSlots
    private let log: TaskLog

    /// - Parameter slots: bounds how many commands run at the same time; shared by all.
    init(_ binding: CommandBinding, environment: [String: String], slots: RunSlots, log: TaskLog) {
        self.binding = binding
        self.environment = environment
        self.slots = slots
        self.log = log
    }

    func run(
        _ input: JSONValue, for attempt: TaskAttempt,
        completion: @escaping @Sendable (Result<JSONValue, TaskError>) -> Void
    ) -> TaskCancellation {
        let state = RunStateBox()
        slots.run(
            { [self] in completion(execute(input, attempt, state)) },
            orFail: { error in completion(.failure(.runtime("\(error)"))) })
        return TaskCancellation { state.cancel() }
    }

    private func execute(_ input: JSONValue, _ attempt: TaskAttempt, _ state: RunStateBox) -> Result<
        JSONValue, TaskError
    > {
        do throws(SystemError) {
            let run = try CommandRun(command(for: attempt), input: Array(input.text.utf8))
            guard state.attach(run.process), slots.enter(run.process) else {
                run.process.kill()
                _ = run.process.wait()
                return .failure(cancelled)
            }
            defer { slots.leave(run.process) }
            let ending = run.finish(deadline: .now.adding(milliseconds: binding.timeoutSeconds * 1_000))
            if !ending.error.isEmpty {
                log.write(
                    TaskLog.Entry(
                        source: binding.words.first ?? "", executionArn: attempt.executionArn,
                        requestID: attempt.idempotencyKey, text: ending.error))
            }
            return state.isCancelled ? .failure(cancelled) : outcome(ending)
        } catch {
            return .failure(.runtime("\(error)"))
        }
    }

    private var cancelled: TaskError { TaskError(name: "States.TaskFailed", cause: "The task was cancelled.") }

    private func command(for attempt: TaskAttempt) -> Command {
        var variables = environment
        variables["BATON_EXECUTION_ARN"] = attempt.executionArn
        variables["BATON_IDEMPOTENCY_KEY"] = attempt.idempotencyKey
        variables["BATON_TASK_TOKEN"] = attempt.taskToken
        variables.merge(binding.environment, uniquingKeysWith: { $1 })
        return Command(words: binding.words, environment: variables, directory: binding.folder)
    }

    private func outcome(_ ending: CommandRun.Ending) -> Result<JSONValue, TaskError> {
        let output = String(decoding: ending.output, as: UTF8.self)
        let error = String(decoding: ending.error.suffix(4_096), as: UTF8.self)
        switch ending.status {
        case nil:
            return .failure(
                TaskError(
                    name: "States.Timeout", cause: "The command did not end within \(binding.timeoutSeconds) s."))
        case .code(0):
            if output.allSatisfy(\.isWhitespace) { return .success(.null) }
            do throws(JSONParseError) {
                return .success(try JSONValue(parsing: ending.output))
            } catch {
                let cause = "The command printed something that is not JSON (\(error)): \(output.prefix(200))"
                return .failure(TaskError(name: "States.TaskFailed", cause: cause))
            }
        case let status?:
            if let reported = ReportedError(output) {
                return .failure(TaskError(name: reported.name, cause: reported.cause))
            }
            let text = error.isEmpty ? output : error
            return .failure(TaskError(name: "States.TaskFailed", cause: "The command ended with \(status): \(text)"))
        }
    }
}

private enum RunState {
    case waiting
    case running(ChildProcess)
    case cancelled
}

/// A command's state, shared by its thread and by who may cancel it.
private final class RunStateBox: Sendable {
    private let state = Mutex(RunState.waiting)

    var isCancelled: Bool {
        state.withLock { if case .cancelled = $0 { true } else { false } }
    }

    func attach(_ process: ChildProcess) -> Bool {
        state.withLock { state in
            if case .cancelled = state { return false }
            state = .running(process)
            return true
        }
    }

    func cancel() {
        let process = state.withLock { state -> ChildProcess? in
            defer { state = .cancelled }
            if case .running(let process) = state { return process }
            return nil
        }
        process?.kill()
    }
}

/// One run of a command.
private final class CommandRun {
    struct Ending {
        /// Nothing where the time ran out.
        var status: ExitStatus?
        var output: [UInt8] = []
        var error: [UInt8] = []
    }

    let process: ChildProcess
    private let connection: Descriptor
    private let error: Descriptor
    private var input: ArraySlice<UInt8>
    private static let maximumOutputBytes = 64 << 20

    init(_ command: Command, input: [UInt8]) throws(SystemError) {
        // A socket rather than pipes: writing to a command that has closed its input must not raise SIGPIPE.
        let (ours, theirs) = try Descriptor.socketPair()
        let (error, theirError) = try Descriptor.pipe()
        process = try ChildProcess(
            command, descriptors: [0: theirs.number, 1: theirs.number, 2: theirError.number])
        connection = ours
        self.error = error
        self.input = input[...]
        error.setNonBlocking()
    }

    /// Feeds the command and collects what it prints until it ends or the time is over.
    func finish(deadline: MonotonicTime) -> Ending {
        var ending = Ending()
        var isOutputOpen = true
        var isErrorOpen = true
        sendInput()
        while isOutputOpen || isErrorOpen {
            let wait = deadline.millisecondsLeft
            guard wait > 0, ending.output.count <= Self.maximumOutputBytes else {
                process.kill()
                _ = process.wait()
                return ending
            }
            var watched = [
                pollfd(
                    fd: isOutputOpen ? connection.number : -1, events: Int16(POLLIN | (input.isEmpty ? 0 : POLLOUT)),
                    revents: 0),
                pollfd(fd: isErrorOpen ? error.number : -1, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&watched, nfds_t(watched.count), wait) > 0 else { continue }
            if watched[0].revents & Int16(POLLOUT) != 0 { sendInput() }
            if watched[0].revents & Int16(POLLIN | POLLHUP | POLLERR) != 0, let bytes = connection.read() {
                ending.output += bytes
                isOutputOpen = !bytes.isEmpty
            }
            if watched[1].revents != 0, let bytes = error.read() {
                ending.error += bytes
                isErrorOpen = !bytes.isEmpty
            }
        }
        ending.status = process.stop(withinMilliseconds: Int64(deadline.millisecondsLeft))
        return ending
    }

    private func sendInput() {
        while !input.isEmpty {
            let count = input.withUnsafeBytes {
                send(connection.number, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT))
            }
            if count >= 0 {
                input = input.dropFirst(count)
            } else if errno == EAGAIN {
                return
            } else if errno != EINTR {
                // The command does not read its input; that is its own affair.
                input = []
            }
        }
        shutdown(connection.number, CInt(SHUT_WR))
    }
}
