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
