extension Execution {
    /// Goes on where it failed: what is finished stays finished, what failed or was aborted is done again.
    ///
    /// AWS Step Functions Developer Guide, "Redriving executions".
    func redrive() {
        switch outcome {
        case nil, .succeeded: return
        case .failed, .timedOut, .aborted: break
        }
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
        case .mapRun(let started):
            mapRuns[started] = branch
            emit(.redriveMapRun(startedEventID: started))
        default:
            branch.become(.resuming)
            ready.add(branch)
        }
    }
}
