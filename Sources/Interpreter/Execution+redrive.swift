extension Execution {
    /// Goes on where it failed: what is finished stays finished, what failed or was aborted is done again.
    ///
    /// Ignored after a success, while it runs, and where its history has no room for more.
    ///
    /// AWS Step Functions Developer Guide, "Redriving executions".
    func redrive() {
        switch outcome {
        case nil, .succeeded: return
        case .failed, .timedOut, .aborted: break
        }
        // Its first event must not be the one that the quota for events leaves for the end.
        guard lastEventID + 2 < header.quotas.historyEvents else { return }
        outcome = nil
        redriveCount += 1
        redriveMilliseconds = now
        timeOrigin = now
        let redriven = emit(.executionRedriven, after: lastEventID, .executionRedriven(count: redriveCount))
        revive(root, after: redriven)
    }

    private func revive(_ branch: Branch, after eventID: Int64) {
        guard !branch.isFinished else { return }
        branch.revive()
        branch.lastEventID = eventID
        branch.visit?.attempts = []
        branch.visit?.retryCount = 0
        branch.visit?.enteredMilliseconds = lastEventMilliseconds
        switch branch.activity {
        case .entering: ready.add(branch)
        case .parallel(let parallel) where !parallel.branches.allSatisfy(\.isFinished):
            for child in parallel.branches { revive(child, after: eventID) }
        case .map(let map) where map.branches.contains { $0 != nil }:
            for case let child? in map.branches { revive(child, after: eventID) }
        case .mapRun(var run):
            run.redriveCount += 1
            branch.update { $0 = .mapRun(run) }
            branch.lastEventID = emit(
                .mapRunRedriven, after: eventID,
                .mapRunRedriven(arn: run.request.mapRunArn, count: run.redriveCount))
            mapRuns[run.request.startedEventID] = branch
            emit(.redriveMapRun(run.request))
        default:
            branch.become(.resuming)
            ready.add(branch)
        }
    }
}
