import Threads
import Interpreter
import JSON
import JSONPath
import Journal
import StatesLanguage

/// Map Runs: reads the items, runs a child execution for each, collects what comes of them.
///
/// AWS Step Functions Developer Guide, "Using Map state in Distributed mode to orchestrate large-scale parallel
/// workloads".
extension EngineLoop {
    // MARK: Start

    func startMapRun(_ request: MapRunRequest, _ running: Running) {
        let arn = request.mapRunArn
        // It may have been cancelled before it could start.
        guard running.execution.mapState(startedEventID: request.startedEventID) != nil else { return }
        running.mapRunArns.insert(arn)
        if let known = recoveredMapRun(request, running) {
            mapRuns[arn] = known
            // A crash may have come between the parent's redrive and the run's.
            return known.redriveCount < running.execution.mapRunRedrives(startedEventID: request.startedEventID)
                ? redrive(arn) : proceed(arn)
        }
        mapRuns[arn] = MapRun(
            request, parent: running.id, startMilliseconds: running.execution.lastEventMilliseconds)
        save(arn)
        switch request.items {
        case .values(let items): mapRunItems(arn, .success(items))
        case .reader(let reader, let arguments, let maxItems): read(request, reader, arguments, maxItems)
        }
    }

    private func read(_ request: MapRunRequest, _ reader: ItemReader, _ arguments: JSONValue, _ maxItems: Int64?) {
        let mailbox = mailbox
        let arn = request.mapRunArn
        guard let datasets = configuration.datasets else {
            return mapRunItems(
                arn,
                .failure(MapRunFailure(error: "States.ItemReaderFailed", cause: "No object store is configured.")))
        }
        datasets.read(reader, arguments: arguments, maxItems: maxItems) { items in
            mailbox.send(.mapRunItems(arn: arn, items))
        }
    }

    /// The items are there: makes the inputs of the children and starts the first.
    func mapRunItems(_ arn: String, _ items: Result<[MapItem], MapRunFailure>) {
        guard var run = mapRuns[arn], run.phase == .reading, let parent = running[run.parent] else { return }
        do {
            let values = try items.get().map { item in
                try parent.execution.mapRunInput(startedEventID: run.request.startedEventID, item: item)
            }
            run.begin(run.request.inputs(of: values))
            // Where the inputs could not be written, children may have run all the same.
            recoverChildren(&run)
            mapRuns[arn] = run
            save(arn, with: run.inputWrites())
            proceed(arn)
        } catch let failure as MapRunFailure {
            end(arn, .failed(error: failure.error, cause: failure.cause), failure: failure)
        } catch let failure as StateFailure {
            let located = MapRunFailure(error: failure.error ?? "", cause: failure.cause ?? "")
            end(arn, .failed(error: located.error, cause: located.cause), failure: located)
        } catch {
            let unknown = MapRunFailure(error: "States.ItemReaderFailed", cause: "\(error)")
            end(arn, .failed(error: unknown.error, cause: unknown.cause), failure: unknown)
        }
    }

    // MARK: Children

    /// Starts what may be started; ends the run where nothing is left.
    private func proceed(_ arn: String) {
        checkTolerance(arn)
        guard var run = mapRuns[arn], run.phase == .running else { return }
        let startable = run.takeStartable()
        mapRuns[arn] = run
        for index in startable { startChild(index, of: arn) }
        checkTolerance(arn)
        guard let run = mapRuns[arn] else { return }
        if let parent = self.running[run.parent] {
            for observer in observers(parent) { observer.proceeded(parent.execution.header, run.progress) }
        }
        if run.phase == .running, run.isComplete { complete(arn) }
    }

    /// Fails the run where more children failed than is tolerated.
    private func checkTolerance(_ arn: String) {
        guard let run = mapRuns[arn], run.phase == .running, run.failure == nil, run.isIntolerable else { return }
        mapRuns[arn]?.failure = MapRunFailure(
            error: "States.ExceedToleratedFailureThreshold",
            cause: "The specified tolerated failure threshold was exceeded")
        abortChildren(of: arn)
    }

