import Interpreter
import JSON
import Journal
import StatesLanguage
import Tasks
import Threads

/// The engine's thread: owns all executions in memory.
///
/// One turn: take what came in, wake what is due, step what is ready, commit what happened. Effects start when the
/// journal says that the events before them are durable.
final class EngineLoop {
    /// How many states an execution may run through before others have their turn.
    private static let stepsPerTurn = 2_000
    /// How long an event that nothing depends on may wait for company.
    private static let idleCommitNanoseconds: Int64 = 5_000_000

    let configuration: EngineConfiguration
    let mailbox: Mailbox<Command>
    var journal: any ExecutionJournal { configuration.journal }

    var running: [ExecutionID: Running] = [:]
    var idsByArn: [String: ExecutionID] = [:]
    var timers = TimerQueue()
    var waiters: [ExecutionID: [@Sendable (Result<FinishedExecution, ServiceError>) -> Void]] = [:]
    var activities: [String: ActivityQueue] = [:]
    var mapRuns: [String: MapRun] = [:]
    var mapRunsByChild: [ExecutionID: String] = [:]
    var machines: [DefinitionID: StateMachine] = [:]
    private var ready: [Running] = []
    private var idle: [ExecutionID] = []
    /// Executions to be taken up again, newest last.
    private var toRecover: [ExecutionID] = []
    private var onShutdown: (@Sendable () -> Void)?

    init(_ configuration: EngineConfiguration, _ mailbox: Mailbox<Command>) {
        self.configuration = configuration
        self.mailbox = mailbox
    }

    func run(open: [OpenExecution]) {
        plan(open)
        while onShutdown == nil {
            switch mailbox.receive(waitingAtMostNanoseconds: patienceNanoseconds()) {
            case .elements(let commands): for command in commands { handle(command) }
            case .timedOut: break
            case .closed: return
            }
            wakeDue()
            if let id = toRecover.popLast() { _ = hydrate(id) }
            stepReady()
            if ready.isEmpty { commitIdle() }
        }
        commitIdle()
        journal.flush()
        onShutdown?()
    }

    func shutdown(_ completion: @escaping @Sendable () -> Void) { onShutdown = completion }

    /// The sooner the more there is to do; nil to wait for a command.
    private func patienceNanoseconds() -> Int64? {
        if !ready.isEmpty || !toRecover.isEmpty { return 0 }
        if !idle.isEmpty { return Self.idleCommitNanoseconds }
        guard let next = timers.next() else { return nil }
        return max(0, min(next - configuration.clock(), 60_000)) * 1_000_000
    }

    private func plan(_ open: [OpenExecution]) {
        for execution in open.reversed() where execution.hasEffectsInFlight { toRecover.append(execution.id) }
        for execution in open where !execution.hasEffectsInFlight {
            timers.set(execution.id, execution.wakeMilliseconds)
        }
    }

    // MARK: Turns

    /// Hands an execution something that happened, now or once it has done what it had to do before.
    func deliver(_ stimulus: Stimulus, to id: ExecutionID) {
        guard let running = running[id] ?? hydrate(id) else { return }
        deliver(stimulus, to: running)
    }

    func deliver(_ stimulus: Stimulus, to running: Running) {
        guard !running.isQueued else { return running.inbox.append(stimulus) }
        running.execution.apply(stimulus, at: configuration.clock())
        advance(running)
    }

    /// Adds an event that no effect depends on; it goes with the next commit, or soon.
    func note(_ stimulus: Stimulus, to running: Running) {
        guard !running.isQueued else { return running.inbox.append(stimulus) }
        running.execution.apply(stimulus, at: configuration.clock())
        guard !running.hasIdleEvents else { return }
        running.hasIdleEvents = true
        idle.append(running.id)
    }

    /// Runs an execution for a turn and commits what it did.
    func advance(_ running: Running) {
        running.execution.run(maximumSteps: Self.stepsPerTurn)
        while !running.execution.isRunnable, !running.inbox.isEmpty {
            running.execution.apply(running.inbox.removeFirst(), at: configuration.clock())
            running.execution.run(maximumSteps: Self.stepsPerTurn)
        }
        commit(running)
        guard running.execution.isRunnable else { return }
        running.isQueued = true
        ready.append(running)
    }

    private func stepReady() {
        let turn = ready
        ready = []
        for running in turn {
            running.isQueued = false
            advance(running)
        }
    }

    private func wakeDue() {
        let now = configuration.clock()
        while let id = timers.popDue(at: now) { deliver(.timePassed, to: id) }
    }

    private func commitIdle() {
        let due = idle
        idle = []
        for id in due {
            guard let running = running[id], running.hasIdleEvents else { continue }
            commit(running)
        }
    }

    // MARK: Commands

    private func handle(_ command: Command) {
        switch command {
        case .start(let request, let completion): start(request, completion)
        case .startAndWait(let request, let completion): startAndWait(request, completion)
        case .wait(let arn, let completion): wait(for: arn, completion)
        case .stop(let arn, let error, let cause, let completion): stop(arn, error, cause, completion)
        case .redrive(let arn, let completion): redrive(arn, completion)
        case .sendTask(let token, let message, let completion): receive(token, message, completion)
        case .pollActivity(let poll): self.poll(poll)
        case .cancelPoll(let id): cancelPoll(id)
        case .updateMapRun(let arn, let update, let completion): self.update(arn, update, completion)
        case .deliver(let id, let stimulus): deliver(stimulus, to: id)
        case .durable(let id, let effects): perform(effects, of: id)
        case .writeFailed(let id, let error): writeFailed(id, error)
        case .mapRunItems(let arn, let items): mapRunItems(arn, items)
        case .mapRunWritten(let arn, let result): mapRunWritten(arn, result)
        case .shutdown(let completion): shutdown(completion)
        }
    }
}
