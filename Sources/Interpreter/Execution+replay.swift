/// The computed history is not the recorded one.
package struct ReplayDivergence: Error, Sendable, Hashable {
    /// The event of the recording at which they part.
    package let recorded: HistoryEvent?
    /// What this definition does there; nil where it does nothing by itself.
    package let computed: HistoryEvent?

    package init(recorded: HistoryEvent?, computed: HistoryEvent?) {
        self.recorded = recorded
        self.computed = computed
    }
}

extension Execution {
    /// Runs an execution again from its recorded events: what came from outside is taken from them, the rest is computed
    /// and compared.
    ///
    /// Afterwards the execution stands where the recording ends, and `takeEffects` gives what it still waits for.
    /// - Parameters:
    ///   - mapRunResult: how the Map Run that this event started ended; histories do not say.
    ///   - isSame: whether a recorded event (first) and the computed one (second) count as the same.
    /// - Throws: `ReplayDivergence` with both sides.
    package func replay(
        _ events: [HistoryEvent], mapRunResult: (Int64) -> MapRunResult? = { _ in nil },
        isSame: (HistoryEvent, HistoryEvent) -> Bool = { $0 == $1 }
    ) throws(ReplayDivergence) {
        replayTimes(events.map(\.timestampMilliseconds))
        let exists = activityExists
        activityExists = { [unowned self] arn in
            guard Int(self.lastEventID) < events.count else { return exists(arn) }
            return events[Int(self.lastEventID)].type == .activityScheduled
        }
        var outstanding = OutstandingEffects()
        var compared = 0
        while true {
            outstanding.add(takeEffects())
            let computed = takeEvents()
            for (index, event) in computed.enumerated() {
                guard compared < events.count else {
                    restore(Array(computed[index...]))
                    break
                }
                guard isSame(events[compared], event) else {
                    throw ReplayDivergence(recorded: events[compared], computed: event)
                }
                compared += 1
            }
            guard compared < events.count else { break }
            try advance(to: events[compared], mapRunResult)
        }
        replayTimes([])
        activityExists = exists
        for effect in outstanding.effects(of: self) { emit(effect) }
    }

    /// Does the next thing that leads to that event.
    private func advance(
        to event: HistoryEvent, _ mapRunResult: (Int64) -> MapRunResult?
    ) throws(ReplayDivergence) {
        switch event.details {
        case .executionAborted(let error, let cause):
            return apply(.stop(error: error, cause: cause), at: event.timestampMilliseconds)
        case .executionTimedOut: return timeOut()
        case .executionRedriven: return apply(.redrive, at: event.timestampMilliseconds)
        default: break
        }
        if isRunnable { return run(maximumSteps: 1) }
        if event.type == .executionStarted { return apply(.start, at: event.timestampMilliseconds) }
        if let stimulus = stimulus(for: event, mapRunResult) {
            return apply(stimulus, at: event.timestampMilliseconds)
        }
        setNow(event.timestampMilliseconds)
        // After a redrive many branches wait behind the same event; time wakes them in the order of their deadlines.
        let isBehind = { (branch: Branch) in branch.lastEventID == event.previousEventID }
        guard let branch = deadlines.first(where: isBehind) ?? firstLeaf(where: isBehind) else {
            throw ReplayDivergence(recorded: event, computed: nil)
        }
        guard passDeadline(of: branch, at: event) else { throw ReplayDivergence(recorded: event, computed: nil) }
    }

    /// Lets the time pass that leads to that event.
    ///
    /// - Returns: false where the branch waits for no time.
    func passDeadline(of branch: Branch, at event: HistoryEvent) -> Bool {
        switch branch.activity {
        case .waiting: deadlinePassed(branch, .wait)
        case .retrying: deadlinePassed(branch, .retry)
        case .task: deadlinePassed(branch, .taskTimeout)
        default: return false
        }
        return true
    }

