package import JSON
package import Tasks

/// OpenAI's Chat Completions, and the many servers that speak it (Ollama, llama.cpp, vLLM).
///
/// Source: OpenAI API Reference, "Chat Completions".
package struct ChatCompletions: ModelProvider {
    package static let defaultURL = "https://api.openai.com/v1"

    static func defaultURL(of provider: ModelConfiguration.Provider) -> String {
        switch provider {
        case .ollama: "http://127.0.0.1:11434/v1"
        case .llamacpp: "http://127.0.0.1:8080/v1"
        default: defaultURL
        }
    }

    private let client: HTTPClient
    private let url: String
    private let model: String?
    private let key: String?

    /// - Parameters:
    ///   - url: without `/chat/completions`.
    ///   - model: the service's name of the model; nil for the id in the request.
    package init(client: HTTPClient, url: String = defaultURL, model: String?, key: String?) {
        self.client = client
        self.url = url
        self.model = model
        self.key = key
    }

    package func converse(
        _ request: ModelRequest, completion: @escaping @Sendable (Result<JSONValue, ModelFailure>) -> Void
    ) -> TaskCancellation {
        let body: JSONValue
        do throws(ModelFailure) {
            body = try Self.body(request, model: model ?? request.modelID, isOpenAI: url.contains("api.openai.com"))
        } catch {
            completion(.failure(error))
            return .none
        }
        var headers = [HTTPHeader("Content-Type", "application/json")]
        if let key { headers.append(HTTPHeader("Authorization", "Bearer \(key)")) }
        let post = HTTPRequest(
            method: "POST", url: "\(url)/chat/completions", headers: headers, body: Array(body.text.utf8),
            timeoutMilliseconds: request.timeoutMilliseconds)
        return HTTPModelCall(client: client).post(post, completion: completion, read: Self.answer)
    }

    // MARK: Request

    /// - Parameter isOpenAI: OpenAI has a newer name for the bound on tokens, which other servers do not know.
    static func body(_ request: ModelRequest, model: String, isOpenAI: Bool) throws(ModelFailure) -> JSONValue {
        var messages: [JSONValue] = []
        let system = (request.body["System"]?.array ?? []).compactMap { $0["Text"]?.string }
        if !system.isEmpty {
            messages.append(["role": "system", "content": .string(system.joined(separator: "\n\n"))])
        }
        for message in request.messages {
            let content = message["Content"]?.array ?? []
            messages += message["Role"] == "assistant" ? assistant(content) : try user(content)
        }
        let inference = request.body["InferenceConfig"]
        var body: JSONObject = ["model": .string(model), "messages": .array(messages)]
        body[isOpenAI ? "max_completion_tokens" : "max_tokens"] = inference?["MaxTokens"]
        body["temperature"] = inference?["Temperature"]
        body["top_p"] = inference?["TopP"]
        body["stop"] = inference?["StopSequences"]
        let tools = (request.body["ToolConfig"]?["Tools"]?.array ?? []).compactMap(tool)
        if !tools.isEmpty {
            body["tools"] = .array(tools)
            body["tool_choice"] = request.body["ToolConfig"]?["ToolChoice"].flatMap(choice)
        }
        for (name, value) in request.body["AdditionalModelRequestFields"]?.object ?? [:] { body[name] = value }
        return .object(body)
    }

    private static func tool(_ tool: JSONValue) -> JSONValue? {
        guard let specification = tool["ToolSpec"], let name = specification["Name"] else { return nil }
        var function: JSONObject = [
            "name": name, "parameters": specification["InputSchema"]?["Json"] ?? ["type": "object"],
        ]
        function["description"] = specification["Description"]
        return ["type": "function", "function": .object(function)]
    }

    private static func choice(_ choice: JSONValue) -> JSONValue? {
        if let name = choice["Tool"]?["Name"] { return ["type": "function", "function": ["name": name]] }
        if choice["Any"] != nil { return "required" }
        return choice["Auto"] != nil ? "auto" : nil
    }

    private static func assistant(_ content: [JSONValue]) -> [JSONValue] {
        let text = content.compactMap { $0["Text"]?.string }.joined(separator: "\n")
        let calls = content.compactMap { $0["ToolUse"] }.map { use -> JSONValue in
            // What was not JSON goes back as it came.
            let arguments = use["Input"]?.string ?? use["Input"]?.text ?? "{}"
            return [
                "id": use["ToolUseId"] ?? "", "type": "function",
                "function": ["name": use["Name"] ?? "", "arguments": .string(arguments)],
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
                    "content": .string(ConverseContent.text(of: result)),
                ])
            } else if let text = block["Text"] {
                parts.append(["type": "text", "text": text])
            } else if let image = block["Image"], let format = image["Format"]?.string,
                let bytes = image["Source"]?["Bytes"]?.string
            {
                let url = "data:image/\(format);base64,\(bytes)"
                parts.append(["type": "image_url", "image_url": ["url": .string(url)]])
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

    // MARK: Answer

    static func answer(_ answer: JSONValue) -> Result<JSONValue, ModelFailure> {
        guard let choice = answer["choices"]?[0], let message = choice["message"] else {
            return .failure(ModelFailure(.internalError, "The answer has no message: \(answer.text.prefix(400))"))
        }
        var content: [JSONValue] = []
        let refusal = message["refusal"]?.string
        if let text = message["content"]?.string ?? refusal, !text.isEmpty { content.append(["Text": .string(text)]) }
        let calls = (message["tool_calls"]?.array ?? []).enumerated().map { call($1, index: $0) }
        content += calls.map { ["ToolUse": $0] }
        let stop =
            switch choice["finish_reason"]?.string {
            case _ where refusal != nil: "content_filtered"
            case "length": "max_tokens"
            case "content_filter": "content_filtered"
            // Some servers say "stop" even when there are calls.
            default: calls.isEmpty ? "end_turn" : "tool_use"
            }
        let usage = answer["usage"]
        let cached = usage?["prompt_tokens_details"]?["cached_tokens"]?.integer ?? 0
        return .success(
            ConverseContent.answer(
                content, stop: stop, input: max(0, (usage?["prompt_tokens"]?.integer ?? 0) - cached),
                output: usage?["completion_tokens"]?.integer ?? 0, cacheRead: cached))
    }

    /// A call; arguments that are not JSON stay text, which no schema of a tool allows, so the model is told.
    private static func call(_ call: JSONValue, index: Int) -> JSONValue {
        let id = call["id"]?.string ?? ""
        let arguments = call["function"]?["arguments"]
        var input = arguments ?? [:]
        if let text = arguments?.string {
            input = (try? JSONValue(parsing: text)) ?? (text.isEmpty ? [:] : .string(text))
        }
        return [
            "ToolUseId": id.isEmpty ? .string("call_\(index)") : .string(id),
            "Name": call["function"]?["name"] ?? "", "Input": input,
        ]
    }
}
