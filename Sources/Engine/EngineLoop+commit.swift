import Tasks
import Threads
import Interpreter
import JSON
import Journal

extension EngineLoop {
    /// Writes what an execution did since the last time, and lets its effects start once that is durable.
    func commit(_ running: Running) {
        let execution = running.execution
        running.hasIdleEvents = false
        guard running.fault == nil else { return }
        let events = execution.takeEvents()
        let effects = execution.takeEffects()
        let finished = execution.outcome != nil && effects.contains { $0.isFinish }
        if finished { running.stopMilliseconds = execution.lastEventMilliseconds }
        guard running.journaling == .history else { return happened(running, events, effects) }
        var writes = writes(running, events, isFinished: finished)
        writes += running.extraWrites
        running.extraWrites = []
        let tellers = running.onCommit
        running.onCommit = []
        timers.set(running.id, execution.nextDeadlineMilliseconds())
        guard !writes.isEmpty || !effects.isEmpty || !tellers.isEmpty else { return }
        running.pendingCommits += 1
        writes += cancellationWrites(effects, running)
        let id = running.id
        let incarnation = running.incarnation
        let mailbox = mailbox
        let observers = observers(running)
        let header = execution.header
        journal.commit(writes) { result in
            for teller in tellers { teller(result) }
            switch result {
            case .success:
                for observer in observers where !events.isEmpty { observer.observe(header, events) }
                mailbox.send(.durable(id, incarnation: incarnation, effects))
            case .failure(let error): mailbox.send(.writeFailed(id, incarnation: incarnation, error))
            }
        }
    }

    /// Tells somebody how an execution stands once the journal knows it: a crash must not make it otherwise.
    func tellOnceDurable(_ running: Running, _ completion: @escaping @Sendable (Result<Void, ServiceError>) -> Void) {
        guard running.pendingCommits > 0 else { return completion(.success(())) }
        running.onceDurable.append { completion($0.mapError { .notWritten($0) }) }
    }

    /// What an execution that is not journaled did, is done at once.
    private func happened(_ running: Running, _ events: [HistoryEvent], _ effects: [Effect]) {
        let execution = running.execution
        for observer in observers(running) where !events.isEmpty { observer.observe(execution.header, events) }
        timers.set(running.id, execution.nextDeadlineMilliseconds())
        var writes: [JournalWrite] = running.extraWrites
        running.extraWrites = []
        if let record = running.newRecord { writes.append(.createExecution(record)) }
        running.newRecord = nil
        if running.journaling == .startAndEnd, let finished = running.finished, effects.contains(where: \.isFinish) {
            writes.append(.updateExecution(running.id, finished.update))
        }
        let tellers = running.onCommit
        running.onCommit = []
        if !writes.isEmpty || !tellers.isEmpty {
            journal.commit(writes) { result in for teller in tellers { teller(result) } }
        }
        if !effects.isEmpty { perform(effects, of: running.id) }
    }

    func observers(_ running: Running) -> [any ExecutionObserver] {
        [configuration.observer, running.observer].compactMap { $0 }
    }

    private func writes(_ running: Running, _ events: [HistoryEvent], isFinished: Bool) -> [JournalWrite] {
        let execution = running.execution
        var writes: [JournalWrite] = []
        let parked = Running.Parked(
            wakeMilliseconds: execution.nextDeadlineMilliseconds(),
            hasEffectsInFlight: execution.hasEffectsInFlight || execution.isRunnable)
        if var record = running.newRecord {
            record.wakeMilliseconds = parked.wakeMilliseconds
            record.hasEffectsInFlight = parked.hasEffectsInFlight
            running.newRecord = nil
            running.parked = parked
            writes.append(.createExecution(record))
        }
        if let first = events.first, let last = events.last {
            if case .executionRedriven = first.details {
                writes.append(
                    .updateExecution(
                        running.id,
                        .redriven(count: Int(execution.redriveCount), milliseconds: first.timestampMilliseconds)))
            }
            writes.append(
                .appendHistory(running.id, firstEventID: first.id, lastEventID: last.id, events: Self.lines(events)))
        }
        if isFinished, let finished = running.finished {
            writes.append(.updateExecution(running.id, finished.update))
        } else if execution.outcome == nil, parked != running.parked {
            running.parked = parked
            writes.append(
                .updateExecution(
                    running.id,
                    .parked(
                        wakeMilliseconds: parked.wakeMilliseconds, hasEffectsInFlight: parked.hasEffectsInFlight)))
        }
        return writes
    }

