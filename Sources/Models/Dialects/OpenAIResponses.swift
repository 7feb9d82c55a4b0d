import JSON
import Tasks

/// OpenAI's Responses, without state on the server.
///
/// Source: OpenAI API Reference, "Responses".
struct OpenAIResponses: ModelDialect {
    /// Without `/responses`.
    var url = ChatCompletions.defaultURL
    /// The service's name of the model; nil for the id in the request.
    var model: String?
    var key: String?

    var secrets: [String] { [key].compactMap(\.self) }
    var streams: Bool { true }

    func post(_ body: JSONObject, for request: ModelRequest, isStreamed: Bool) -> HTTPRequest {
        var body = body
        if isStreamed { body["stream"] = true }
        var headers = [HTTPHeader("Content-Type", "application/json")]
        if let key { headers.append(HTTPHeader("Authorization", "Bearer \(key)")) }
        return HTTPRequest(
            method: "POST", url: "\(url)/responses", headers: headers, body: Array(JSONValue.object(body).text.utf8),
            timeoutMilliseconds: request.timeoutMilliseconds)
    }

    func assembler() -> any AnswerAssembler { ServerSentAnswer(ResponsesEvents()) }

    // MARK: Request

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

    // MARK: Answer

    func answer(_ answer: JSONValue) throws(ModelFailure) -> JSONValue {
        if answer["status"] == "failed" { throw ModelFailure(streamed: answer["error"]) }
        guard let items = answer["output"]?.array else {
            throw ModelFailure(.internalError, "The answer has no output: \(answer.text.prefix(400))")
        }
        let content = items.enumerated().flatMap { Self.content($1, index: $0) }
        let isRefusal = items.contains { ($0["content"]?.array ?? []).contains { $0["type"] == "refusal" } }
        let usage = answer["usage"]
        let cached = usage?["input_tokens_details"]?["cached_tokens"]?.integer ?? 0
        return ConverseContent.answer(
            content, stop: isRefusal ? "content_filtered" : Self.stop(answer, content),
            input: max(0, (usage?["input_tokens"]?.integer ?? 0) - cached),
            output: usage?["output_tokens"]?.integer ?? 0, cacheRead: cached)
    }

    private static func stop(_ answer: JSONValue, _ content: [JSONValue]) -> String {
        switch answer["incomplete_details"]?["reason"]?.string {
        case "max_output_tokens": "max_tokens"
        case "content_filter": "content_filtered"
        default: content.contains { $0["ToolUse"] != nil } ? "tool_use" : "end_turn"
        }
    }

    private static func content(_ item: JSONValue, index: Int) -> [JSONValue] {
        switch item["type"]?.string {
        case "message":
            return (item["content"]?.array ?? []).compactMap { $0["text"] ?? $0["refusal"] }
                .filter { $0.string?.isEmpty == false }.map { ["Text": $0] }
        case "function_call":
            let id = item["call_id"]?.string ?? ""
            return [
                [
                    "ToolUse": [
                        "ToolUseId": .string(id.isEmpty ? "call_\(index)" : id), "Name": item["name"] ?? "",
                        "Input": ConverseContent.input(item["arguments"]?.string ?? ""),
                    ]
                ]
            ]
        case "reasoning":
            // The service wants its item back as it was, with the part that only it can read.
            let summary = (item["summary"]?.array ?? []).compactMap { $0["text"]?.string }.joined(separator: "\n")
            return [
                ["ReasoningContent": ["ReasoningText": ["Text": .string(summary), "Signature": .string(item.text)]]]
            ]
        default: return []
        }
    }
}

/// The last event has the whole response.
///
/// Source: OpenAI API Reference, "Streaming events".
struct ResponsesEvents: EventAssembler {
    private var response: JSONValue?

    mutating func take(event: JSONValue) throws(ModelFailure) -> String {
        switch event["type"]?.string {
        case "response.output_text.delta": return event["delta"]?.string ?? ""
        case "response.completed", "response.incomplete": response = event["response"]
        case "response.failed": throw ModelFailure(streamed: event["response"]?["error"])
        case "error": throw ModelFailure(streamed: event)
        default: break
        }
        return ""
    }

    func assembled() throws(ModelFailure) -> JSONValue {
        guard let response else { throw ModelFailure.truncated }
        return response
    }
}