    /// What the event says happened outside; nil for events that come from time alone.
    func stimulus(for event: HistoryEvent, _ mapRunResult: (Int64) -> MapRunResult?) -> Stimulus? {
        switch event.type {
        case .taskStarted, .lambdaFunctionStarted:
            return .taskStarted(scheduledEventID: event.previousEventID, workerName: nil)
        case .activityStarted:
            guard case .activityStarted(let name) = event.details else { return nil }
            return .taskStarted(scheduledEventID: event.previousEventID, workerName: name)
        case .taskSubmitted, .taskSucceeded, .lambdaFunctionSucceeded, .activitySucceeded:
            guard let id = task(withLastEventID: event.previousEventID), let output = event.details.output else {
                return nil
            }
            return event.type == .taskSubmitted
                ? .taskSubmitted(scheduledEventID: id, output: output)
                : .taskSucceeded(scheduledEventID: id, output: output)
        case .mapRunSucceeded, .mapRunFailed, .mapRunAborted: return mapRunStimulus(event, mapRunResult)
        default:
            guard let stage = event.type.failedStage, let id = task(withLastEventID: event.previousEventID) else {
                return nil
            }
            let (error, cause) = event.details.failure
            return .taskFailed(scheduledEventID: id, TaskFailure(error: error, cause: cause, stage: stage))
        }
    }

    private func mapRunStimulus(_ event: HistoryEvent, _ mapRunResult: (Int64) -> MapRunResult?) -> Stimulus? {
        guard let started = mapRuns.first(where: { $0.value.lastEventID == event.previousEventID })?.key else {
            return nil
        }
        if event.type == .mapRunAborted { return .mapRunFinished(startedEventID: started, .aborted) }
        if case .error(let error, let cause) = event.details {
            return .mapRunFinished(startedEventID: started, .failed(error: error ?? "", cause: cause ?? ""))
        }
        return mapRunResult(started).map { .mapRunFinished(startedEventID: started, $0) }
    }

    private func task(withLastEventID id: Int64) -> Int64? {
        guard let branch = leaf(withLastEventID: id), case .task(let task) = branch.activity else { return nil }
        return task.scheduledEventID
    }

    /// The innermost branch that waits behind that event.
    private func leaf(withLastEventID id: Int64) -> Branch? { firstLeaf { $0.lastEventID == id } }

    /// The first innermost branch under way of which that is true.
    func firstLeaf(where isWanted: (Branch) -> Bool) -> Branch? {
        var waiting = [root]
        while let branch = waiting.popLast() {
            guard branch.ending == nil else { continue }
            switch branch.activity {
            case .parallel(let parallel): waiting += parallel.branches
            case .map(let map): waiting += map.branches.compactMap { $0 }
            default: if isWanted(branch) { return branch }
            }
        }
        return nil
    }
}

/// Effects whose outcome is not recorded yet.
private struct OutstandingEffects {
    private var tasks: [Int64: Effect] = [:]
    private var mapRuns: [Int64: Effect] = [:]
    private var finish: Effect?

    mutating func add(_ effects: [Effect]) {
        for effect in effects {
            switch effect {
            case .startTask(let attempt): tasks[attempt.scheduledEventID] = effect
            case .startMapRun(let request): mapRuns[request.startedEventID] = effect
            case .finish: finish = effect
            case .cancelTask, .cancelMapRun, .redriveMapRun: break
            }
        }
    }

    func effects(of execution: Execution) -> [Effect] {
        let tasks = execution.tasks.keys.sorted().compactMap { self.tasks[$0] }
        let mapRuns = execution.mapRuns.keys.sorted().compactMap { self.mapRuns[$0] }
        return tasks + mapRuns + (execution.outcome == nil ? [] : [finish].compactMap { $0 })
    }
}

extension HistoryEventType {
    /// How far a task had come that failed with an event of this type; nil for all other types.
    fileprivate var failedStage: TaskFailure.Stage? {
        switch self {
        case .taskFailed, .lambdaFunctionFailed, .activityFailed: .work
        case .taskStartFailed, .lambdaFunctionStartFailed, .activityScheduleFailed: .start
        case .taskSubmitFailed: .submission
        default: nil
        }
    }
}

extension EventDetails {
    fileprivate var output: Payload? {
        switch self {
        case .taskOutput(_, let text), .output(let text): try? Payload(parsing: text)
        default: nil
        }
    }

    fileprivate var failure: (error: String?, cause: String?) {
        switch self {
        case .taskError(_, let error, let cause), .error(let error, let cause): (error, cause)
        default: (nil, nil)
        }
    }
}
