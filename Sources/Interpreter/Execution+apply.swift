extension Execution {
    /// Takes in something that happened at that moment. What it leads to is done by `run`.
    ///
    /// Every stimulus is either taken or ignored; what is ignored and why:
    ///
    /// | stimulus | ignored when |
    /// | --- | --- |
    /// | `start` | started before |
    /// | `task…`, `heartbeat` | the task is over: it timed out, was aborted by a sibling's failure, or answered before |
    /// | `mapRunFinished` | the Map state is over |
    /// | `timePassed` | nothing is due |
    /// | any but `redrive` | the execution has ended |
    /// | `redrive` | it has not ended, it succeeded, or its history is full |
    package func apply(_ stimulus: Stimulus, at milliseconds: Int64) {
        setNow(milliseconds)
        if case .redrive = stimulus { return redrive() }
        guard outcome == nil else { return }
        switch stimulus {
        case .start: start()
        case .taskStarted(let id, let workerName): taskStarted(id, workerName: workerName)
        case .taskSubmitted(let id, let output): taskSubmitted(id, output: output)
        case .taskSucceeded(let id, let output): taskSucceeded(id, output: output)
        case .taskFailed(let id, let failure): taskFailed(id, failure)
        case .heartbeat(let id): heartbeat(id)
        case .mapRunFinished(let id, let result): mapRunFinished(id, result)
        case .timePassed: timePassed(milliseconds)
        case .stop(let error, let cause):
            conclude(
                .aborted(error: error, cause: cause), .executionAborted, after: 0,
                .executionAborted(error: error, cause: cause))
        case .redrive: break
        }
    }

    /// Runs what is ready, at most so many states; `isRunnable` says whether there is more.
    package func run(maximumSteps: Int = .max) {
        defer { ready.rest() }
        var steps = 0
        while steps < maximumSteps, outcome == nil, let branch = ready.next() {
            while outcome == nil, branch.isReady {
                guard steps < maximumSteps else { return ready.putBack(branch) }
                steps += 1
                step(branch)
            }
        }
    }

    private func start() {
        guard !isStarted else { return }
        isStarted = true
        emit(
            .executionStarted, after: 0,
            .executionStarted(
                input: header.input.text, roleArn: header.roleArn, versionArn: header.versionArn,
                aliasArn: header.aliasArn))
        ready.add(root)
    }

    /// Handles one due deadline after the other, each with all that follows from it.
    private func timePassed(_ milliseconds: Int64) {
        while outcome == nil {
            if let machineDeadline, machineDeadline <= milliseconds,
                machineDeadline <= deadlines.nextMilliseconds() ?? .max
            {
                return timeOut()
            }
            guard let entry = deadlines.popDue(at: milliseconds) else { return }
            deadlinePassed(entry.branch, entry.purpose)
            run()
        }
    }

    func timeOut() {
        conclude(
            .timedOut, .executionTimedOut, after: 0, .executionTimedOut(error: ErrorName.timeout, cause: nil))
    }

    func deadlinePassed(_ branch: Branch, _ purpose: DeadlineQueue.Purpose) {
        switch purpose {
        case .wait: endWait(branch)
        case .retry:
            branch.become(.resuming)
            ready.add(branch)
        case .taskTimeout, .heartbeat: taskTimedOut(branch)
        }
    }
}
