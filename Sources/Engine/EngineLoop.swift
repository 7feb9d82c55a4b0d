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
    private static let idleCommitMilliseconds: Int64 = 5

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
    let archive: ExecutionArchive
    /// The newest text of each machine that was started, by the machine's ARN.
    var definitions: [String: (text: String, id: DefinitionID)] = [:]
    private var ready: [Running] = []
    private var idle: [ExecutionID] = []
    /// When what is idle is written at the latest.
    private var idleDeadlineMilliseconds: Int64?
    private var parkedQueue = ParkedQueue()
    private var lastIncarnation = 0
    /// Executions to be taken up again, newest last.
    private(set) var toRecover: [ExecutionID] = []
    private var onShutdown: (@Sendable () -> Void)?

    init(_ configuration: EngineConfiguration, _ mailbox: Mailbox<Command>) {
        self.configuration = configuration
        self.mailbox = mailbox
        archive = ExecutionArchive(
            configuration.journal, region: configuration.region, quotas: configuration.quotas,
            waitTimeScale: configuration.waitTimeScale)
    }

    func run(open: [OpenExecution]) {
        plan(open)
        while onShutdown == nil {
            var hasTime = false
            switch mailbox.receive(waitingAtMostNanoseconds: patienceNanoseconds()) {
            case .elements(let commands): for command in commands { handle(command) }
            case .timedOut: hasTime = ready.isEmpty && toRecover.isEmpty
            case .closed: return
            }
            wakeDue()
            if let id = toRecover.popLast() { _ = hydrate(id) }
            stepReady()
            commitIdle(atOnce: hasTime)
            dehydrate()
        }
        commitIdle(atOnce: true)
        journal.flush()
        refuseAll()
        onShutdown?()
    }

    /// Tells everybody who still waits that nothing more will come.
    private func refuseAll() {
        for waiter in waiters.values.joined() { waiter(.failure(.stopping)) }
        waiters = [:]
        for poll in activities.values.flatMap({ $0.waitingPolls }) { poll.completion(.success(nil)) }
        activities = [:]
    }

    func shutdown(_ completion: @escaping @Sendable () -> Void) { onShutdown = completion }

    /// The sooner the more there is to do; nil to wait for a command.
    private func patienceNanoseconds() -> Int64? {
        if !ready.isEmpty || !toRecover.isEmpty { return 0 }
        guard let next = [timers.next(), idleDeadlineMilliseconds].compactMap({ $0 }).min() else { return nil }
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
        act(on: running) { [configuration] in $0.execution.apply(stimulus, at: configuration.clock()) }
    }

    /// Does something to an execution and all that follows from it, now or once it has done what it had to do before.
    func act(on running: Running, _ action: @escaping (Running) -> Void) {
        guard !running.isQueued else { return running.inbox.append(action) }
        action(running)
        advance(running)
    }

    /// Adds an event that no effect depends on; it goes with the next commit, or soon.
    func note(_ stimulus: Stimulus, to running: Running) {
        guard !running.isQueued else {
            return running.inbox.append { [configuration] in
                $0.execution.apply(stimulus, at: configuration.clock())
            }
        }
        running.execution.apply(stimulus, at: configuration.clock())
        guard !running.hasIdleEvents else { return }
        running.hasIdleEvents = true
        idle.append(running.id)
        if idleDeadlineMilliseconds == nil {
            idleDeadlineMilliseconds = configuration.clock() + Self.idleCommitMilliseconds
        }
    }

    /// Runs an execution for a turn and commits what it did.
    func advance(_ running: Running) {
        guard running.fault == nil else { return }
        running.turns += 1
        running.execution.setNow(configuration.clock())
        running.execution.run(maximumSteps: Self.stepsPerTurn)
        while !running.execution.isRunnable, !running.inbox.isEmpty {
            let actions = running.inbox
            running.inbox = []
            for (index, action) in actions.enumerated() {
                action(running)
                running.execution.run(maximumSteps: Self.stepsPerTurn)
                guard running.execution.isRunnable else { continue }
                running.inbox = actions[(index + 1)...] + running.inbox
                break
            }
        }
        commit(running)
        guard running.execution.isRunnable, !running.isQueued else { return parked(running) }
        running.isQueued = true
        ready.append(running)
    }

    /// Lets an execution leave memory later, if it only waits.
    func parked(_ running: Running) {
        if running.canLeaveMemory { parkedQueue.add(running) }
    }

    /// Drops those from memory that have waited longest, where there are many.
    private func dehydrate() {
        while parkedQueue.count > configuration.parkedExecutionsInMemory, let entry = parkedQueue.removeFirst() {
            guard let running = running[entry.id], running.incarnation == entry.incarnation,
                running.turns == entry.turns, running.canLeaveMemory
            else { continue }
            self.running[running.id] = nil
            idsByArn[running.execution.header.arn] = nil
        }
    }

    func nextIncarnation() -> Int {
        lastIncarnation += 1
        return lastIncarnation
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

    private func commitIdle(atOnce: Bool) {
        guard let deadline = idleDeadlineMilliseconds, atOnce || deadline <= configuration.clock() else { return }
        let due = idle
        idle = []
        idleDeadlineMilliseconds = nil
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
        case .cancelPolls: cancelPolls()
        case .describeMapRun(let arn, let completion): completion(mapRunDocument(arn))
        case .updateMapRun(let arn, let update, let completion): self.update(arn, update, completion)
        case .deliver(let id, let stimulus): receive(stimulus, for: id)
        case .durable(let id, let incarnation, let effects): durable(id, incarnation, effects)
        case .writeFailed(let id, let incarnation, let error): writeFailed(id, incarnation, error)
        case .reload(let id): reload(id)
        case .mapRunItems(let arn, let items): mapRunItems(arn, items)
        case .mapRunWritten(let arn, let result): mapRunWritten(arn, result)
        case .health(let completion): completion(health)
        case .shutdown(let completion): shutdown(completion)
        }
    }
}
