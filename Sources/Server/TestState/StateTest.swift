internal import Datasets
internal import Interpreter
internal import JSON
internal import StatesLanguage
internal import Tasks
internal import Threads

/// One state at work on its own: the interpreter runs it, the world is the mock's or the caller's.
///
/// Time is the test's own: what waits has waited at once.
final class StateTest {
    /// What the state wants from outside.
    enum Need {
        case task(Interpreter.TaskAttempt)
        case nothing
    }

    enum Result {
        case succeeded(output: String, next: String?)
        case caught(StateError, output: String, next: String?)
        case retriable(StateError)
        case failed(StateError)
    }

    struct StateError {
        let name: String?
        let cause: String?
    }

    private let request: StateTestRequest
    private var execution: Execution
    private(set) var recorder = StateRecorder()
    private let header: ExecutionHeader
    private var nowMilliseconds: Int64
    private var events: [HistoryEvent] = []
    /// What the task sent over HTTP and got.
    var exchange: HTTPTaskExchange?
    /// The failure that came from outside.
    private var failure: StateError?

    init(_ request: StateTestRequest, scope: (region: String, prefix: String), nowMilliseconds: Int64) {
        self.request = request
        self.nowMilliseconds = nowMilliseconds
        let (machine, name) = (RandomID.uuid(), RandomID.uuid())
        let header = ExecutionHeader(
            id: 0, arn: "\(scope.prefix)express:\(machine):\(name)", name: name,
            stateMachineArn: "\(scope.prefix)stateMachine:\(machine)", stateMachineName: machine,
            roleArn: request.roleArn ?? "", region: scope.region, input: request.input,
            startMilliseconds: nowMilliseconds, seed: UInt64.random(in: 0 ... .max), isExpress: true)
        self.header = header
        let index = request.workflow.index(of: request.state.name) ?? request.workflow.startAt
        execution = Self.execution(request, header, request.mockedWorkflow(startAt: index))
        execution.inspector = recorder
        if request.isInlineMap { refuseWhatIsInline(Workflow(startAt: index, states: request.workflow.states)) }
    }

    private static func execution(
        _ request: StateTestRequest, _ header: ExecutionHeader, _ workflow: Workflow
    ) -> Execution {
        let execution = Execution(
            header: header,
            machine: StateMachine(
                comment: nil, queryLanguage: request.state.queryLanguage, timeoutSeconds: nil, workflow: workflow),
            variables: Dictionary(
                request.variables.map { ($0.key, $0.value) }, uniquingKeysWith: { _, last in last }))
        execution.givenContext = request.context
        return execution
    }

    /// An inline Map state is tested as a distributed one, which takes more; what it refuses as it is stays refused.
    private func refuseWhatIsInline(_ workflow: Workflow) {
        let trial = Self.execution(request, header, workflow)
        let trialRecorder = StateRecorder()
        trial.inspector = trialRecorder
        trial.apply(.start, at: nowMilliseconds)
        trial.run(maximumSteps: 1)
        guard case .failed? = trial.outcome else { return }
        execution = trial
        recorder = trialRecorder
    }

    // MARK: Running

    /// Runs up to where the state is over, or needs something from outside.
    func start() throws(APIError) -> Need {
        execution.apply(.start, at: nowMilliseconds)
        guard let mock = request.mock else { return try runUntilNeed() }
        _ = try runUntilNeed(mock)
        // The retries that came before the one that is tested.
        var retries: Int64 = 0
        while retries < min(request.retryCount, Self.mostRetries), !isOver,
            let deadline = execution.nextDeadlineMilliseconds()
        {
            retries += 1
            recorder.forgetHandling()
            pass(to: deadline)
            _ = try runUntilNeed(mock)
        }
        return .nothing
    }

    /// Retriers have reached their longest interval long before.
    private static let mostRetries: Int64 = 10_000

    /// Gives the state what it needed.
    func answer(_ stimulus: Stimulus) throws(APIError) -> Need {
        if case .taskFailed(_, let failure) = stimulus { note(failure.error, failure.cause) }
        execution.apply(stimulus, at: nowMilliseconds)
        return try runUntilNeed()
    }

    private var isOver: Bool { execution.outcome != nil || exit != nil }

    private func runUntilNeed(_ mock: StateMock? = nil) throws(APIError) -> Need {
        while true {
            events += execution.takeEvents()
            if isOver { break }
            for effect in execution.takeEffects() {
                switch (effect, mock) {
                case (.startTask(let attempt), nil): return .task(attempt)
                case (.startTask(let attempt), let mock?): try perform(attempt, mock)
                case (.startMapRun(let run), let mock?): try perform(run, mock)
                default: break
                }
            }
            events += execution.takeEvents()
            if isOver { break }
            if execution.isRunnable {
                execution.run(maximumSteps: 1)
            } else if request.state.kind.type == .wait, let deadline = execution.nextDeadlineMilliseconds() {
                pass(to: deadline)
            } else {
                return .nothing
            }
        }
        execution.inspector = nil
        if execution.outcome == nil {
            // The next state says its name as it is entered.
            execution.run(maximumSteps: 1)
            events += execution.takeEvents()
        }
        return .nothing
    }

