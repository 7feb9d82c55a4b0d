import Interpreter
import JSON
import Journal
import StatesLanguage

extension EngineLoop {
    /// Brings an execution back from the journal to where it stood, and has what it waits for done again.
    ///
    /// - Returns: nil where the journal has no such execution, or one that cannot be brought back.
    func hydrate(_ id: ExecutionID) -> Running? {
        if let running = running[id] { return running }
        do {
            guard let record = try journal.execution(id: id) else { return nil }
            let execution = record.isExpress ? try archive.new(record) : try archive.replayed(record)
            let running = Running(
                id: id, incarnation: nextIncarnation(), execution: execution,
                journaling: record.isExpress ? .startAndEnd : .history, definition: record.definition, observer: nil)
            running.parked = Running.Parked(
                wakeMilliseconds: record.wakeMilliseconds, hasEffectsInFlight: record.hasEffectsInFlight)
            running.stopMilliseconds = record.stopMilliseconds
            adopt(running)
            if record.status == .running, try isOrphan(record) {
                _ = execution.takeEffects()
                deliver(.stop(error: nil, cause: nil), to: running)
            } else if record.isExpress {
                deliver(.start, to: running)
            } else {
                resume(running)
            }
            return running
        } catch {
            recoveryFailed(id, "\(error)")
            return nil
        }
    }

    /// Goes on: effects whose outcome is unknown are out again, those of an ended execution are not.
    private func resume(_ running: Running) {
        let execution = running.execution
        guard execution.outcome == nil else {
            _ = execution.takeEffects()
            return
        }
        execution.renewHeartbeats(at: configuration.clock())
        for effect in execution.takeEffects() {
            if case .startTask(let attempt) = effect {
                resume(running, attempt)
            } else {
                perform([effect], of: running.id)
            }
        }
        advance(running)
    }

    /// Whether it is a child of a Map Run that was over before a crash and could not tell it any more.
    private func isOrphan(_ record: ExecutionRecord) throws -> Bool {
        guard let arn = record.mapRunArn else { return false }
        if let run = mapRuns[arn] { return run.phase == .ended }
        return try journal.resource(kind: MapRun.resourceKind, name: arn)?["status"]?.string != "RUNNING"
    }

    private func resume(_ running: Running, _ attempt: TaskAttempt) {
        switch running.execution.progress(of: attempt.scheduledEventID) {
        case nil: return
        case .waitsForCallback: return
        case .submitted: perform(attempt, running)
        case .scheduled, .started:
            guard configuration.interruptedTaskPolicy(attempt) == .fail else { return perform(attempt, running) }
            let failure = TaskFailure(
                error: "Baton.Interrupted",
                cause: "The process ended while the task was running, and its policy is not to try it again.")
            deliver(.taskFailed(scheduledEventID: attempt.scheduledEventID, failure), to: running)
        }
    }

    private func recoveryFailed(_ id: ExecutionID, _ reason: String) {
        configuration.reportFault("execution \(id) cannot be taken up again: \(reason)")
    }
}
