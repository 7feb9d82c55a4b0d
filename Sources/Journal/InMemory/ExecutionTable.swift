internal import JSON

/// Executions in memory, by number and by ARN.
struct ExecutionTable {
    struct Execution {
        var record: ExecutionRecord
        var history: [Row] = []
    }

    /// The events of one commit.
    struct Row {
        var firstEventID: Int64
        var events: [UInt8]
    }

    /// What a commit makes of the executions it names: the new record and the rows to add to the history, or none for
    /// those it deletes.
    typealias Changes = [ExecutionID: Execution?]

    private var executions: [ExecutionID: Execution] = [:]
    private var arns: [ExactText: ExecutionID] = [:]
    /// Every number in ascending order.
    private var ids: [ExecutionID] = []

    subscript(id: ExecutionID) -> Execution? { executions[id] }

    subscript(arn arn: String) -> Execution? { arns[ExactText(arn)].flatMap { executions[$0] } }

    var open: [OpenExecution] {
        ids.compactMap { id in
            guard let record = executions[id]?.record, record.status == .running else { return nil }
            return OpenExecution(
                id: id, wakeMilliseconds: record.wakeMilliseconds, hasEffectsInFlight: record.hasEffectsInFlight)
        }
    }

    func page(matching filter: ExecutionFilter, after cursor: ExecutionID?, limit: Int) -> ExecutionPage {
        var page = ExecutionPage(executions: [], next: nil)
        let end = cursor.map(position) ?? ids.endIndex
        for id in ids[..<end].reversed() {
            guard let record = executions[id]?.record, filter.matches(record) else { continue }
            guard page.executions.count < limit else {
                page.next = page.executions.last?.id
                break
            }
            page.executions.append(ExecutionSummary(record))
        }
        return page
    }

    // MARK: Changing

    /// Works out what those writes make of the executions, without changing anything yet.
    func changes(
        for writes: [JournalWrite], hasDefinition: (DefinitionID) -> Bool
    ) throws(JournalError) -> Changes {
        var changes: Changes = [:]
        var newARNs: [ExactText: ExecutionID] = [:]
        for write in writes {
            switch write {
            case .createExecution(let record):
                _ = try Progress.starting(record)
                guard hasDefinition(record.definition) else {
                    throw .rejected(reason: "there is no definition \(record.definition)")
                }
                let arn = ExactText(record.arn)
                let others = [record.id, arns[arn], newARNs[arn]].compactMap(\.self)
                guard others.allSatisfy({ current($0, changes) == nil }) else {
                    throw .duplicateExecution(arn: record.arn)
                }
                newARNs[arn] = record.id
                changes[record.id] = .some(Execution(record: record))
            case .appendHistory(let id, let first, let last, let events):
                var execution = try existing(id, changes)
                try execution.append(firstEventID: first, lastEventID: last, events: events)
                changes[id] = .some(execution)
            case .updateExecution(let id, let update):
                var execution = try existing(id, changes)
                try execution.apply(update)
                changes[id] = .some(execution)
            case .deleteExecution(let id): changes[id] = .some(nil)
            case .putResource, .deleteResource, .run: break
            }
        }
        return changes
    }

    mutating func apply(_ changes: Changes) {
        for (id, execution) in changes {
            switch (executions[id]?.record.arn, execution) {
            case (_?, let execution?):
                executions[id]?.record = execution.record
                executions[id]?.history.append(contentsOf: execution.history)
            case (let arn?, nil):
                executions[id] = nil
                // Unless another has taken it over in the same commit.
                if arns[ExactText(arn)] == id { arns[ExactText(arn)] = nil }
                ids.remove(at: position(id))
            case (nil, let execution?):
                executions[id] = execution
                arns[ExactText(execution.record.arn)] = id
                ids.insert(id, at: position(id))
            case (nil, nil): break
            }
        }
    }

