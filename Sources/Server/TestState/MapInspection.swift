internal import Interpreter
internal import JSON
internal import StatesLanguage

/// The items of a Map state that is tested.
struct MapInspection {
    let items: [MapItem]
    /// What `ItemsPointer` points to, where the state has one.
    let pointed: JSONValue?

    var count: Int { items.count }

    /// - Parameter readerData: what the item reader would have read.
    init(_ run: MapRunRequest, _ readerData: JSONValue?) throws(APIError) {
        switch run.items {
        case .values(let items):
            self.items = items
            pointed = .none
        case .reader(let reader, _, let maxItems):
            guard let readerData else {
                throw .validation("mapItemReaderData must be specified for a Map state with an ItemReader")
            }
            let data = reader.itemsPointer == nil ? readerData : readerData.value(at: reader.itemsPointer ?? "")
            guard let data, let elements = data.array ?? data.object.map({ $0.map(\.value) }) else {
                throw .validation("mapItemReaderData must be a JSON array or object")
            }
            let limited = elements.prefix(maxItems.map { Int(clamping: $0) } ?? elements.count)
            items = limited.enumerated().map { MapItem(index: Int64($0.offset), value: $0.element) }
            pointed = reader.itemsPointer.map { _ in data }
        }
    }
}

extension StateRecorder {
    /// What the fields of a Map state make of its items.
    func note(_ inspection: MapInspection, of state: State, _ execution: Execution, _ run: MapRunRequest) {
        guard case .map(let map) = state.kind else { return }
        if values[.maxConcurrency] == nil { inspect(.maxConcurrency, .integer(run.maxConcurrency)) }
        if let pointed = inspection.pointed { inspect(.afterItemsPointer, pointed) }
        var inputs: [JSONValue] = []
        for item in inspection.items {
            guard let input = try? execution.mapRunInput(startedEventID: run.startedEventID, item: item) else { return }
            inputs.append(input)
        }
        if map.itemSelector != nil { inspect(.afterItemSelector, .array(inputs)) }
        if let batching = run.batching { inspect(.afterItemBatcher, .array(batching.batches(inputs))) }
    }
}

extension MapRunRequest.Batching {
    /// The inputs of the child executions.
    fileprivate func batches(_ inputs: [JSONValue]) -> [JSONValue] {
        var batches: [[JSONValue]] = []
        var size = 0
        for input in inputs {
            let bytes = input.text.utf8.count
            let isFull =
                batches.isEmpty || maxItems.map { (batches.last?.count ?? 0) >= $0 } ?? false
                || maxInputBytes.map { Int64(size + bytes) > $0 } ?? false
            if isFull {
                batches.append([])
                size = 0
            }
            batches[batches.count - 1].append(input)
            size += bytes
        }
        return batches.map { items in
            var batch: JSONObject = [:]
            batch["BatchInput"] = batchInput
            batch["Items"] = .array(items)
            return .object(batch)
        }
    }
}

extension JSONValue {
    /// What a JSON Pointer (RFC 6901) points to.
    fileprivate func value(at pointer: String) -> JSONValue? {
        var value = self
        for part in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let name = part.split(separator: "~1", omittingEmptySubsequences: false).joined(separator: "/")
                .split(separator: "~0", omittingEmptySubsequences: false).joined(separator: "~")
            guard let inner = value[name] ?? Int(name).flatMap({ value[$0] }) else { return nil }
            value = inner
        }
        return value
    }
}
