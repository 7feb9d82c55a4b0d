import JSON

/// Puts an answer together from ConverseStream's events.
///
/// Source: Amazon Bedrock API Reference, "ConverseStream".
struct ConverseEvents: AnswerAssembler {
    private struct Block {
        let index: Int64
        var text: String?
        var tool: JSONObject?
        var input = ""
        var reasoning: JSONObject?
    }

    private var reader = EventStream()
    private var blocks: [Block] = []
    private var stop: JSONValue?
    private var metadata: JSONValue?

    mutating func take(_ bytes: [UInt8]) throws(ModelFailure) -> String {
        var text = ""
        for message in try reader.take(bytes) {
            if let exception = message.headers[":exception-type"] {
                let name = exception.prefix(1).uppercased() + exception.dropFirst()
                throw ModelFailure(
                    error: "BedrockRuntime.\(name)", cause: message.payload["message"]?.string ?? message.payload.text)
            }
            text += take(message.headers[":event-type"] ?? "", message.payload)
        }
        return text
    }

    private mutating func take(_ type: String, _ event: JSONValue) -> String {
        let index = event["contentBlockIndex"]?.integer ?? 0
        switch type {
        case "contentBlockStart":
            blocks.append(Block(index: index, tool: event["start"]?["toolUse"]?.object))
        case "contentBlockDelta":
            if !blocks.contains(where: { $0.index == index }) { blocks.append(Block(index: index)) }
            guard let place = blocks.lastIndex(where: { $0.index == index }) else { return "" }
            return add(event["delta"] ?? [:], at: place)
        case "messageStop": stop = event["stopReason"]
        case "metadata": metadata = event
        default: break
        }
        return ""
    }

    private mutating func add(_ delta: JSONValue, at place: Int) -> String {
        if let text = delta["text"]?.string {
            blocks[place].text = (blocks[place].text ?? "") + text
            return text
        }
        blocks[place].input += delta["toolUse"]?["input"]?.string ?? ""
        for (name, value) in delta["reasoningContent"]?.object ?? [:] {
            var reasoning = blocks[place].reasoning ?? [:]
            reasoning[name] = .string((reasoning[name]?.string ?? "") + (value.string ?? ""))
            blocks[place].reasoning = reasoning
        }
        return ""
    }

    func assembled() throws(ModelFailure) -> JSONValue {
        guard let stop else { throw ModelFailure.truncated }
        var answer: JSONObject = [
            "output": ["message": ["role": "assistant", "content": .array(blocks.compactMap(Self.content))]],
            "stopReason": stop, "usage": metadata?["usage"] ?? [:],
        ]
        answer["metrics"] = metadata?["metrics"]
        answer["trace"] = metadata?["trace"]
        return .object(answer)
    }

    private static func content(_ block: Block) -> JSONValue? {
        if var tool = block.tool {
            tool["input"] = ConverseContent.input(block.input)
            return ["toolUse": .object(tool)]
        }
        if let reasoning = block.reasoning {
            if let data = reasoning["redactedContent"] { return ["reasoningContent": ["redactedContent": data]] }
            return ["reasoningContent": ["reasoningText": .object(reasoning)]]
        }
        return block.text.map { ["text": .string($0)] }
    }
}