    private func startChild(_ index: Int, of arn: String) {
        guard let run = mapRuns[arn], let parent = running[run.parent] else { return }
        if case .pendingRedrive(let id) = run.children[index] { return redriveChild(id, index, of: arn) }
        let header = parent.execution.header
        guard let state = parent.execution.mapState(startedEventID: run.request.startedEventID) else { return }
        let stateMachineArn = "\(header.stateMachineArn)/\(run.request.label)"
        let machine = ResolvedMachine(
            stateMachineArn: stateMachineArn, name: "\(header.stateMachineName)/\(run.request.label)",
            roleArn: header.roleArn, definition: "",
            machine: StateMachine(
                comment: nil, queryLanguage: parent.execution.machine.queryLanguage, timeoutSeconds: nil,
                workflow: run.request.processor),
            isExpress: run.request.isExpress)
        let request = StartRequest(
            machine: machine,
            name: childName(
                header.seed(afterEvent: run.request.startedEventID), run.request.startedEventID, index, run.redriveCount
            ),
            input: Payload(text: run.inputs[index]))
        configuration.mocks?.share(
            with: MockedExecution(stateMachineName: machine.name, name: request.name ?? ""),
            of: MockedExecution(stateMachineName: header.stateMachineName, name: header.name))
        let place = ExecutionParent(
            id: run.parent, mapRunArn: arn, definition: parent.definition,
            details: [
                "processorOf": .string(state.location), "mapRunIndex": .integer(Int64(index)),
                "mapRunRedrive": .integer(run.redriveCount),
            ])
        do throws(ServiceError) {
            let (child, isNew) = try begin(
                request, journaling: run.request.isExpress ? .startAndEnd : .history, parent: place)
            mapRuns[arn]?.set(index, .running(child.id))
            mapRunsByChild[child.id] = arn
            if isNew { launch(child) }
        } catch {
            configuration.reportFault("\(arn): child \(index) cannot be started: \(error.message)")
            mapRuns[arn]?.set(index, .aborted(nil))
        }
    }

    /// Lets a child go on that did not succeed; one that cannot stays what it is.
    private func redriveChild(_ id: ExecutionID, _ index: Int, of arn: String) {
        guard let child = hydrate(id) else { return set(index, .aborted(id), of: arn) }
        set(index, .running(id), of: arn)
        mapRunsByChild[id] = arn
        deliver(.redrive, to: child)
        guard let outcome = child.execution.outcome else { return }
        mapRunsByChild[id] = nil
        set(index, MapRun.Child(id, outcome), of: arn)
        forgetIfEnded(child)
    }

    private func set(_ index: Int, _ child: MapRun.Child, of arn: String) { mapRuns[arn]?.set(index, child) }

    /// The same child always has the same name.
    private func childName(_ seed: UInt64, _ startedEventID: Int64, _ index: Int, _ redrive: Int64) -> String {
        var randomness = Randomness(
            seed: seed ^ UInt64(bitPattern: startedEventID) &* 0x9E37_79B9 ^ UInt64(index) << 24 ^ UInt64(redrive) << 56
        )
        _ = randomness.next()
        return randomness.nextUUID()
    }

    /// A child of a Map Run has ended.
    func childFinished(_ child: Running, _ finished: FinishedExecution) {
        guard let arn = mapRunsByChild.removeValue(forKey: child.id), var run = mapRuns.removeValue(forKey: arn) else {
            return
        }
        if let index = run.index(of: child.id) { run.set(index, MapRun.Child(child.id, finished.outcome)) }
        mapRuns[arn] = run
        proceed(arn)
    }

    private func abortChildren(of arn: String) {
        for id in mapRuns[arn]?.runningChildren.sorted() ?? [] { deliver(.stop(error: nil, cause: nil), to: id) }
    }

    // MARK: End

    private func complete(_ arn: String) {
        guard var run = mapRuns[arn] else { return }
        if let failure = run.failure {
            return end(arn, .failed(error: failure.error, cause: failure.cause), failure: failure)
        }
        run.phase = .writing
        mapRuns[arn] = run
        let mailbox = mailbox
        // Express children end before the journal has their results.
        if run.request.isExpress { journal.flush() }
        do throws(MapRunFailure) {
            let children = try results(of: run)
            if let writing = run.request.writing, writing.writer.exports {
                guard let datasets = configuration.datasets else {
                    throw MapRunFailure(error: "States.ResultWriterFailed", cause: "No object store is configured.")
                }
                return datasets.write(children, writing, mapRunArn: arn) { result in
                    mailbox.send(.mapRunWritten(arn: arn, result))
                }
            }
            mapRunWritten(arn, .success(MapRunResults.stateOutput(children, run.request.writing)))
        } catch {
            mapRunWritten(arn, .failure(error))
        }
    }

