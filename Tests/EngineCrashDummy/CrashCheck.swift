import Engine
import Interpreter
import JSON
import Journal

/// Looks at what the lives of a process left behind.
struct CrashCheck {
    let world: CrashWorld
    private let journal: SQLiteJournal
    private let archive: ExecutionArchive

    init(_ world: CrashWorld) throws {
        self.world = world
        journal = try SQLiteJournal(path: world.journalPath, access: .read)
        archive = ExecutionArchive(journal)
    }

    /// What is wrong, a line each.
    func faults() throws -> [String] {
        var faults = try journal.checkIntegrity()
        var records: [ExecutionRecord] = []
        var cursor: ExecutionID?
        repeat {
            let page = try journal.executions(matching: ExecutionFilter(), after: cursor, limit: 500)
            records += try page.executions.compactMap { try journal.execution(id: $0.id) }
            cursor = page.next
        } while cursor != nil
        for record in records { faults += try faultsOf(record).map { "\(record.arn): \($0)" } }
        faults += try outcomes()
        faults += try promises(records)
        faults += try repeats(records)
        faults += try children(records)
        return faults
    }

    // MARK: Each execution

    private func faultsOf(_ record: ExecutionRecord) throws -> [String] {
        var faults: [String] = []
        if record.status == .running { faults.append("is still running") }
        let events = try archive.events(of: record)
        for (index, event) in events.enumerated() {
            if event.id != Int64(index + 1) { faults.append("event \(index + 1) has the id \(event.id)") }
            if event.previousEventID >= event.id { faults.append("event \(event.id) follows a later one") }
            if index > 0, event.timestampMilliseconds < events[index - 1].timestampMilliseconds {
                faults.append("event \(event.id) is earlier than the one before")
            }
        }
        do {
            let execution = try archive.replayed(record)
            if execution.lastEventID != Int64(events.count) { faults.append("replays to \(execution.lastEventID)") }
            if (execution.outcome == nil) != (record.status == .running) { faults.append("replays to another status") }
        } catch {
            faults.append("does not replay: \(error)")
        }
        faults += waits(events)
        if let workload = CrashWorkload.allCases.first(where: { record.stateMachineArn.hasSuffix(":\($0.name)") }) {
            faults += retries(events, workload)
        }
        return faults
    }

    /// A wait must not end before its time.
    private func waits(_ events: [HistoryEvent]) -> [String] {
        events.compactMap { event in
            guard event.type == .waitStateExited, case .stateExited(let name, _, _) = event.details, name == "Pause",
                let entered = events.first(where: { $0.id == event.previousEventID })
            else { return nil }
            let waited = event.timestampMilliseconds - entered.timestampMilliseconds
            return waited < 1_000 ? "event \(event.id): waited \(waited) ms of 1000" : nil
        }
    }

    private func retries(_ events: [HistoryEvent], _ workload: CrashWorkload) -> [String] {
        let delays = workload.retryDelaysSeconds
        guard workload == .retries || workload == .caught else { return [] }
        let failures = events.filter { $0.type == .taskFailed }
        let scheduled = events.filter { $0.type == .taskScheduled }
        guard scheduled.count == delays.count + 1 else { return ["was tried \(scheduled.count) times"] }
        return zip(zip(failures, scheduled.dropFirst()), delays).compactMap { pair, delay in
            let waited = pair.1.timestampMilliseconds - pair.0.timestampMilliseconds
            return waited < delay * 1_000 ? "tried again after \(waited) ms" : nil
        }
    }

    // MARK: All together

    private func outcomes() throws -> [String] {
        try (0..<world.count).compactMap { number in
            let workload = CrashWorkload.of(number)
            let arn = CrashWorld.arn(workload, "e\(number)")
            guard let record = try journal.execution(arn: arn) else { return "\(arn): is not there" }
            guard let expected = workload.output(number) else {
                return record.status == .aborted ? nil : "\(arn): ended \(record.status), not ABORTED"
            }
            guard record.status == .succeeded, let output = record.output else {
                return "\(arn): ended \(record.status) \(record.error ?? "") \(record.cause ?? "")"
            }
            return try JSONValue(parsing: output) == expected ? nil : "\(arn): gave \(output), not \(expected.text)"
        }
    }

