import JSON

/// Puts a completion together from chunks with `choices[0].delta`.
///
/// Source: OpenAI API Reference, "The chat completion chunk object".
struct ChatCompletionsEvents: EventAssembler {
    private struct Call {
        let index: Int64
        var id: String
        var name = ""
        var arguments = ""
    }

    private var texts: [String: String] = [:]
    private var calls: [Call] = []
    private var finish: JSONValue?
    private var usage: JSONValue?
    private var hasEnded = false

    mutating func take(event: JSONValue) throws(ModelFailure) -> String {
        if let error = event["error"] { throw ModelFailure(streamed: error) }
        // The last chunk has the usage, and no choices.
        if let usage = event["usage"], !usage.isNull { self.usage = usage }
        guard let choice = event["choices"]?[0] else { return "" }
        if let reason = choice["finish_reason"], !reason.isNull { finish = reason }
        let delta = choice["delta"]
        for name in ["content", "refusal", "reasoning_content"] {
            if let text = delta?[name]?.string { texts[name, default: ""] += text }
        }
        for call in delta?["tool_calls"]?.array ?? [] { add(call) }
        return delta?["content"]?.string ?? ""
    }

    mutating func takeEnd() { hasEnded = true }

    /// Calls are told apart by index, or by id where a server uses an index twice.
    private mutating func add(_ piece: JSONValue) {
        let index = piece["index"]?.integer ?? 0
        let id = piece["id"]?.string ?? ""
        let isSame = { (call: Call) in call.index == index && (id.isEmpty || call.id.isEmpty || call.id == id) }
        if !calls.contains(where: isSame) { calls.append(Call(index: index, id: id)) }
        guard let place = calls.lastIndex(where: isSame) else { return }
        if calls[place].id.isEmpty { calls[place].id = id }
        calls[place].name += piece["function"]?["name"]?.string ?? ""
        calls[place].arguments += piece["function"]?["arguments"]?.string ?? ""
    }

    func assembled() throws(ModelFailure) -> JSONValue {
        guard let finish, hasEnded || usage != nil else { throw ModelFailure.truncated }
        var message: JSONObject = ["role": "assistant"]
        for (name, text) in texts { message[name] = .string(text) }
        message["tool_calls"] = .array(
            calls.map {
                ["id": .string($0.id), "function": ["name": .string($0.name), "arguments": .string($0.arguments)]]
            })
        return ["choices": [["message": .object(message), "finish_reason": finish]], "usage": usage ?? [:]]
    }
}