    /// The results are where they belong.
    func mapRunWritten(_ arn: String, _ result: Result<JSONValue, MapRunFailure>) {
        switch result {
        case .success(let value): end(arn, .succeeded(value), result: value)
        case .failure(let failure):
            end(arn, .failed(error: failure.error, cause: failure.cause), failure: failure)
        }
    }

    private func end(
        _ arn: String, _ outcome: MapRunResult, result: JSONValue? = nil, failure: MapRunFailure? = nil
    ) {
        guard var run = mapRuns[arn], let parent = running[run.parent] else { return }
        run.phase = .ended
        run.failure = failure ?? run.failure
        run.stopMilliseconds = configuration.clock()
        mapRuns[arn] = run
        // The result rides with the parent's events: replaying them needs it.
        parent.extraWrites.append(
            .putResource(
                kind: MapRun.resourceKind, name: arn,
                body: run.document(executionArn: parent.execution.header.arn, result: result)))
        deliver(.mapRunFinished(startedEventID: run.request.startedEventID, outcome), to: parent)
    }

    /// The Map state is over before its run: what was written with `cancellationWrites` is done.
    func cancelMapRun(_ startedEventID: Int64, _ running: Running) {
        guard let arn = mapRun(startedEventID, running), var run = mapRuns.removeValue(forKey: arn) else { return }
        for index in run.children.indices where run.children[index] == .pending { run.set(index, .aborted(nil)) }
        if run.phase != .ended { run.stopMilliseconds = configuration.clock() }
        run.phase = .ended
        mapRuns[arn] = run
        save(arn)
        abortChildren(of: arn)
    }

    /// What the journal must know of Map Runs as soon as it knows that they are not wanted any more.
    func cancellationWrites(_ effects: [Effect], _ running: Running) -> [JournalWrite] {
        effects.compactMap { effect in
            guard case .cancelMapRun(let eventID) = effect, let arn = mapRun(eventID, running),
                var run = mapRuns[arn], run.phase != .ended
            else { return nil }
            run.phase = .ended
            run.stopMilliseconds = configuration.clock()
            return .putResource(
                kind: MapRun.resourceKind, name: arn,
                body: run.document(executionArn: running.execution.header.arn, result: nil))
        }
    }

    func redriveMapRun(_ request: MapRunRequest, _ running: Running) {
        let arn = request.mapRunArn
        running.mapRunArns.insert(arn)
        if mapRuns[arn] == nil { mapRuns[arn] = recoveredMapRun(request, running) }
        guard mapRuns[arn] != nil else { return startMapRun(request, running) }
        redrive(arn)
    }

    private func redrive(_ arn: String) {
        // Those that are being stopped end for the run as it was, not for the one that begins.
        for id in mapRuns[arn]?.runningChildren ?? [:].keys { mapRunsByChild[id] = nil }
        mapRuns[arn]?.redrive(at: configuration.clock())
        save(arn)
        proceed(arn)
    }

    private func mapRun(_ startedEventID: Int64, _ running: Running) -> String? {
        running.mapRunArns.first { mapRuns[$0]?.request.startedEventID == startedEventID }
    }

    /// Drops a Map Run from memory; the journal has it.
    func forgetMapRun(_ arn: String) {
        guard let run = mapRuns.removeValue(forKey: arn) else { return }
        for id in run.runningChildren { mapRunsByChild[id] = nil }
    }

    /// The document of a Map Run that is running, with the counts of this moment.
    func mapRunDocument(_ arn: String) -> JSONValue? {
        guard let run = mapRuns[arn], run.phase != .ended, let parent = running[run.parent] else { return nil }
        return run.document(executionArn: parent.execution.header.arn, result: nil)
    }

    func update(
        _ arn: String, _ update: MapRunUpdate, _ completion: @escaping @Sendable (Result<Void, ServiceError>) -> Void
    ) {
        guard var run = mapRuns[arn], run.phase != .ended else {
            return completion(
                .failure(ServiceError(code: "ResourceNotFound", message: "Resource not found: '\(arn)'")))
        }
        run.maxConcurrency = update.maxConcurrency ?? run.maxConcurrency
        run.toleratedFailureCount = update.toleratedFailureCount ?? run.toleratedFailureCount
        run.toleratedFailurePercentage = update.toleratedFailurePercentage ?? run.toleratedFailurePercentage
        mapRuns[arn] = run
        save(arn) { completion($0.mapError { .notWritten($0) }) }
        proceed(arn)
    }

