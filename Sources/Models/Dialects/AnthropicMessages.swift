package import JSON
package import Tasks

/// Anthropic's Messages API, and servers that speak it.
///
/// Source: Anthropic API Reference, "Messages".
package struct AnthropicMessages: ModelProvider {
    package static let defaultURL = "https://api.anthropic.com"
    private static let version = "2023-06-01"

    private let client: HTTPClient
    private let url: String
    private let model: String?
    private let key: String?

    /// - Parameters:
    ///   - url: without `/v1/messages`.
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
            body = try Self.body(request, model: model ?? request.modelID)
        } catch {
            completion(.failure(error))
            return .none
        }
        var headers = [HTTPHeader("Content-Type", "application/json"), HTTPHeader("anthropic-version", Self.version)]
        if let key { headers.append(HTTPHeader("x-api-key", key)) }
        let post = HTTPRequest(
            method: "POST", url: "\(url)/v1/messages", headers: headers, body: Array(body.text.utf8),
            timeoutMilliseconds: request.timeoutMilliseconds)
        return HTTPModelCall(client: client).post(post, completion: completion) { .success(Self.answer($0)) }
    }

    // MARK: Request

    static func body(_ request: ModelRequest, model: String) throws(ModelFailure) -> JSONValue {
        let inference = request.body["InferenceConfig"]
        var body: JSONObject = ["model": .string(model), "max_tokens": inference?["MaxTokens"] ?? 4_096]
        let system = (request.body["System"]?.array ?? []).compactMap(systemBlock)
        if !system.isEmpty { body["system"] = .array(system) }
        var messages: [JSONValue] = []
        for message in request.messages {
            messages.append([
                "role": message["Role"] ?? "user",
                "content": .array(try blocks(message["Content"]?.array ?? [])),
            ])
        }
        body["messages"] = .array(messages)
        body["temperature"] = inference?["Temperature"]
        body["top_p"] = inference?["TopP"]
        body["stop_sequences"] = inference?["StopSequences"]
        let tools = (request.body["ToolConfig"]?["Tools"]?.array ?? []).compactMap(tool)
        if !tools.isEmpty {
            body["tools"] = .array(tools)
            body["tool_choice"] = request.body["ToolConfig"]?["ToolChoice"].flatMap(choice)
        }
        for (name, value) in request.body["AdditionalModelRequestFields"]?.object ?? [:] { body[name] = value }
        return .object(body)
    }

    private static func systemBlock(_ block: JSONValue) -> JSONValue? {
        block["Text"].map { ["type": "text", "text": $0] }
    }

    private static func tool(_ tool: JSONValue) -> JSONValue? {
        guard let specification = tool["ToolSpec"], let name = specification["Name"] else { return nil }
        var object: JSONObject = [
            "name": name, "input_schema": specification["InputSchema"]?["Json"] ?? ["type": "object"],
        ]
        object["description"] = specification["Description"]
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
            if block["CachePoint"] != nil {
                guard var last = blocks.popLast()?.object else { continue }
                last["cache_control"] = ["type": "ephemeral"]
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
                "input": use["Input"]?.object == nil ? [:] : use["Input"] ?? [:],
            ]
        }
        if let result = block["ToolResult"] {
            return [
                "type": "tool_result", "tool_use_id": result["ToolUseId"] ?? "",
                "content": [["type": "text", "text": .string(ConverseContent.text(of: result))]],
                "is_error": .bool(result["Status"] == "error"),
            ]
        }
        if let image = block["Image"], let format = image["Format"]?.string, let bytes = image["Source"]?["Bytes"] {
            return [
                "type": "image",
                "source": ["type": "base64", "media_type": .string("image/\(format)"), "data": bytes],
            ]
        }
        if let reasoning = block["ReasoningContent"] {
            if let data = reasoning["RedactedContent"] { return ["type": "redacted_thinking", "data": data] }
            return [
                "type": "thinking", "thinking": reasoning["ReasoningText"]?["Text"] ?? "",
                "signature": reasoning["ReasoningText"]?["Signature"] ?? "",
            ]
        }
        throw ConverseContent.unsupported(block)
    }

    // MARK: Answer

    static func answer(_ answer: JSONValue) -> JSONValue {
        let content = (answer["content"]?.array ?? []).compactMap { block -> JSONValue? in
            switch block["type"]?.string {
            case "text": return ["Text": block["text"] ?? ""]
            case "tool_use":
                return [
                    "ToolUse": [
                        "ToolUseId": block["id"] ?? "", "Name": block["name"] ?? "", "Input": block["input"] ?? [:],
                    ]
                ]
            case "thinking":
                return [
                    "ReasoningContent": [
                        "ReasoningText": ["Text": block["thinking"] ?? "", "Signature": block["signature"] ?? ""]
                    ]
                ]
            case "redacted_thinking": return ["ReasoningContent": ["RedactedContent": block["data"] ?? ""]]
            default: return nil
            }
        }
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
}