    /// What was told is so.
    private func promises(_ records: [ExecutionRecord]) throws -> [String] {
        var succeeded: Set<String> = []
        for record in records {
            for event in try archive.events(of: record) where event.isTaskSuccess {
                succeeded.insert("\(record.id):\(try scheduledEvent(of: event, in: archive.events(of: record)))")
            }
        }
        return world.promises.words().compactMap { words in
            switch words[0] {
            case "A", "X", "R":
                guard let record = records.first(where: { $0.arn == words[1] }) else { return "lost: \(words[1])" }
                if words[0] == "R", record.redriveCount == 0 { return "not redriven: \(words[1])" }
                return words[0] == "X" && record.status != .aborted ? "not stopped: \(words[1])" : nil
            case "Y":
                guard let (id, event) = TaskToken.address(of: words[1]) else { return "no token: \(words[1])" }
                return succeeded.contains("\(id):\(event)") ? nil : "lost the answer of \(words[1])"
            default: return nil
            }
        }
    }

    /// No attempt starts after its outcome is durable; that is after anything that followed from it has begun.
    private func repeats(_ records: [ExecutionRecord]) throws -> [String] {
        let notes = world.notes.words()
        var firstStart: [String: Int] = [:]
        var lastStart: [String: Int] = [:]
        for (line, words) in notes.enumerated() where words[0] == "S" {
            firstStart[words[1]] = firstStart[words[1]] ?? line
            lastStart[words[1]] = line
        }
        var faults = jobsSubmittedAgain(notes)
        for record in records {
            let events = try archive.events(of: record)
            for event in events where event.isScheduled {
                let key = "\(record.arn)#\(event.id)"
                // A task that was scheduled because of another's outcome comes after all of the other's starts.
                guard let begin = firstStart[key] else { continue }
                for cause in ancestors(of: event, in: events) + finishedBeforeRedrive(event, in: events)
                where cause.isScheduled {
                    if let last = lastStart["\(record.arn)#\(cause.id)"], last > begin {
                        faults.append("\(record.arn)#\(cause.id) ran again after \(event.id), which follows from it")
                    }
                }
            }
        }
        return faults
    }

    /// A job whose submission is durable is waited for, not submitted again.
    private func jobsSubmittedAgain(_ notes: [[String]]) -> [String] {
        var waitedFor: Set<String> = []
        return notes.compactMap { words in
            if words[0] == "Q" { waitedFor.insert(words[1]) }
            return words[0] == "J" && waitedFor.contains(words[1]) ? "\(words[1]) was submitted again" : nil
        }
    }

    /// The tasks that had succeeded when the execution was redriven, of an event after that.
    private func finishedBeforeRedrive(_ event: HistoryEvent, in events: [HistoryEvent]) -> [HistoryEvent] {
        guard let redriven = events.last(where: { $0.type == .executionRedriven && $0.id < event.id }) else {
            return []
        }
        return events.filter { $0.isTaskSuccess && $0.id < redriven.id }.compactMap { success in
            ancestors(of: success, in: events).first { $0.isScheduled }
        }
    }

    /// Children of a run: none missing, none twice.
    private func children(_ records: [ExecutionRecord]) throws -> [String] {
        var runs: [String: [Int64]] = [:]
        for record in records {
            guard let arn = record.mapRunArn else { continue }
            runs[arn, default: []].append(record.details["mapRunIndex"]?.integer ?? -1)
        }
        return runs.compactMap { arn, indexes in
            let count: Int64 = arn.contains(":batched/") ? 5 : 9
            return indexes.sorted() == Array(0..<count) ? nil : "\(arn): has children \(indexes.sorted())"
        }
    }

    private func ancestors(of event: HistoryEvent, in events: [HistoryEvent]) -> [HistoryEvent] {
        var ancestors: [HistoryEvent] = []
        var id = event.previousEventID
        while id > 0, events.indices.contains(Int(id) - 1) {
            ancestors.append(events[Int(id) - 1])
            id = events[Int(id) - 1].previousEventID
        }
        return ancestors
    }

    private func scheduledEvent(of event: HistoryEvent, in events: [HistoryEvent]) throws -> Int64 {
        ancestors(of: event, in: events).first { $0.isScheduled }?.id ?? 0
    }
}

extension HistoryEvent {
    fileprivate var isScheduled: Bool {
        [.taskScheduled, .lambdaFunctionScheduled, .activityScheduled].contains(type)
    }

    fileprivate var isTaskSuccess: Bool {
        [.taskSucceeded, .lambdaFunctionSucceeded, .activitySucceeded].contains(type)
    }
}
