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
