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
            guard let machine = try machine(of: record) else {
                throw RecoveryError(reason: "its definition is not in the journal")
            }
            let execution = Execution(header: try header(of: record), machine: machine)
            let running = Running(
                id: id, execution: execution, journaling: record.isExpress ? .startAndEnd : .history, observer: nil)
            running.parked = Running.Parked(
                wakeMilliseconds: record.wakeMilliseconds, hasEffectsInFlight: record.hasEffectsInFlight)
            running.stopMilliseconds = record.stopMilliseconds
            if record.isExpress {
                adopt(running)
                deliver(.start, to: running)
            } else {
                try replay(execution, record)
                adopt(running)
                resume(running)
            }
            return running
        } catch {
            recoveryFailed(id, "\(error)")
            return nil
        }
    }

    private func replay(_ execution: Execution, _ record: ExecutionRecord) throws {
        let lines = try journal.historyBytes(of: record.id).split(separator: UInt8(ascii: "\n"))
        let events = try lines.map { try HistoryEvent(JSONValue(parsing: Array($0))) }
        if events.isEmpty { return execution.apply(.start, at: record.startMilliseconds) }
        try execution.replay(events) { startedEventID in
            mapRunResult(of: events, startedEventID: startedEventID)
        }
    }

    /// Goes on: effects whose outcome is unknown are out again, those of an ended execution are not.
    private func resume(_ running: Running) {
        let execution = running.execution
        guard execution.outcome == nil else {
            _ = execution.takeEffects()
            return
        }
        for effect in execution.takeEffects() {
            if case .startTask(let attempt) = effect {
                resume(running, attempt)
            } else {
                perform([effect], of: running.id)
            }
        }
        advance(running)
    }

    private func resume(_ running: Running, _ attempt: TaskAttempt) {
        switch running.execution.progress(of: attempt.scheduledEventID) {
        case nil: return
        case .waitsForCallback: return
        case .scheduled, .started, .submitted:
            guard configuration.interruptedTaskPolicy(attempt) == .fail else { return perform(attempt, running) }
            let failure = TaskFailure(
                error: "Baton.Interrupted",
                cause: "The process ended while the task was running, and its policy is not to try it again.")
            deliver(.taskFailed(scheduledEventID: attempt.scheduledEventID, failure), to: running)
        }
    }

    private func header(of record: ExecutionRecord) throws -> ExecutionHeader {
        ExecutionHeader(
            id: record.id.rawValue, arn: record.arn, name: record.name, stateMachineArn: record.stateMachineArn,
            stateMachineName: Arn.name(ofStateMachine: record.stateMachineArn), roleArn: record.roleArn,
            versionArn: record.details["stateMachineVersionArn"]?.string,
            aliasArn: record.details["stateMachineAliasArn"]?.string, region: configuration.region,
            input: try Payload(parsing: record.input), startMilliseconds: record.startMilliseconds, seed: record.seed,
            isExpress: record.isExpress, quotas: configuration.quotas)
    }

    /// The machine of a record: the whole definition, or the processor of a Map state in it.
    private func machine(of record: ExecutionRecord) throws -> StateMachine? {
        guard let whole = try machine(record.definition) else { return nil }
        guard let location = record.details["processorOf"]?.string else { return whole }
        guard let state = whole.workflow.state(at: location), case .map(let map) = state.kind else { return nil }
        return StateMachine(
            comment: nil, queryLanguage: whole.queryLanguage, timeoutSeconds: nil, workflow: map.processor)
    }

    private func machine(_ id: DefinitionID) throws -> StateMachine? {
        if let machine = machines[id] { return machine }
        guard let text = try journal.text(of: id) else { return nil }
        // What was accepted once is run: Express rules are stricter, so Standard ones fit both.
        let machine = DefinitionCompiler().compile(text).machine
        machines[id] = machine
        return machine
    }

    private func recoveryFailed(_ id: ExecutionID, _ reason: String) {
        configuration.reportFault("execution \(id) cannot be taken up again: \(reason)")
    }
}

/// Why an execution cannot be taken up again.
struct RecoveryError: Error, CustomStringConvertible {
    let reason: String

    var description: String { reason }
}

extension Workflow {
    /// The state at that place of the definition, at any depth.
    func state(at location: String) -> State? {
        for state in states {
            if state.location == location { return state }
            guard location.hasPrefix(state.location + "/") else { continue }
            switch state.kind {
            case .parallel(let parallel):
                for branch in parallel.branches { if let found = branch.state(at: location) { return found } }
            case .map(let map): return map.processor.state(at: location)
            default: continue
            }
        }
        return nil
    }
}
