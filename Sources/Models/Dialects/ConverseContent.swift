import JSON

/// What the dialects have in common on Converse's side.
enum ConverseContent {
    /// The text of a tool's result; providers take no empty one.
    static func text(of result: JSONValue) -> String {
        let parts = (result["Content"]?.array ?? []).compactMap { $0["Text"]?.string ?? $0["Json"]?.text }
        let text = parts.joined(separator: "\n")
        return text.isEmpty ? "(no result)" : text
    }

    static func unsupported(_ block: JSONValue) -> ModelFailure {
        let kind = block.object?.first?.key ?? block.kind
        return ModelFailure(.invalid, "This provider takes no content of the kind '\(kind)'")
    }

    /// An answer in Converse's shape; `input` is without what the cache held.
    static func answer(
        _ content: [JSONValue], stop: String, input: Int64, output: Int64, cacheRead: Int64 = 0, cacheWrite: Int64 = 0
    ) -> JSONValue {
        [
            "Output": ["Message": ["Role": "assistant", "Content": .array(content)]], "StopReason": .string(stop),
            "Usage": [
                "InputTokens": .integer(input), "OutputTokens": .integer(output),
                "TotalTokens": .integer(input + output + cacheRead + cacheWrite),
                "CacheReadInputTokens": .integer(cacheRead), "CacheWriteInputTokens": .integer(cacheWrite),
            ],
        ]
    }
}
