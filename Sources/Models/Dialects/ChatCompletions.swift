import JSON
import Tasks

/// OpenAI's Chat Completions, and the many servers that speak it (Ollama, llama.cpp, vLLM).
///
/// Source: OpenAI API Reference, "Chat Completions".
struct ChatCompletions: ModelDialect {
    static let defaultURL = "https://api.openai.com/v1"

    static func defaultURL(of provider: ModelConfiguration.Provider) -> String {
        switch provider {
        case .ollama: "http://127.0.0.1:11434/v1"
        case .llamacpp: "http://127.0.0.1:8080/v1"
        default: defaultURL
        }
    }

    /// Without `/chat/completions`.
    var url = defaultURL
    /// The service's name of the model; nil for the id in the request.
    var model: String?
    var key: String?
    /// Whose server it is: `openai` for all that keep to OpenAI's text.
    var server = ModelConfiguration.Provider.openai

    var secrets: [String] { [key].compactMap(\.self) }
    var streams: Bool { true }

    func post(_ body: JSONObject, for request: ModelRequest, isStreamed: Bool) -> HTTPRequest {
        var body = body
        if isStreamed {
            body["stream"] = true
            body["stream_options"] = ["include_usage": true]
        }
        var headers = [HTTPHeader("Content-Type", "application/json")]
        if let key { headers.append(HTTPHeader("Authorization", "Bearer \(key)")) }
        return HTTPRequest(
            method: "POST", url: "\(url)/chat/completions", headers: headers,
            body: Array(JSONValue.object(body).text.utf8), timeoutMilliseconds: request.timeoutMilliseconds)
    }

    func assembler() -> any AnswerAssembler { ServerSentAnswer(ChatCompletionsEvents()) }

    /// llama.cpp answers with an error of the server where the model's text does not fit its template's tool calls.
    func answer(toRefusal response: HTTPResponse) -> JSONValue? {
        guard response.status == 500 else { return nil }
        let text = String(decoding: response.body, as: UTF8.self)
        guard text.contains("does not match the expected") || text.contains("Failed to parse input") else { return nil }
        return ConverseContent.answer([], stop: "malformed_model_output", input: 0, output: 0)
    }

    // MARK: Request

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

    // MARK: Answer

    func answer(_ answer: JSONValue) throws(ModelFailure) -> JSONValue {
        guard let choice = answer["choices"]?[0], let message = choice["message"] else {
            throw ModelFailure(.internalError, "The answer has no message: \(answer.text.prefix(400))")
        }
        var content: [JSONValue] = []
        if let reasoning = message["reasoning_content"]?.string, !reasoning.isEmpty {
            content.append(["ReasoningContent": ["ReasoningText": ["Text": .string(reasoning)]]])
        }
        let refusal = message["refusal"]?.string
        if let text = message["content"]?.string ?? refusal, !text.isEmpty { content.append(["Text": .string(text)]) }
        let calls = (message["tool_calls"]?.array ?? []).enumerated().map { Self.call($1, index: $0) }
        content += calls.map { ["ToolUse": $0] }
        let usage = answer["usage"]
        let cached = usage?["prompt_tokens_details"]?["cached_tokens"]?.integer ?? 0
        return ConverseContent.answer(
            content,
            stop: Self.stop(choice["finish_reason"]?.string, hasCalls: !calls.isEmpty, isRefusal: refusal != nil),
            input: max(0, (usage?["prompt_tokens"]?.integer ?? 0) - cached),
            output: usage?["completion_tokens"]?.integer ?? 0, cacheRead: cached)
    }

    private static func stop(_ reason: String?, hasCalls: Bool, isRefusal: Bool) -> String {
        switch reason {
        case _ where isRefusal: "content_filtered"
        case "length": "max_tokens"
        case "content_filter": "content_filtered"
        // Some servers say "stop" even when there are calls.
        default: hasCalls ? "tool_use" : "end_turn"
        }
    }

    private static func call(_ call: JSONValue, index: Int) -> JSONValue {
        let id = call["id"]?.string ?? ""
        let arguments = call["function"]?["arguments"]
        return [
            "ToolUseId": id.isEmpty ? .string("call_\(index)") : .string(id), "Name": call["function"]?["name"] ?? "",
            "Input": arguments?.string.map(ConverseContent.input) ?? arguments ?? [:],
        ]
    }
}