    private func pass(to deadline: Int64) {
        nowMilliseconds = max(nowMilliseconds, deadline)
        execution.apply(.timePassed, at: nowMilliseconds)
    }

    // MARK: Mocks

    private func perform(_ attempt: Interpreter.TaskAttempt, _ mock: StateMock) throws(APIError) {
        let id = attempt.scheduledEventID
        execution.apply(.taskStarted(scheduledEventID: id, workerName: nil), at: nowMilliseconds)
        if case .service(let integration) = attempt.resource, integration.pattern != .requestResponse {
            execution.apply(.taskSubmitted(scheduledEventID: id, output: .emptyObject), at: nowMilliseconds)
        }
        switch mock.outcome {
        case .result(let value):
            execution.apply(.taskSucceeded(scheduledEventID: id, output: Payload(value)), at: nowMilliseconds)
        case .error(let name, let cause):
            note(name, cause)
            execution.apply(
                .taskFailed(scheduledEventID: id, TaskFailure(error: name, cause: cause)), at: nowMilliseconds)
        }
    }

    private func perform(_ run: MapRunRequest, _ mock: StateMock) throws(APIError) {
        let items: MapInspection
        do throws(DatasetError) {
            items = try MapInspection(run, request.readerData)
        } catch {
            note(DatasetError.name, error.cause)
            let failure = MapRunResult.failed(error: DatasetError.name, cause: error.cause)
            return execution.apply(.mapRunFinished(startedEventID: run.startedEventID, failure), at: nowMilliseconds)
        }
        if let failed = request.failedIterationCount, failed > items.count {
            throw .validation(
                "Map iteration failure count must be less than or equal to the number of Map iterations")
        }
        recorder.note(items, of: request.state, execution, run)
        let result: MapRunResult
        switch mock.outcome {
        case .error(let name, let cause):
            note(name, cause)
            result = .failed(error: name ?? "", cause: cause ?? "")
        case .result where request.exceedsTolerance(of: run, count: items.count):
            let (name, cause) = (
                "States.ExceedToleratedFailureThreshold", "The specified tolerated failure threshold was exceeded"
            )
            note(name, cause)
            result = .failed(error: name, cause: cause)
        case .result(let value): result = .succeeded(value)
        }
        execution.apply(.mapRunFinished(startedEventID: run.startedEventID, result), at: nowMilliseconds)
    }

    private func note(_ name: String?, _ cause: String?) { failure = StateError(name: name, cause: cause) }

    // MARK: The outcome

    /// The place of the event with which the tested state was left.
    private var exit: Int? {
        events.firstIndex {
            if case .stateExited(let name, _, _) = $0.details { name == request.state.name } else { false }
        }
    }

    var result: Result {
        if let exit, case .stateExited(_, let output, _) = events[exit].details {
            guard recorder.values[.catchIndex] != nil else {
                return .succeeded(output: output, next: nextState(after: exit))
            }
            return .caught(failureThatWasCaught, output: output, next: nextState(after: exit))
        }
        switch execution.outcome {
        case .failed(let name, let cause), .aborted(let name, let cause):
            return .failed(StateError(name: name, cause: cause.map(Self.withoutPlace)))
        case .succeeded(let output): return .succeeded(output: output.text, next: nil)
        case .timedOut: return .failed(StateError(name: ErrorName.timeout, cause: nil))
        case nil: return .retriable(failureThatWasCaught)
        }
    }

    /// What came from outside, or what the state itself ran into.
    private var failureThatWasCaught: StateError {
        if let failure { return failure }
        for event in events.reversed() {
            if case .evaluationFailed(let name, let cause, _, _) = event.details {
                return StateError(name: name, cause: Self.withoutPlace(cause))
            }
        }
        return StateError(name: nil, cause: nil)
    }

    private func nextState(after exit: Int) -> String? {
        for event in events[(exit + 1)...] {
            if case .stateEntered(let name, _) = event.details { return name }
        }
        return nil
    }

    /// A state that is tested on its own was not entered at any event.
    private static func withoutPlace(_ cause: String) -> String {
        guard cause.hasPrefix("An error occurred while executing the state '"), let end = cause.range(of: ")") else {
            return cause
        }
        return String(cause[end...].drop { $0 == " " })
    }
}

extension String {
    /// What follows `). ` of the words in front of a cause.
    fileprivate func range(of mark: Character) -> String.Index? {
        var rest = self[...]
        while let place = rest.firstIndex(of: mark) {
            let after = index(after: place)
            if self[after...].hasPrefix(". ") { return index(after, offsetBy: 1) }
            rest = rest[after...]
        }
        return nil
    }
}
