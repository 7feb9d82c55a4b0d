import JSON
import Tasks

/// Anthropic's Messages API, and servers that speak it.
///
/// Source: Anthropic API Reference, "Messages".
struct AnthropicMessages: ModelDialect {
    static let defaultURL = "https://api.anthropic.com"
    private static let version = "2023-06-01"

    /// Without `/v1/messages`.
    var url = defaultURL
    /// The service's name of the model; nil for the id in the request.
    var model: String?
    var key: String?

    var secrets: [String] { [key].compactMap(\.self) }
    var streams: Bool { true }

    func post(_ body: JSONObject, for request: ModelRequest, isStreamed: Bool) -> HTTPRequest {
        var body = body
        if isStreamed { body["stream"] = true }
        var headers = [HTTPHeader("Content-Type", "application/json"), HTTPHeader("anthropic-version", Self.version)]
        if let key { headers.append(HTTPHeader("x-api-key", key)) }
        return HTTPRequest(
            method: "POST", url: "\(url)/v1/messages", headers: headers, body: Array(JSONValue.object(body).text.utf8),
            timeoutMilliseconds: request.timeoutMilliseconds)
    }

    func assembler() -> any AnswerAssembler { ServerSentAnswer(AnthropicEvents()) }

    /// The service pauses long turns with tools of its own; the same content sent back makes it go on.
    func continuation(of body: JSONObject, after answer: JSONValue) -> JSONObject? {
        guard answer["stop_reason"] == "pause_turn", let content = answer["content"] else { return nil }
        var next = body
        next["messages"] = .array((body["messages"]?.array ?? []) + [["role": "assistant", "content": content]])
        return next
    }

    func body(_ body: JSONObject, correctedAfter refusal: HTTPResponse) -> JSONObject? {
        guard let refusal = Refusal(refusal) else { return nil }
        var corrected = body
        if refusal.isOfToolChoice, body["tool_choice"] != nil, body["tool_choice"]?["type"] != "auto" {
            corrected["tool_choice"] = ["type": "auto"]
            return corrected
        }
        guard refusal.isOfReasoning else { return nil }
        let messages = (body["messages"]?.array ?? []).map(Self.withoutThinking)
        corrected["messages"] = .array(messages)
        return corrected["messages"] == body["messages"] ? nil : corrected
    }

    private static func withoutThinking(_ message: JSONValue) -> JSONValue {
        guard var object = message.object, let content = message["content"]?.array else { return message }
        let kept = content.filter { $0["type"] != "thinking" && $0["type"] != "redacted_thinking" }
        object["content"] = .array(kept.isEmpty ? [["type": "text", "text": "(no text)"]] : kept)
        return .object(object)
    }

    // MARK: Request

    func body(of request: ModelRequest) throws(ModelFailure) -> JSONObject {
        let inference = request.body["InferenceConfig"]
        var body: JSONObject = [
            "model": .string(model ?? request.modelID), "max_tokens": inference?["MaxTokens"] ?? 4_096,
        ]
        let system = try Self.blocks(request.body["System"]?.array ?? [])
        if !system.isEmpty { body["system"] = .array(system) }
        var messages: [JSONValue] = []
        for message in request.messages {
            messages.append([
                "role": message["Role"] ?? "user", "content": .array(try Self.blocks(message["Content"]?.array ?? [])),
            ])
        }
        body["messages"] = .array(messages)
        body["temperature"] = inference?["Temperature"]
        body["top_p"] = inference?["TopP"]
        body["stop_sequences"] = inference?["StopSequences"]
        let tools = request.tools.compactMap(Self.tool)
        if !tools.isEmpty {
            body["tools"] = .array(tools)
            body["tool_choice"] = request.body["ToolConfig"]?["ToolChoice"].flatMap(Self.choice)
        }
        if let (_, schema) = request.outputSchema {
            body["output_config"] = ["format": ["type": "json_schema", "schema": schema]]
        }
        for (name, value) in request.body["AdditionalModelRequestFields"]?.object ?? [:] { body[name] = value }
        return body
    }

    private static func tool(_ specification: JSONValue) -> JSONValue? {
        guard let name = specification["Name"] else { return nil }
        var object: JSONObject = [
            "name": name, "input_schema": specification["InputSchema"]?["Json"] ?? ["type": "object"],
        ]
        object["description"] = specification["Description"]
        object["strict"] = specification["Strict"]
        return .object(object)
    }

    private static func choice(_ choice: JSONValue) -> JSONValue? {
        if let name = choice["Tool"]?["Name"] { return ["type": "tool", "name": name] }
        if choice["Any"] != nil { return ["type": "any"] }
        return choice["Auto"] != nil ? ["type": "auto"] : nil
    }

