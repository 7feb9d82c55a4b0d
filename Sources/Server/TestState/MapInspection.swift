internal import Datasets
internal import Engine
internal import Interpreter
internal import JSON
internal import StatesLanguage

/// The items of a Map state that is tested.
struct MapInspection {
    let items: [MapItem]
    /// What `ItemsPointer` points to, where the state has one.
    let pointed: JSONValue?

    var count: Int { items.count }

    /// - Parameter readerData: what the item reader would have read: the text of the file.
    /// - Throws: `DatasetError` where the data cannot be read as the state says.
    init(_ run: MapRunRequest, _ readerData: String?) throws(DatasetError) {
        switch run.items {
        case .values(let items):
            self.items = items
            pointed = .none
        case .reader(let reader, _, let maxItems):
            let bytes = Array((readerData ?? "").utf8)
            var dataset = try DatasetReader(
                bytes, configuration: try reader.configuration(maxItems: maxItems.map { Int(clamping: $0) }))
            items = try dataset.all().enumerated().map {
                MapItem(index: Int64($0.offset), value: $0.element.value, key: $0.element.key, source: nil)
            }
            pointed = reader.itemsPointer.flatMap { (try? JSONValue(parsing: bytes))?.value(at: $0) }
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
