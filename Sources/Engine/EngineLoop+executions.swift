import Interpreter
import JSON
import JSONPath
import Journal
import StatesLanguage

extension EngineLoop {
    // MARK: Start

    func start(
        _ request: StartRequest, _ completion: @escaping @Sendable (Result<StartedExecution, ServiceError>) -> Void
    ) {
        do throws(ServiceError) {
            let (running, isNew) = try begin(request, journaling: request.machine.isExpress ? .startAndEnd : .history)
            let header = running.execution.header
            let started = StartedExecution(executionArn: header.arn, startMilliseconds: header.startMilliseconds)
            guard isNew else { return tellOnceDurable(running) { completion($0.map { started }) } }
            running.onCommit.append { completion($0.map { started }.mapError { .notWritten($0) }) }
            launch(running)
        } catch {
            completion(.failure(error))
        }
    }

    func startAndWait(
        _ request: StartRequest, _ completion: @escaping @Sendable (Result<FinishedExecution, ServiceError>) -> Void
    ) {
        do throws(ServiceError) {
            let (running, isNew) = try begin(request, journaling: request.machine.isExpress ? .nothing : .history)
            waiters[running.id, default: []].append(completion)
            if isNew { launch(running) }
        } catch {
            completion(.failure(error))
        }
    }

    /// Makes a new execution, or finds the one of that name and input that runs, or has ended so lately that the journal does
    /// not know it yet.
    func begin(
        _ request: StartRequest, journaling: Running.Journaling, parent: ExecutionParent? = nil
    ) throws(ServiceError) -> (Running, isNew: Bool) {
        let machine = request.machine
        let seed = configuration.randomSeed()
        var randomness = Randomness(seed: ~seed)
        let name = request.name ?? randomness.nextUUID()
        let arn =
            machine.isExpress
            ? Arn.expressExecution(machine.stateMachineArn, name: name, id: randomness.nextUUID())
            : Arn.execution(machine.stateMachineArn, name: name)
        if request.name != nil, !machine.isExpress, let existing = try existing(arn, input: request.input) {
            return (existing, false)
        }
        let id = journal.nextExecutionID()
        let header = ExecutionHeader(
            id: id.rawValue, arn: arn, name: name, stateMachineArn: machine.stateMachineArn,
            stateMachineName: machine.name, roleArn: machine.roleArn, versionArn: machine.versionArn,
            aliasArn: machine.aliasArn, region: configuration.region, input: request.input,
            startMilliseconds: configuration.clock(), seed: seed, isExpress: machine.isExpress, mapItem: nil,
            quotas: configuration.quotas)
        let keepsEvents = journaling == .history || machine.keepsExpressEvents || request.observer != nil
        let execution = Execution(header: header, machine: machine.machine, keepsEvents: keepsEvents)
        let record = journaling == .nothing ? nil : try record(header, request, parent)
        let running = Running(
            id: id, incarnation: nextIncarnation(), execution: execution, journaling: journaling,
            definition: record?.definition, observer: request.observer)
        running.newRecord = record
        adopt(running)
        return (running, true)
    }

    func launch(_ running: Running) {
        for observer in observers(running) { observer.started(running.execution.header) }
        deliver(.start, to: running)
    }

    /// Puts an execution among those in memory.
    func adopt(_ running: Running) {
        self.running[running.id] = running
        idsByArn[running.execution.header.arn] = running.id
        let directory = configuration.machines
        running.execution.waitTimeScale = configuration.waitTimeScale
        running.execution.activityExists = { directory.activityExists(arn: $0) }
    }

    private func existing(_ arn: String, input: Payload) throws(ServiceError) -> Running? {
        if let id = idsByArn[arn], let running = running[id],
            running.execution.outcome == nil || running.pendingCommits > 0
        {
            guard running.execution.header.input.value == input.value else { throw .executionAlreadyExists(arn) }
            return running
        }
        guard let record = try find(arn) else { return nil }
        guard record.status == .running, let recorded = try? Payload(parsing: record.input),
            recorded.value == input.value, let running = hydrate(record.id)
        else { throw .executionAlreadyExists(arn) }
        return running
    }

    private func find(_ arn: String) throws(ServiceError) -> ExecutionRecord? {
        do throws(JournalError) {
            return try journal.execution(arn: arn)
        } catch {
            throw .unavailable("The journal could not be read: \(error)")
        }
    }

    private func record(
        _ header: ExecutionHeader, _ request: StartRequest, _ parent: ExecutionParent?
    ) throws(ServiceError) -> ExecutionRecord {
        do throws(JournalError) {
            let definition: DefinitionID
            if let whole = parent?.definition {
                definition = whole
            } else {
                definition = try definitionID(of: request.machine)
            }
            var details = parent?.details ?? [:]
            if header.quotas == .lifted { details[ExecutionRecord.liftedQuotas] = true }
            details["stateMachineVersionArn"] = header.versionArn.map(JSONValue.string)
            details["stateMachineAliasArn"] = header.aliasArn.map(JSONValue.string)
            details["traceHeader"] = request.traceHeader.map(JSONValue.string)
            return ExecutionRecord(
                id: ExecutionID(rawValue: header.id), arn: header.arn, stateMachineArn: header.stateMachineArn,
                name: header.name, definition: definition, isExpress: header.isExpress, roleArn: header.roleArn,
                input: header.input.text, startMilliseconds: header.startMilliseconds, seed: header.seed,
                rulesVersion: header.rules.version, hasEffectsInFlight: true, mapRunArn: parent?.mapRunArn,
                parent: parent?.id, details: details)
        } catch {
            throw .unavailable("The journal could not be written: \(error)")
        }
    }

