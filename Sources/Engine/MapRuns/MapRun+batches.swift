package import Interpreter
package import JSON

extension MapRunRequest {
    /// The inputs of the child executions: one for each item, or one for each batch.
    ///
    /// AWS Step Functions Developer Guide, "ItemBatcher (Map)".
    package func inputs(of items: [JSONValue]) -> [(text: String, itemCount: Int)] {
        guard let batching else { return items.map { ($0.text, 1) } }
        var inputs: [(text: String, itemCount: Int)] = []
        var batch: [JSONValue] = []
        var bytes = 0
        for item in items {
            let size = item.text.utf8.count
            if !batch.isEmpty, batching.isFull(count: batch.count, bytes: bytes + size) {
                inputs.append((batching.input(batch), batch.count))
                batch = []
                bytes = 0
            }
            batch.append(item)
            bytes += size + 1
        }
        if !batch.isEmpty { inputs.append((batching.input(batch), batch.count)) }
        return inputs
    }
}

extension MapRunRequest.Batching {
    fileprivate func isFull(count: Int, bytes: Int) -> Bool {
        if let maxItems, maxItems > 0, Int64(count) >= maxItems { return true }
        let limit = maxInputBytes.flatMap { $0 > 0 ? $0 : nil } ?? 262_144
        let frame = batchInput.map { $0.text.utf8.count + 40 } ?? 20
        return Int64(bytes + frame) > min(limit, 262_144)
    }

    fileprivate func input(_ items: [JSONValue]) -> String {
        var object: JSONObject = [:]
        if let batchInput { object["BatchInput"] = batchInput }
        object["Items"] = .array(items)
        return JSONValue.object(object).text
    }
}