    /// The blocks of a message; a cache point marks the block before it.
    private static func blocks(_ content: [JSONValue]) throws(ModelFailure) -> [JSONValue] {
        var blocks: [JSONValue] = []
        for block in content {
            if let point = block["CachePoint"] {
                guard var last = blocks.popLast()?.object else { continue }
                var control: JSONObject = ["type": "ephemeral"]
                control["ttl"] = point["Ttl"]
                last["cache_control"] = .object(control)
                blocks.append(.object(last))
            } else {
                blocks.append(try self.block(block))
            }
        }
        return blocks
    }

    private static func block(_ block: JSONValue) throws(ModelFailure) -> JSONValue {
        if let text = block["Text"] { return ["type": "text", "text": text] }
        if let use = block["ToolUse"] {
            return [
                "type": "tool_use", "id": use["ToolUseId"] ?? "", "name": use["Name"] ?? "",
                "input": ConverseContent.echo(ofInput: use),
            ]
        }
        if let result = block["ToolResult"] {
            return [
                "type": "tool_result", "tool_use_id": result["ToolUseId"] ?? "",
                "content": .array(try self.result(result)),
                "is_error": .bool(result["Status"] == "error"),
            ]
        }
        if let attachment = try Attachment(block) { return self.attachment(attachment) }
        if let reasoning = block["ReasoningContent"] {
            if let data = reasoning["RedactedContent"] { return ["type": "redacted_thinking", "data": data] }
            return [
                "type": "thinking", "thinking": reasoning["ReasoningText"]?["Text"] ?? "",
                "signature": reasoning["ReasoningText"]?["Signature"] ?? "",
            ]
        }
        throw ConverseContent.unsupported(block)
    }

    /// What a tool gave: its texts as one, then its images and documents.
    private static func result(_ result: JSONValue) throws(ModelFailure) -> [JSONValue] {
        var attachments: [JSONValue] = []
        for block in result["Content"]?.array ?? [] {
            if let found = try Attachment(block) { attachments.append(attachment(found)) }
        }
        let hasText = (result["Content"]?.array ?? []).contains { $0["Text"] != nil || $0["Json"] != nil }
        guard hasText || attachments.isEmpty else { return attachments }
        return [["type": "text", "text": .string(ConverseContent.text(ofResult: result))]] + attachments
    }

    private static func attachment(_ attachment: Attachment) -> JSONValue {
        if attachment.kind == .document {
            let source: JSONValue =
                attachment.text.map { ["type": "text", "media_type": "text/plain", "data": .string($0)] }
                ?? ["type": "base64", "media_type": .string(attachment.mediaType), "data": .string(attachment.base64)]
            return ["type": "document", "source": source, "title": .string(attachment.name)]
        }
        return [
            "type": "image",
            "source": [
                "type": "base64", "media_type": .string(attachment.mediaType), "data": .string(attachment.base64),
            ],
        ]
    }

    // MARK: Answer

    func answer(_ answer: JSONValue) throws(ModelFailure) -> JSONValue {
        let content = (answer["content"]?.array ?? []).compactMap(Self.content)
        let stop =
            switch answer["stop_reason"]?.string {
            case "refusal": "content_filtered"
            case "pause_turn", nil: "end_turn"
            case .some(let reason): reason
            }
        let usage = answer["usage"]
        return ConverseContent.answer(
            content, stop: stop, input: usage?["input_tokens"]?.integer ?? 0,
            output: usage?["output_tokens"]?.integer ?? 0,
            cacheRead: usage?["cache_read_input_tokens"]?.integer ?? 0,
            cacheWrite: usage?["cache_creation_input_tokens"]?.integer ?? 0)
    }

    /// Blocks of tools that the service itself ran are left out: only it understands them.
    private static func content(_ block: JSONValue) -> JSONValue? {
        switch block["type"]?.string {
        case "text": block["text"]?.string == "" ? nil : ["Text": block["text"] ?? ""]
        case "tool_use":
            [
                "ToolUse": [
                    "ToolUseId": block["id"] ?? "", "Name": block["name"] ?? "", "Input": block["input"] ?? [:],
                ]
            ]
        case "thinking":
            [
                "ReasoningContent": [
                    "ReasoningText": ["Text": block["thinking"] ?? "", "Signature": block["signature"] ?? ""]
                ]
            ]
        case "redacted_thinking": ["ReasoningContent": ["RedactedContent": block["data"] ?? ""]]
        default: nil
        }
    }
}
