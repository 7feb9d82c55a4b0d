package import JSON
import JSONPath
import StatesLanguage

extension Execution {
    /// Map: finds the items and starts the first iterations, or a Map Run.
    ///
    /// Specification: Amazon States Language, "Map State".
    func startMap(_ branch: Branch, _ state: MapState) throws(StateFailure) {
        if case .distributed(let distributed) = state.mode {
            return try startMapRun(branch, state, distributed)
        }
        let items = try mapItems(branch, state)
        let concurrency = try maxConcurrency(branch, state)
        branch.lastEventID = emit(
            .mapStateStarted, after: branch.lastEventID, .mapStateStarted(length: Int64(items.count)))
        let limit =
            concurrency == 0 ? header.quotas.inlineMapConcurrency : min(concurrency, header.quotas.inlineMapConcurrency)
        branch.become(.map(MapActivity(items: items)))
        guard !items.isEmpty else { return try finishMap(branch, state, outputs: [], after: branch.lastEventID) }
        let first = branch.lastEventID
        for _ in 0..<min(Int(clamping: limit), items.count) { try startIteration(branch, state, after: first) }
    }

    func maxConcurrency(_ branch: Branch, _ state: MapState) throws(StateFailure) -> Int64 {
        guard let field = state.maxConcurrency else { return 0 }
        var scope = scope(branch)
        let value = try scope.evaluate(field, field: "MaxConcurrency")
        guard value >= 0 else { throw .negative("MaxConcurrency", isJSONata: scope.queryLanguage == .jsonata) }
        inspector?.inspect(.maxConcurrency, .integer(value))
        return value
    }

    /// The items of a Map state without a reader.
    func mapItems(_ branch: Branch, _ state: MapState) throws(StateFailure) -> [MapItem] {
        var scope = scope(branch)
        switch scope.queryLanguage {
        case .jsonata: return try jsonataItems(state, &scope)
        case .jsonPath: return try jsonPathItems(state, scope)
        }
    }

    private func jsonataItems(_ state: MapState, _ scope: inout EvaluationScope) throws(StateFailure) -> [MapItem] {
        guard let items = state.items else {
            guard let items = MapItem.items(of: scope.input, takesObjects: state.isDistributed) else {
                throw .evaluation("Map state input must be an array but was: \(scope.input.text)", location: nil)
            }
            return items
        }
        if case .expression(let expression) = items {
            let value = try scope.evaluate(expression, field: "Items", expected: "array") {
                $0.array != nil || state.isDistributed && $0.object != nil
            }
            return MapItem.items(of: value) ?? []
        }
        return MapItem.items(of: try scope.evaluate(items, field: "Items")) ?? []
    }

    private func jsonPathItems(_ state: MapState, _ scope: EvaluationScope) throws(StateFailure) -> [MapItem] {
        let value = try state.itemsPath.map { path throws(StateFailure) in try scope.value(at: path) } ?? scope.input
        if state.itemsPath != nil { inspector?.inspect(.afterItemsPath, value) }
        guard let items = MapItem.items(of: value, takesObjects: state.isDistributed) else {
            // A path into the context object is shown without its second dollar sign.
            let path = state.itemsPath?.text ?? "$"
            throw .runtime(
                "Reference path \"\(path.hasPrefix("$$") ? String(path.dropFirst()) : path)\" must point to array.")
        }
        return items
    }

    private func startIteration(_ branch: Branch, _ state: MapState, after previous: Int64) throws(StateFailure) {
        guard outcome == nil, case .map(let map) = branch.activity, let item = map.nextItem else { return }
        let index = Int(item.index)
        let input = try iterationInput(branch, state, item)
        let name = branch.visit?.state.name ?? ""
        let started = emit(.mapIterationStarted, after: previous, .mapIteration(name: name, index: item.index))
        let child = Branch(
            workflow: state.processor, parent: Branch.Parent(branch: branch, index: index), mapItem: item,
            variables: branch.variables, lastEventID: started, input: input)
        map.start(child)
        ready.add(child)
    }

    /// What an iteration gets: the item, or what `ItemSelector` makes for it.
    func iterationInput(_ branch: Branch, _ state: MapState, _ item: MapItem) throws(StateFailure) -> Payload {
        guard let selector = state.itemSelector else { return Payload(item.element) }
        var scope = scope(branch, mapItem: item)
        return Payload(try scope.evaluate(selector.template, field: selector.fieldName))
    }

    /// One of the iterations has come to its end: starts the next, or completes the state.
    func iterationFinished(_ branch: Branch, index: Int, child: Branch, output: Payload) throws(StateFailure) {
        guard case .map(let map) = branch.activity, let visited = branch.visit?.state,
            case .map(let state) = visited.kind
        else { return }
        let name = visited.name
        let succeeded = emit(
            .mapIterationSucceeded, after: child.lastEventID, .mapIteration(name: name, index: Int64(index)))
        map.finish(index, output: output)
        branch.lastEventID = child.lastEventID
        if map.nextItem != nil {
            try startIteration(branch, state, after: child.lastEventID)
        } else if let outputs = map.completeOutputs {
            try finishMap(branch, state, outputs: outputs, after: succeeded)
            ready.add(branch)
        }
    }

    private func finishMap(
        _ branch: Branch, _ state: MapState, outputs: [JSONValue], after previous: Int64
    ) throws(StateFailure) {
        emit(.mapStateSucceeded, after: previous)
        branch.lastEventID = previous
        inspector?.inspect(.result, .array(outputs))
        try complete(
            branch, result: .array(outputs), resultSelector: state.resultSelector, resultPath: state.resultPath)
    }
}

extension MapState {
    fileprivate var isDistributed: Bool {
        if case .distributed = mode { true } else { false }
    }
}

extension StateFailure {
    static func negative(_ field: String, isJSONata: Bool) -> StateFailure {
        let cause = "\(field) cannot be negative."
        return isJSONata ? .evaluation(cause, location: field) : .runtime(cause)
    }
}

extension MapItem {
    /// The elements of an array, or the members of an object where those are taken, too; nil for anything else.
    static func items(of value: JSONValue, takesObjects: Bool = true) -> [MapItem]? {
        switch value {
        case .array(let elements):
            elements.enumerated().map { MapItem(index: Int64($0.offset), value: $0.element) }
        case .object(let object) where takesObjects:
            object.enumerated().map { MapItem(index: Int64($0.offset), value: $0.element.value, key: $0.element.key) }
        default: nil
        }
    }

    /// The item as an iteration gets it where there is no selector: the element, or name and value of a member.
    package var element: JSONValue {
        key.map { ["Key": .string($0), "Value": value] } ?? value
    }
}
