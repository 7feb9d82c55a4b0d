import JSON

/// Puts a message together from `message_start`, `content_block_…`, `message_delta` and `message_stop`.
///
/// Source: Anthropic API Reference, "Streaming messages".
struct AnthropicEvents: EventAssembler {
    private struct Block {
        let index: Int64
        var value: JSONObject
        /// The input of a tool, which comes as pieces of JSON.
        var input = ""
    }

    private var message = JSONObject()
    private var blocks: [Block] = []
    private var isComplete = false

    mutating func take(event: JSONValue) throws(ModelFailure) -> String {
        switch event["type"]?.string {
        case "message_start": message = event["message"]?.object ?? [:]
        case "content_block_start":
            blocks.append(Block(index: event["index"]?.integer ?? 0, value: event["content_block"]?.object ?? [:]))
        case "content_block_delta": return add(event["delta"] ?? [:], to: event["index"]?.integer ?? 0)
        case "message_delta":
            message["stop_reason"] = event["delta"]?["stop_reason"] ?? message["stop_reason"] ?? .null
            var usage = message["usage"]?.object ?? [:]
            for (name, value) in event["usage"]?.object ?? [:] where !value.isNull { usage[name] = value }
            message["usage"] = .object(usage)
        case "message_stop": isComplete = true
        case "error": throw ModelFailure(streamed: event["error"])
        default: break
        }
        return ""
    }

    private mutating func add(_ delta: JSONValue, to index: Int64) -> String {
        guard let place = blocks.lastIndex(where: { $0.index == index }) else { return "" }
        switch delta["type"]?.string {
        case "text_delta":
            append("text", delta["text"], at: place)
            return delta["text"]?.string ?? ""
        case "input_json_delta": blocks[place].input += delta["partial_json"]?.string ?? ""
        case "thinking_delta": append("thinking", delta["thinking"], at: place)
        case "signature_delta": append("signature", delta["signature"], at: place)
        default: break
        }
        return ""
    }

    private mutating func append(_ name: String, _ text: JSONValue?, at place: Int) {
        blocks[place].value[name] = .string((blocks[place].value[name]?.string ?? "") + (text?.string ?? ""))
    }

    func assembled() throws(ModelFailure) -> JSONValue {
        guard isComplete else { throw ModelFailure.truncated }
        var whole = message
        whole["content"] = .array(
            blocks.map { block in
                var value = block.value
                if !block.input.isEmpty { value["input"] = ConverseContent.input(block.input) }
                return .object(value)
            })
        return .object(whole)
    }
}
