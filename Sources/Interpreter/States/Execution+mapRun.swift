package import JSON
import StatesLanguage

extension Execution {
    /// Distributed Map: has its items run as child executions.
    ///
    /// AWS Step Functions Developer Guide, "Using Map state in Distributed mode".
    func startMapRun(
        _ branch: Branch, _ state: MapState, _ distributed: DistributedMap
    ) throws(StateFailure) {
        guard let visit = branch.visit else { return }
        let items = try runItems(branch, state, distributed)
        let concurrency = try maxConcurrency(branch, state)
        branch.lastEventID = emit(
            .mapStateStarted, after: branch.lastEventID, .mapStateStarted(length: items.length))
        let tolerance = try tolerance(branch, distributed)
        var randomness = randomness(purpose: .mapRun)
        let label = distributed.label ?? randomness.nextUUID()
        let arn = mapRunArn(label: label, id: randomness.nextUUID())
        let batching = try batching(branch, distributed)
        let writing = try writing(branch, distributed)
        let started = emit(.mapRunStarted, after: branch.lastEventID, .mapRunStarted(arn: arn))
        guard outcome == nil else { return }
        branch.lastEventID = started
        let request = MapRunRequest(
            startedEventID: started, mapRunArn: arn, stateName: visit.state.name, label: label,
            isExpress: distributed.isExpress, items: items, batching: batching, writing: writing,
            maxConcurrency: concurrency, toleratedFailureCount: tolerance.count,
            toleratedFailurePercentage: tolerance.percentage, processor: state.processor)
        branch.become(.mapRun(MapRunActivity(request: request)))
        mapRuns[started] = branch
        inspector?.startMapRun(request, in: visit.state)
        emit(.startMapRun(request))
    }

    /// The inputs of child executions for items that a reader found.
    ///
    /// - Throws: `StateFailure` where `ItemSelector` cannot be evaluated.
    package func mapRunInput(startedEventID: Int64, item: MapItem) throws(StateFailure) -> JSONValue {
        guard let branch = mapRuns[startedEventID], case .map(let state)? = branch.visit?.state.kind else {
            return .null
        }
        return try iterationInput(branch, state, item).value
    }

    func mapRunFinished(_ id: Int64, _ result: MapRunResult) {
        guard let branch = mapRuns.removeValue(forKey: id), case .map(let state)? = branch.visit?.state.kind else {
            return
        }
        switch result {
        case .succeeded(let value): mapRunSucceeded(branch, state, value)
        case .failed(let error, let cause):
            branch.lastEventID = emit(.mapRunFailed, after: branch.lastEventID, .error(error: error, cause: cause))
            fail(branch, StateFailure(error: error, cause: cause))
        case .aborted: branch.lastEventID = emit(.mapRunAborted, after: branch.lastEventID)
        }
        if branch.isReady { ready.add(branch) }
    }

    private func mapRunSucceeded(_ branch: Branch, _ state: MapState, _ value: JSONValue) {
        let run = emit(.mapRunSucceeded, after: branch.lastEventID)
        emit(.mapStateSucceeded, after: run)
        branch.lastEventID = run
        inspector?.inspect(.result, value)
        do throws(StateFailure) {
            try complete(branch, result: value, resultSelector: state.resultSelector, resultPath: state.resultPath)
        } catch {
            fail(branch, error)
        }
    }

    private func mapRunArn(label: String, id: String) -> String {
        header.stateMachineArn.replacingResourceType("stateMachine", by: "mapRun") + "/\(label):\(id)"
    }

    private func runItems(
        _ branch: Branch, _ state: MapState, _ distributed: DistributedMap
    ) throws(StateFailure) -> MapRunRequest.Items {
        guard let reader = distributed.reader else {
            return .values(try mapItems(branch, state).map { $0.from(source: "STATE_DATA") })
        }
        var scope = scope(branch)
        let field = scope.queryLanguage == .jsonata ? "ItemReader/Arguments" : "Parameters"
        let arguments = try reader.arguments.map { template throws(StateFailure) in
            try scope.evaluate(template, field: field)
        }
        let maxItems = try reader.maxItems.map { number throws(StateFailure) in
            try scope.evaluate(number, field: "MaxItems")
        }
        return .reader(reader, arguments: arguments ?? .object([:]), maxItems: maxItems)
    }

