import JSON
import StatesLanguage

extension Execution {
    /// Runs an execution again from a history that numbers concurrent events in another order than we do, such as AWS's.
    ///
    /// Each branch is driven along its own chain of recorded events; what is computed takes the ids and times that the
    /// recording has, and is compared as a partial order. Afterwards the execution stands where the recording ends.
    ///
    /// - Parameters:
    ///   - mapRunResult: how the Map Run that this event started ended; histories do not say.
    ///   - isSame: whether a recorded event (first) and the computed one (second) say the same.
    /// - Throws: `ReplayDivergence` with both sides.
    package func follow(
        _ events: [HistoryEvent], mapRunResult: (Int64) -> MapRunResult? = { _ in nil },
        isSame: @escaping (HistoryEvent, HistoryEvent) -> Bool = { $0 == $1 }
    ) throws(ReplayDivergence) {
        let chains = RecordedChains(events, isSame: isSame)
        self.chains = chains
        activityExists = { [unowned self] _ in
            chains.nextID(of: .activityScheduled, after: self.lastEventID) != nil
        }
        defer {
            self.chains = nil
            activityExists = { _ in true }
        }
        while let event = chains.next() {
            setNow(event.timestampMilliseconds)
            try advance(along: chains, to: event, mapRunResult)
            if let divergence = chains.divergence { throw divergence }
            guard chains.isTaken(event) else { throw ReplayDivergence(recorded: event, computed: nil) }
        }
        requeue()
    }

    private func advance(
        along chains: RecordedChains, to event: HistoryEvent, _ mapRunResult: (Int64) -> MapRunResult?
    ) throws(ReplayDivergence) {
        switch event.details {
        case .executionAborted(let error, let cause):
            return apply(.stop(error: error, cause: cause), at: event.timestampMilliseconds)
        case .executionTimedOut: return timeOut()
        case .executionRedriven: return apply(.redrive, at: event.timestampMilliseconds)
        case .stateEntered(let name, _):
            guard let branch = firstLeaf(where: { $0.isEntering(name) && $0.lastEventID == event.previousEventID })
            else { throw divergence(at: event) }
            return chains.isCutOff(event) ? chains.skip(event) : step(branch)
        default: break
        }
        if chains.isCutOff(event) { return chains.skip(event) }
        if event.type == .executionStarted { return apply(.start, at: event.timestampMilliseconds) }
        if event.type == .mapRunSucceeded, adoptMapRun(event, chains, mapRunResult) { return }
        if let stimulus = stimulus(for: event, mapRunResult) {
            return apply(stimulus, at: event.timestampMilliseconds)
        }
        guard let branch = firstLeaf(where: { $0.lastEventID == event.previousEventID }) else {
            throw ReplayDivergence(recorded: event, computed: nil)
        }
        if !branch.isReady, !passDeadline(of: branch, at: event) { throw divergence(at: event) }
        if branch.isReady, !chains.isTaken(event) { step(branch) }
    }

    /// Lets a Map state whose run gave something unknown be left with what is recorded.
    ///
    /// - Returns: false where the result is known, or no such state was left.
    private func adoptMapRun(
        _ event: HistoryEvent, _ chains: RecordedChains, _ mapRunResult: (Int64) -> MapRunResult?
    ) -> Bool {
        guard let (started, branch) = mapRuns.first(where: { $0.value.lastEventID == event.previousEventID }),
            mapRunResult(started) == nil, let transition = branch.visit?.state.transition,
            case .stateExited(_, let text, let variables)? = chains.exit(ofMapRun: event)?.details,
            let output = try? Payload(parsing: text)
        else { return false }
        mapRuns[started] = nil
        let run = emit(.mapRunSucceeded, after: branch.lastEventID)
        emit(.mapStateSucceeded, after: run)
        branch.lastEventID = run
        let assigned = variables.map { (name: $0.name, value: (try? JSONValue(parsing: $0.value)) ?? .null) }
        do throws(StateFailure) {
            try exit(branch, output: output, assigned: assigned, to: transition)
        } catch {
            fail(branch, error)
        }
        if branch.isReady { ready.add(branch) }
        return true
    }

    /// The difference at an event that nothing leads to: what the branch that stands there would do instead.
    private func divergence(at event: HistoryEvent) -> ReplayDivergence {
        guard let branch = firstLeaf(where: { $0.lastEventID == event.previousEventID && $0.isReady }) else {
            return ReplayDivergence(recorded: event, computed: nil)
        }
        step(branch)
        return chains?.divergence ?? ReplayDivergence(recorded: event, computed: nil)
    }

    /// Puts into the ready queue what is ready; following a recording passes it by.
    private func requeue() {
        ready = ReadyQueue()
        _ = firstLeaf { branch in
            branch.isQueued = false
            if branch.isReady { ready.add(branch) }
            return false
        }
    }
}

extension Branch {
    /// Whether the state of that name is what it enters next.
    fileprivate func isEntering(_ name: String) -> Bool {
        guard ending == nil, case .entering(let index, _) = activity else { return false }
        return workflow[index].name == name
    }
}
