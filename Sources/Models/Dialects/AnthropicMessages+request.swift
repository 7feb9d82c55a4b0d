import JSON

extension AnthropicMessages {
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
}
