import JSON
import StatesLanguage

extension Execution {
    /// A state failed: try again, go where a catcher says, or fail the branch.
    func fail(_ branch: Branch, _ cause: StateFailure) {
        guard outcome == nil, let visit = branch.visit else { return }
        let failure = cause.located(state: visit.state.name, enteredEventID: visit.enteredEventID)
        switch failure.kind {
        case .runtime:
            conclude(
                .failed(error: failure.error, cause: failure.cause), .executionFailed, after: branch.lastEventID,
                .executionFailed(error: failure.error, cause: failure.cause))
        case .evaluation(let location):
            recordEvaluationFailure(branch, visit, failure, location)
            retryOrCatch(branch, visit, failure)
        case .reported: retryOrCatch(branch, visit, failure)
        }
    }

    private func recordEvaluationFailure(_ branch: Branch, _ visit: Visit, _ failure: StateFailure, _ location: String?)
    {
        // AWS evaluates the fields of a state before it counts the Entered event as passed; a Wait state has waited.
        let isBeforeWork = branch.lastEventID == visit.enteredEventID && visit.state.kind.type != .wait
        branch.lastEventID = emit(
            .evaluationFailed, after: isBeforeWork ? visit.eventIDBefore : branch.lastEventID,
            .evaluationFailed(
                error: failure.error ?? "", cause: failure.cause ?? "", location: location, state: visit.state.name))
    }

    private func retryOrCatch(_ branch: Branch, _ visit: Visit, _ failure: StateFailure) {
        abortChildren(of: branch, after: branch.lastEventID)
        if retry(branch, visit, failure) { return }
        if let event = visit.state.kind.type.failedEvent {
            branch.lastEventID = emit(event, after: branch.lastEventID)
        }
        guard let catcher = visit.state.kind.catchers.first(where: { $0.matches(failure) }) else {
            return failBranch(branch, failure)
        }
        do throws(StateFailure) {
            try self.catch(branch, visit, failure, catcher)
        } catch {
            let second = error.located(state: visit.state.name, enteredEventID: visit.enteredEventID)
            if case .evaluation(let location) = second.kind {
                recordEvaluationFailure(branch, visit, second, location)
            }
            failBranch(branch, second)
        }
    }

    /// Arranges another try, if a retrier says so. An exhausted retrier that matches leaves it to the catchers.
    private func retry(_ branch: Branch, _ visit: Visit, _ failure: StateFailure) -> Bool {
        let retriers = visit.state.kind.retriers
        guard let index = retriers.firstIndex(where: { $0.matches(failure) }) else { return false }
        let retrier = retriers[index]
        inspector?.inspect(.retryIndex, .integer(Int64(index)))
        var attempts = visit.attempts.isEmpty ? Array(repeating: 0, count: retriers.count) : visit.attempts
        guard attempts[index] < retrier.maxAttempts else { return false }
        attempts[index] += 1
        decide(.retrier(index), branch)
        branch.visit?.attempts = attempts
        branch.visit?.retryCount += 1
        var randomness = randomness(purpose: .jitter)
        let delay = retrier.delayMilliseconds(
            attempt: attempts[index], fraction: retrier.hasFullJitter ? randomness.nextFraction() : 1)
        inspector?.inspect(.retryBackoffIntervalSeconds, .integer(delay / 1_000))
        branch.become(.retrying)
        deadlines.add(lastEventMilliseconds + delay, branch, .retry)
        inspector?.wait(until: lastEventMilliseconds + delay, in: visit.state, after: branch.lastEventID)
        return true
    }