    /// The number of a machine's text, without digesting the text at every start.
    private func definitionID(of machine: ResolvedMachine) throws(JournalError) -> DefinitionID {
        if let (text, id) = definitions[machine.stateMachineArn], text == machine.definition { return id }
        let id = try journal.definitionID(for: machine.definition)
        definitions[machine.stateMachineArn] = (machine.definition, id)
        archive.remember(machine.machine, id)
        return id
    }

    // MARK: End

    func wait(for arn: String, _ completion: @escaping @Sendable (Result<FinishedExecution, ServiceError>) -> Void) {
        do throws(ServiceError) {
            if let id = idsByArn[arn], let running = running[id] {
                if running.execution.outcome == nil || running.pendingCommits > 0 {
                    return waiters[id, default: []].append(completion)
                }
            }
            guard let record = try find(arn) else { throw .executionDoesNotExist(arn) }
            guard let finished = FinishedExecution(record) else {
                waiters[record.id, default: []].append(completion)
                // Nobody waits for what nobody runs.
                _ = hydrate(record.id)
                return
            }
            completion(.success(finished))
        } catch {
            completion(.failure(error))
        }
    }

    /// An execution has ended and the journal knows it.
    func finish(_ running: Running) {
        guard let finished = running.finished else { return }
        for observer in observers(running) { observer.ended(running.execution.header, finished.outcome) }
        for waiter in waiters.removeValue(forKey: running.id) ?? [] { waiter(.success(finished)) }
        childFinished(running, finished)
        forget(running)
    }

    // MARK: From outside

    func stop(
        _ arn: String, _ error: String?, _ cause: String?,
        _ completion: @escaping @Sendable (Result<Int64, ServiceError>) -> Void
    ) {
        change(arn, .stop(error: error, cause: cause), completion) { running in running.execution.outcome == nil }
    }

    func redrive(_ arn: String, _ completion: @escaping @Sendable (Result<Int64, ServiceError>) -> Void) {
        do throws(ServiceError) {
            guard let record = try find(arn) else { throw .executionDoesNotExist(arn) }
            if record.isExpress { throw .expressNotRedrivable }
            if record.mapRunArn != nil { throw .notRedrivableAlone }
            let obstacle = RedriveObstacle(
                record, quotas: configuration.quotas, nowMilliseconds: configuration.clock())
            if let obstacle { throw .notRedrivable(obstacle) }
            change(arn, .redrive, completion) { $0.execution.outcome != nil }
        } catch {
            completion(.failure(error))
        }
    }

    /// Applies a stimulus to an execution wherever it is, and completes once that is durable.
    private func change(
        _ arn: String, _ stimulus: Stimulus,
        _ completion: @escaping @Sendable (Result<Int64, ServiceError>) -> Void, _ applies: (Running) -> Bool
    ) {
        do throws(ServiceError) {
            guard let running = try locate(arn) else { throw .executionDoesNotExist(arn) }
            guard applies(running) else {
                let time = running.stopMilliseconds ?? running.execution.lastEventMilliseconds
                tellOnceDurable(running) { completion($0.map { time }) }
                return forgetIfEnded(running)
            }
            running.execution.apply(stimulus, at: configuration.clock())
            let time = running.execution.lastEventMilliseconds
            running.onCommit.append { completion($0.map { time }.mapError { .notWritten($0) }) }
            advance(running)
        } catch {
            completion(.failure(error))
        }
    }

    /// Drops an execution that came into memory only to be looked at.
    func forgetIfEnded(_ running: Running) {
        if running.execution.outcome != nil, running.pendingCommits == 0 { forget(running) }
    }

    private func locate(_ arn: String) throws(ServiceError) -> Running? {
        if let id = idsByArn[arn], let running = running[id] { return running }
        guard let record = try find(arn) else { return nil }
        return hydrate(record.id)
    }
}

/// Where a child execution belongs.
struct ExecutionParent {
    let id: ExecutionID
    let mapRunArn: String?
    /// Whose text the child runs a part of; nil for one with a definition of its own.
    let definition: DefinitionID?
    let details: JSONObject
}

extension FinishedExecution {
    init?(_ record: ExecutionRecord) {
        let outcome: Outcome
        switch record.status {
        case .running, .pendingRedrive: return nil
        case .succeeded: outcome = .succeeded(output: Payload(text: record.output ?? "null"))
        case .failed: outcome = .failed(error: record.error, cause: record.cause)
        case .timedOut: outcome = .timedOut
        case .aborted: outcome = .aborted(error: record.error, cause: record.cause)
        }
        self.init(
            executionArn: record.arn, name: record.name, stateMachineArn: record.stateMachineArn, input: record.input,
            startMilliseconds: record.startMilliseconds, stopMilliseconds: record.stopMilliseconds ?? 0,
            outcome: outcome, redriveCount: Int64(record.redriveCount))
    }
}

extension Payload {
    /// A payload from text that we wrote ourselves.
    init(text: String) {
        self = (try? Payload(parsing: text)) ?? Payload(.string(text))
    }
}