    /// Where the number is, or would be.
    private func position(_ id: ExecutionID) -> Int {
        var (low, high) = (0, ids.count)
        if let last = ids.last, last < id { return high }
        while low < high {
            let middle = (low + high) / 2
            if ids[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func current(_ id: ExecutionID, _ changes: Changes) -> Execution? {
        changes[id] ?? executions[id].map { Execution(record: $0.record) }
    }

    private func existing(_ id: ExecutionID, _ changes: Changes) throws(JournalError) -> Execution {
        guard let execution = current(id, changes) else { throw .unknownExecution(id) }
        return execution
    }
}

extension ExecutionTable.Execution {
    mutating func append(firstEventID: Int64, lastEventID: Int64, events: [UInt8]) throws(JournalError) {
        var progress = Progress(record)
        try progress.append(to: record.id, firstEventID: firstEventID, lastEventID: lastEventID, events: events)
        history.append(ExecutionTable.Row(firstEventID: firstEventID, events: events))
        record.lastEventID = lastEventID
    }

    mutating func apply(_ update: ExecutionUpdate) throws(JournalError) {
        var progress = Progress(record)
        let change = try progress.apply(update, to: record.id)
        record.take(progress)
        if case .set(let outcome) = change {
            (record.output, record.error, record.cause) = (outcome.output, outcome.error, outcome.cause)
        }
        if case .details(let details) = update { record.details = details }
    }

    func history(from first: Int64, limit: Int, reversed: Bool) -> [[UInt8]] {
        guard
            let wanted = pageOfEvents(
                from: first, limit: limit, reversed: reversed, lastEventID: record.lastEventID)
        else { return [] }
        // The last row that starts at or before the first event wanted.
        let start = history.lastIndex { $0.firstEventID <= wanted.lowerBound } ?? 0
        let events = history[start...].prefix { $0.firstEventID <= wanted.upperBound }
            .flatMap { lines(of: $0.events, first: $0.firstEventID, in: wanted) }
        return reversed ? events.reversed() : events
    }
}

extension ExecutionRecord {
    fileprivate mutating func take(_ progress: Progress) {
        status = progress.status
        stopMilliseconds = progress.stopMilliseconds
        redriveCount = progress.redriveCount
        redriveMilliseconds = progress.redriveMilliseconds
        lastEventID = progress.lastEventID
        wakeMilliseconds = progress.wakeMilliseconds
        hasEffectsInFlight = progress.hasEffectsInFlight
    }
}

extension ExecutionSummary {
    fileprivate init(_ record: ExecutionRecord) {
        self.init(
            id: record.id, arn: record.arn, stateMachineArn: record.stateMachineArn, name: record.name,
            startMilliseconds: record.startMilliseconds, status: record.status,
            stopMilliseconds: record.stopMilliseconds, redriveCount: record.redriveCount,
            redriveMilliseconds: record.redriveMilliseconds, mapRunArn: record.mapRunArn, details: record.details)
    }
}

extension ExecutionFilter {
    fileprivate func matches(_ record: ExecutionRecord) -> Bool {
        func isSame(_ wanted: String?, _ found: String?) -> Bool {
            wanted.map { wanted in found.map { sameBytes(wanted, $0) } ?? false } ?? true
        }
        let details = record.details
        return isSame(stateMachineArn, record.stateMachineArn) && isSame(mapRunArn, record.mapRunArn)
            && status.map { $0 == record.status } ?? true
            && redriveFilter.map { ($0 == .redriven) == (record.redriveCount > 0) } ?? true
            && (isSame(versionOrAliasArn, details["stateMachineVersionArn"]?.string)
                || isSame(versionOrAliasArn, details["stateMachineAliasArn"]?.string))
            && startedFromMilliseconds.map { record.startMilliseconds >= $0 } ?? true
            && startedToMilliseconds.map { record.startMilliseconds < $0 } ?? true
            && stoppedBeforeMilliseconds.map { limit in record.stopMilliseconds.map { $0 < limit } ?? false } ?? true
    }
}