    // MARK: Journal

    private func save(
        _ arn: String, with others: [JournalWrite] = [],
        then completion: @escaping @Sendable (Result<Void, JournalError>) -> Void = { _ in }
    ) {
        guard let run = mapRuns[arn], let parent = running[run.parent] else { return }
        let document = run.document(executionArn: parent.execution.header.arn, result: nil)
        let parentID = run.parent
        let mailbox = mailbox
        journal.commit(others + [.putResource(kind: MapRun.resourceKind, name: arn, body: document)]) { result in
            completion(result)
            if case .failure = result { mailbox.send(.reload(parentID)) }
        }
    }

    /// What the journal knows of the children's outcomes.
    private func results(of run: MapRun) throws(MapRunFailure) -> [MapRunChild] {
        var results: [MapRunChild] = []
        for (index, child) in run.children.enumerated() {
            guard let id = child.id else { continue }
            let record: ExecutionRecord?
            do throws(JournalError) {
                record = try journal.execution(id: id)
            } catch {
                throw MapRunFailure(error: "States.Runtime", cause: "The journal could not be read: \(error)")
            }
            guard let record, record.status != .running else {
                throw MapRunFailure(
                    error: "States.Runtime",
                    cause: "The journal does not know how child \(index) of \(run.request.mapRunArn) ended.")
            }
            results.append(MapRunChild(record: record, input: run.inputs[index]))
        }
        return results
    }

    /// A Map Run that was there before a crash, with what its children came to.
    private func recoveredMapRun(_ request: MapRunRequest, _ running: Running) -> MapRun? {
        guard let document = try? journal.resource(kind: MapRun.resourceKind, name: request.mapRunArn),
            let count = document["childCount"]?.integer
        else { return nil }
        var run = MapRun(
            request, parent: running.id,
            startMilliseconds: Int64(((document["startDate"]?.double ?? 0) * 1_000).rounded()))
        guard let entries = try? savedInputs(request.mapRunArn), !entries.isEmpty, entries.count >= Int(count) else {
            return nil
        }
        run.begin(entries.map { ($0[0]?.string ?? "null", Int($0[1]?.integer ?? 1)) })
        run.maxConcurrency = document["maxConcurrency"]?.integer ?? run.maxConcurrency
        run.redriveCount = document["redriveCount"]?.integer ?? 0
        run.redriveMilliseconds = document["redriveDate"]?.double.map { Int64(($0 * 1_000).rounded()) }
        recoverChildren(&run)
        return run
    }

    private func savedInputs(_ arn: String) throws -> [JSONValue] {
        var entries: [JSONValue] = []
        var last: String?
        while true {
            let page = try journal.resources(
                kind: MapRun.inputsResourceKind, prefix: "\(arn)#", after: last, limit: 100)
            guard !page.isEmpty else { return entries }
            for resource in page { entries += resource.body.array ?? [] }
            last = page.last?.name
        }
    }

    private func recoverChildren(_ run: inout MapRun) {
        var cursor: ExecutionID?
        repeat {
            guard
                let page = try? journal.executions(
                    matching: ExecutionFilter(mapRunArn: run.request.mapRunArn), after: cursor, limit: 1_000)
            else { return }
            for child in page.executions {
                guard let index = child.details["mapRunIndex"]?.integer.map(Int.init),
                    run.children.indices.contains(index), run.children[index] == .pending
                else { continue }
                switch child.status {
                case .running, .pendingRedrive:
                    run.set(index, .running(child.id))
                    mapRunsByChild[child.id] = run.request.mapRunArn
                case .succeeded: run.set(index, .succeeded(child.id))
                case _ where !run.hasHadItsTurn(child):
                    if !run.request.isExpress { run.set(index, .pendingRedrive(child.id)) }
                case .failed: run.set(index, .failed(child.id))
                case .timedOut: run.set(index, .timedOut(child.id))
                case .aborted: run.set(index, .aborted(child.id))
                }
            }
            cursor = page.next
        } while cursor != nil
    }
}
