import JSON

extension OpenAIResponses {
    func body(of request: ModelRequest) throws(ModelFailure) -> JSONObject {
        var input: [JSONValue] = []
        for message in request.messages {
            let content = message["Content"]?.array ?? []
            input += message["Role"] == "assistant" ? try Self.assistant(content) : try Self.user(content)
        }
        var body: JSONObject = [
            "model": .string(model ?? request.modelID), "input": .array(input), "store": false,
            "include": ["reasoning.encrypted_content"],
        ]
        if !request.system.isEmpty { body["instructions"] = .string(request.system.joined(separator: "\n\n")) }
        let inference = request.body["InferenceConfig"]
        body["max_output_tokens"] = inference?["MaxTokens"]
        body["temperature"] = inference?["Temperature"]
        body["top_p"] = inference?["TopP"]
        let tools = request.tools.compactMap(Self.tool)
        if !tools.isEmpty {
            body["tools"] = .array(tools)
            body["tool_choice"] = request.body["ToolConfig"]?["ToolChoice"].flatMap(Self.choice)
        }
        if let (name, schema) = request.outputSchema {
            body["text"] = [
                "format": ["type": "json_schema", "name": .string(name), "schema": schema, "strict": true]
            ]
        }
        for (name, value) in request.body["AdditionalModelRequestFields"]?.object ?? [:] { body[name] = value }
        return body
    }

    private static func tool(_ specification: JSONValue) -> JSONValue? {
        guard let name = specification["Name"] else { return nil }
        var tool: JSONObject = [
            "type": "function", "name": name,
            "parameters": specification["InputSchema"]?["Json"] ?? ["type": "object"],
            // Strict is the default there, and refuses many a schema.
            "strict": specification["Strict"] ?? false,
        ]
        tool["description"] = specification["Description"]
        return .object(tool)
    }

    private static func choice(_ choice: JSONValue) -> JSONValue? {
        if let name = choice["Tool"]?["Name"] { return ["type": "function", "name": name] }
        if choice["Any"] != nil { return "required" }
        return choice["Auto"] != nil ? "auto" : nil
    }

    private static func assistant(_ content: [JSONValue]) throws(ModelFailure) -> [JSONValue] {
        content.compactMap { block in
            if let text = block["Text"] {
                return ["role": "assistant", "content": [["type": "output_text", "text": text]]]
            }
            if let use = block["ToolUse"] {
                return [
                    "type": "function_call", "call_id": use["ToolUseId"] ?? "", "name": use["Name"] ?? "",
                    "arguments": .string(ConverseContent.echo(ofInput: use).text),
                ]
            }
            // The item as the service gave it.
            return block["ReasoningContent"]?["ReasoningText"]?["Signature"]?.string.flatMap {
                try? JSONValue(parsing: $0)
            }
        }
    }

    private static func user(_ content: [JSONValue]) throws(ModelFailure) -> [JSONValue] {
        var items: [JSONValue] = []
        var parts: [JSONValue] = []
        for block in content {
            if let result = block["ToolResult"] {
                items.append([
                    "type": "function_call_output", "call_id": result["ToolUseId"] ?? "",
                    "output": .string(ConverseContent.text(ofResult: result)),
                ])
                for inner in result["Content"]?.array ?? [] {
                    if let attachment = try Attachment(inner) { parts.append(part(attachment)) }
                }
            } else if let text = block["Text"] {
                parts.append(["type": "input_text", "text": text])
            } else if let attachment = try Attachment(block) {
                parts.append(part(attachment))
            } else if block["CachePoint"] == nil {
                throw ConverseContent.unsupported(block)
            }
        }
        return parts.isEmpty ? items : items + [["role": "user", "content": .array(parts)]]
    }

    private static func part(_ attachment: Attachment) -> JSONValue {
        if attachment.kind == .image { return ["type": "input_image", "image_url": .string(attachment.dataURL)] }
        if let text = attachment.text {
            return ["type": "input_text", "text": .string("\(attachment.name):\n\(text)")]
        }
        return [
            "type": "input_file", "filename": .string(attachment.name), "file_data": .string(attachment.dataURL),
        ]
    }
}
