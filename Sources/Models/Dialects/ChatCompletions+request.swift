import JSON

extension ChatCompletions {
    func body(of request: ModelRequest) throws(ModelFailure) -> JSONObject {
        var messages: [JSONValue] = []
        if !request.system.isEmpty {
            messages.append(["role": "system", "content": .string(request.system.joined(separator: "\n\n"))])
        }
        for message in request.messages {
            let content = message["Content"]?.array ?? []
            messages += message["Role"] == "assistant" ? Self.assistant(content) : try Self.user(content)
        }
        let inference = request.body["InferenceConfig"]
        var body: JSONObject = ["model": .string(model ?? request.modelID), "messages": .array(messages)]
        // OpenAI has a newer name for the bound on tokens, which other servers do not know.
        body[url.contains("api.openai.com") ? "max_completion_tokens" : "max_tokens"] = inference?["MaxTokens"]
        body["temperature"] = inference?["Temperature"]
        body["top_p"] = inference?["TopP"]
        body["stop"] = inference?["StopSequences"]
        let choice = request.body["ToolConfig"]?["ToolChoice"]
        let tools = offered(request.tools, choice).compactMap(Self.tool)
        if !tools.isEmpty {
            body["tools"] = .array(tools)
            body["tool_choice"] = choice.flatMap(self.choice)
        }
        if let (name, schema) = request.outputSchema {
            body["response_format"] = [
                "type": "json_schema", "json_schema": ["name": .string(name), "schema": schema, "strict": true],
            ]
        }
        for (name, value) in request.body["AdditionalModelRequestFields"]?.object ?? [:] { body[name] = value }
        return body
    }

    private static func tool(_ specification: JSONValue) -> JSONValue? {
        guard let name = specification["Name"] else { return nil }
        var function: JSONObject = [
            "name": name, "parameters": specification["InputSchema"]?["Json"] ?? ["type": "object"],
        ]
        function["description"] = specification["Description"]
        function["strict"] = specification["Strict"]
        return ["type": "function", "function": .object(function)]
    }

    /// llama.cpp does not heed a tool named in the choice, but has to call one of those that it is shown.
    private func offered(_ tools: [JSONValue], _ choice: JSONValue?) -> [JSONValue] {
        guard server == .llamacpp, let name = choice?["Tool"]?["Name"] else { return tools }
        return tools.filter { $0["Name"] == name }
    }

    private func choice(_ choice: JSONValue) -> JSONValue? {
        if let name = choice["Tool"]?["Name"] {
            return server == .llamacpp ? "required" : ["type": "function", "function": ["name": name]]
        }
        if choice["Any"] != nil { return "required" }
        return choice["Auto"] != nil ? "auto" : nil
    }

    private static func assistant(_ content: [JSONValue]) -> [JSONValue] {
        let text = content.compactMap { $0["Text"]?.string }.joined(separator: "\n")
        let calls = content.compactMap { $0["ToolUse"] }.map { use -> JSONValue in
            [
                "id": use["ToolUseId"] ?? "", "type": "function",
                "function": ["name": use["Name"] ?? "", "arguments": .string(ConverseContent.echo(ofInput: use).text)],
            ]
        }
        var message: JSONObject = [
            "role": "assistant", "content": text.isEmpty && !calls.isEmpty ? .null : .string(text),
        ]
        if !calls.isEmpty { message["tool_calls"] = .array(calls) }
        return [.object(message)]
    }

    /// Results are messages of their own, before what else the user says.
    private static func user(_ content: [JSONValue]) throws(ModelFailure) -> [JSONValue] {
        var messages: [JSONValue] = []
        var parts: [JSONValue] = []
        for block in content {
            if let result = block["ToolResult"] {
                messages.append([
                    "role": "tool", "tool_call_id": result["ToolUseId"] ?? "",
                    "content": .string(ConverseContent.text(ofResult: result)),
                ])
                for inner in result["Content"]?.array ?? [] {
                    // A tool's message takes text only.
                    if let attachment = try Attachment(inner) { parts.append(part(attachment)) }
                }
            } else if let text = block["Text"] {
                parts.append(["type": "text", "text": text])
            } else if let attachment = try Attachment(block) {
                parts.append(part(attachment))
            } else if block["CachePoint"] == nil {
                throw ConverseContent.unsupported(block)
            }
        }
        guard !parts.isEmpty else { return messages }
        let texts = parts.compactMap { $0["text"]?.string }
        // Many servers take plain text only.
        let value: JSONValue = texts.count == parts.count ? .string(texts.joined(separator: "\n")) : .array(parts)
        return messages + [["role": "user", "content": value]]
    }

    private static func part(_ attachment: Attachment) -> JSONValue {
        if attachment.kind == .image {
            return ["type": "image_url", "image_url": ["url": .string(attachment.dataURL)]]
        }
        if let text = attachment.text { return ["type": "text", "text": .string("\(attachment.name):\n\(text)")] }
        return [
            "type": "file", "file": ["filename": .string(attachment.name), "file_data": .string(attachment.dataURL)],
        ]
    }
}