    private func `catch`(
        _ branch: Branch, _ visit: Visit, _ failure: StateFailure, _ catcher: Catcher
    ) throws(StateFailure) {
        let errorOutput = failure.output
        var scope = scope(branch)
        let index = visit.state.kind.catchers.firstIndex {
            $0.next == catcher.next && $0.errorEquals == catcher.errorEquals
        }
        decide(.catcher(index ?? 0), branch)
        let field = "Catch[\(index ?? 0)]"
        inspector?.inspect(.catchIndex, .integer(Int64(index ?? 0)))
        let output: JSONValue
        switch visit.state.queryLanguage {
        case .jsonata:
            scope.errorOutput = errorOutput
            output =
                try catcher.output.map { template throws(StateFailure) in
                    try scope.evaluate(template, field: "\(field)/Output")
                } ?? errorOutput
        case .jsonPath:
            output = try catcher.resultPath.combine(errorOutput, into: visit.input.value)
            scope.input = errorOutput
        }
        let assigned =
            try catcher.assign.map { assign throws(StateFailure) in
                try scope.evaluate(assign, field: "\(field)/Assign")
            } ?? []
        try exit(branch, output: Payload(output), assigned: assigned, to: .next(catcher.next))
        ready.add(branch)
    }

    /// Nothing in the branch handles the failure.
    private func failBranch(_ branch: Branch, _ failure: StateFailure) {
        guard let parent = branch.parent else {
            return conclude(
                .failed(error: failure.error, cause: failure.cause), .executionFailed, after: branch.lastEventID,
                .executionFailed(error: failure.error, cause: failure.cause))
        }
        branch.end(.failed)
        if case .map = parent.branch.activity, let name = parent.branch.visit?.state.name {
            emit(.mapIterationFailed, after: branch.lastEventID, .mapIteration(name: name, index: Int64(parent.index)))
        }
        if case .task? = branch.visit?.state.kind { emit(.taskStateAborted, after: branch.lastEventID) }
        abortChildren(of: parent.branch, after: branch.lastEventID)
        parent.branch.lastEventID = branch.lastEventID
        fail(parent.branch, StateFailure(error: failure.error, cause: failure.cause, alias: failure.alias))
    }

    /// Stops all that still runs below a Parallel or Map state.
    private func abortChildren(of branch: Branch, after eventID: Int64) {
        switch branch.activity {
        case .parallel(let parallel):
            for child in parallel.branches { abort(child, after: eventID) }
        case .map(let map):
            for case let child? in map.branches where child.ending == nil {
                if let name = branch.visit?.state.name, let index = child.parent?.index {
                    emit(.mapIterationAborted, after: eventID, .mapIteration(name: name, index: Int64(index)))
                }
                abort(child, after: eventID)
            }
        default: break
        }
    }

    private func abort(_ branch: Branch, after eventID: Int64) {
        guard branch.ending == nil else { return }
        if let event = branch.visit?.state.kind.type.abortedEvent { emit(event, after: eventID) }
        abortChildren(of: branch, after: eventID)
        switch branch.activity {
        case .task(let task):
            tasks[task.scheduledEventID] = nil
            emit(.cancelTask(scheduledEventID: task.scheduledEventID))
        case .mapRun(let run):
            mapRuns[run.request.startedEventID] = nil
            emit(.cancelMapRun(startedEventID: run.request.startedEventID))
        default: break
        }
        branch.end(.aborted)
    }
}

extension StateFailure {
    /// What a catcher hands on: `Error` and, where there is one, `Cause`.
    var output: JSONValue {
        var output: JSONObject = ["Error": .string(error ?? "")]
        if let cause { output["Cause"] = .string(cause) }
        return .object(output)
    }
}

extension StateKind {
    /// Whether the type has a `Retry` field.
    var canRetry: Bool {
        switch self {
        case .task, .parallel, .map: true
        default: false
        }
    }

    var retriers: [Retrier] {
        switch self {
        case .task(let task): task.retriers
        case .parallel(let parallel): parallel.retriers
        case .map(let map): map.retriers
        default: []
        }
    }

    var catchers: [Catcher] {
        switch self {
        case .task(let task): task.catchers
        case .parallel(let parallel): parallel.catchers
        case .map(let map): map.catchers
        default: []
        }
    }
}

extension StateType {
    fileprivate var failedEvent: HistoryEventType? {
        switch self {
        case .parallel: .parallelStateFailed
        case .map: .mapStateFailed
        default: nil
        }
    }
}
