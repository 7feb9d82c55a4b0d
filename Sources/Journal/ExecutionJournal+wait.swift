internal import Threads

extension ExecutionJournal {
    /// Writes all of this or nothing and waits until it is durable.
    package func commitAndWait(_ writes: [JournalWrite]) throws(JournalError) {
        let outcome = Mailbox<Result<Void, JournalError>>()
        commit(writes) { outcome.send($0) }
        guard case .elements(let results) = outcome.receive(), let result = results.first else { return }
        try result.get()
    }

    /// Removes the executions that stopped before that time, in commits of a hundred.
    ///
    /// - Returns: how many were removed.
    @discardableResult
    package func deleteExecutions(stoppedBeforeMilliseconds time: Int64) throws(JournalError) -> Int {
        let filter = ExecutionFilter(stoppedBeforeMilliseconds: time)
        var count = 0
        var cursor: ExecutionID?
        repeat {
            let page = try executions(matching: filter, after: cursor, limit: 100)
            if !page.executions.isEmpty { try commitAndWait(page.executions.map { .deleteExecution($0.id) }) }
            count += page.executions.count
            cursor = page.next
        } while cursor != nil
        return count
    }
}
