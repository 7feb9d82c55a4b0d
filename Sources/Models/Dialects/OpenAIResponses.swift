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