    private func tolerance(
        _ branch: Branch, _ distributed: DistributedMap
    ) throws(StateFailure) -> (count: Int64, percentage: Double) {
        var scope = scope(branch)
        let isJSONata = scope.queryLanguage == .jsonata
        let count =
            try distributed.toleratedFailureCount.map { field throws(StateFailure) in
                try scope.evaluate(field, field: "ToleratedFailureCount")
            } ?? 0
        guard count >= 0 else { throw .negative("ToleratedFailureCount", isJSONata: isJSONata) }
        let percentage =
            try distributed.toleratedFailurePercentage.map { field throws(StateFailure) in
                try scope.evaluate(field, field: "ToleratedFailurePercentage")
            } ?? 0
        guard (0...100).contains(percentage) else {
            let cause = "ToleratedFailurePercentage must be between 0 and 100."
            throw isJSONata ? .evaluation(cause, location: "ToleratedFailurePercentage") : .runtime(cause)
        }
        if distributed.toleratedFailureCount != nil { inspector?.inspect(.toleratedFailureCount, .integer(count)) }
        if distributed.toleratedFailurePercentage != nil {
            inspector?.inspect(.toleratedFailurePercentage, .double(percentage))
        }
        return (count, percentage)
    }

    private func batching(
        _ branch: Branch, _ distributed: DistributedMap
    ) throws(StateFailure) -> MapRunRequest.Batching? {
        guard let batcher = distributed.batcher else { return nil }
        var scope = scope(branch)
        let isJSONata = scope.queryLanguage == .jsonata
        return MapRunRequest.Batching(
            batchInput: try batcher.batchInput.map { template throws(StateFailure) in
                try scope.evaluate(template, field: isJSONata ? "ItemBatcher/BatchInput" : "BatchInput")
            },
            maxItems: try batchLimit(batcher.maxItemsPerBatch, "MaxItemsPerBatch", &scope),
            maxInputBytes: try batchLimit(
                batcher.maxInputBytesPerBatch, "MaxInputBytesPerBatch", &scope,
                atMost: Int64(header.quotas.payloadBytes)))
    }

    private func batchLimit(
        _ field: IntegerField?, _ name: String, _ scope: inout EvaluationScope, atMost most: Int64 = .max
    ) throws(StateFailure) -> Int64? {
        guard let field else { return nil }
        let isJSONata = scope.queryLanguage == .jsonata
        let limit = try scope.evaluate(field, field: isJSONata ? "ItemBatcher/\(name)" : name)
        guard limit >= 0 else { throw .negative(name, isJSONata: isJSONata) }
        guard limit <= most else {
            let cause = "\(name) cannot be greater than \(most)."
            throw isJSONata ? .evaluation(cause, location: "ItemBatcher/\(name)") : .runtime(cause)
        }
        return limit
    }

    private func writing(
        _ branch: Branch, _ distributed: DistributedMap
    ) throws(StateFailure) -> MapRunRequest.Writing? {
        guard let writer = distributed.writer else { return nil }
        var scope = scope(branch)
        let field = scope.queryLanguage == .jsonata ? "ResultWriter/Arguments" : "Parameters"
        return MapRunRequest.Writing(
            writer: writer,
            arguments: try writer.arguments.map { template throws(StateFailure) in
                try scope.evaluate(template, field: field)
            })
    }
}

extension MapRunRequest.Items {
    /// As the history shows it: 0 where the items are yet to be read.
    var length: Int64 {
        switch self {
        case .values(let items): Int64(items.count)
        case .reader: 0
        }
    }
}

extension MapItem {
    func from(source: String) -> MapItem { MapItem(index: index, value: value, key: key, source: source) }
}

extension String {
    /// An ARN with another resource type: `arn:aws:states:R:A:stateMachine:N` as `arn:aws:states:R:A:mapRun:N`.
    func replacingResourceType(_ old: String, by new: String) -> String {
        var parts = split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if parts.count > 5, parts[5] == old { parts[5] = new }
        return parts.joined(separator: ":")
    }
}