    private static func lines(_ events: [HistoryEvent]) -> [UInt8] {
        var writer = JSONWriter()
        writer.reserve(events.count * 256)
        for event in events {
            event.write(to: &writer)
            writer.raw("\n")
        }
        return writer.bytes
    }

    /// Events of an execution are durable: their effects may start.
    func durable(_ id: ExecutionID, _ incarnation: Int, _ effects: [Effect]) {
        guard let running = running[id], running.incarnation == incarnation else { return }
        running.pendingCommits -= 1
        guard running.fault == nil else { return takeBack(running) }
        if running.pendingCommits == 0 { running.tellOnceDurable(.success(())) }
        perform(effects, of: id)
        parked(running)
    }

    /// What could not be written did not happen.
    func writeFailed(_ id: ExecutionID, _ incarnation: Int, _ error: JournalError) {
        guard let running = running[id], running.incarnation == incarnation else { return }
        running.pendingCommits -= 1
        if running.fault == nil {
            let retry = configuration.writeRetryMilliseconds
            configuration.reportFault("\(running.execution.header.arn): \(error); trying again in \(retry) ms")
        }
        for waiter in waiters.removeValue(forKey: id) ?? [] { waiter(.failure(.notWritten(error))) }
        let run = mapRunsByChild[id]
        reload(running, because: error)
        if let parent = run.flatMap({ mapRuns[$0]?.parent }) { reload(parent) }
    }

    /// What an execution depends on could not be written.
    func reload(_ id: ExecutionID) {
        guard let running = running[id] else { return }
        reload(running, because: .rejected(reason: "what the execution depends on could not be written"))
    }

    /// Has an execution do nothing any more, until it is taken back to what the journal has of it.
    private func reload(_ running: Running, because error: JournalError) {
        if running.fault == nil {
            running.fault = error
            for cancellation in running.cancellations.values { cancellation.cancel() }
            for arn in activities.keys { activities[arn]?.remove(running.id) }
        }
        takeBack(running)
    }

    /// Goes on from what the journal has, after a while. Not while commits are on their way: one that went well after all
    /// would be missing from what is read now, and events that contradict it could follow it.
    private func takeBack(_ running: Running) {
        guard let error = running.fault, running.pendingCommits == 0 else { return }
        forget(running)
        timers.set(running.id, configuration.clock() + configuration.writeRetryMilliseconds)
        for action in running.inbox { action(running) }
        for teller in running.onCommit { teller(.failure(error)) }
        running.tellOnceDurable(.failure(error))
    }

    /// Drops an execution from memory.
    func forget(_ running: Running) {
        self.running[running.id] = nil
        idsByArn[running.execution.header.arn] = nil
        timers.set(running.id, nil)
        running.mapRunArns.forEach(forgetMapRun)
    }
}

extension Effect {
    var isFinish: Bool {
        if case .finish = self { true } else { false }
    }
}

extension FinishedExecution {
    var update: ExecutionUpdate {
        switch outcome {
        case .succeeded(let output): .stopped(.succeeded, stopMilliseconds: stopMilliseconds, output: output.text)
        case .failed(let error, let cause):
            .stopped(.failed, stopMilliseconds: stopMilliseconds, error: error, cause: cause)
        case .timedOut: .stopped(.timedOut, stopMilliseconds: stopMilliseconds)
        case .aborted(let error, let cause):
            .stopped(.aborted, stopMilliseconds: stopMilliseconds, error: error, cause: cause)
        }
    }
}
