import JSON

extension NativeShape {
    /// What an answer of `bedrock:invokeModel` says that it used, in Converse's shape; nil where it does not say.
    static func usage(of body: JSONValue) -> JSONValue? {
        if let usage = body["usage"] {
            let pascal = MemberCase.pascal.apply(to: usage)
            if pascal["InputTokens"] != nil { return ["Usage": pascal] }
            return [
                "Usage": [
                    "InputTokens": usage["input_tokens"] ?? 0, "OutputTokens": usage["output_tokens"] ?? 0,
                    "CacheReadInputTokens": usage["cache_read_input_tokens"] ?? 0,
                    "CacheWriteInputTokens": usage["cache_creation_input_tokens"] ?? 0,
                ]
            ]
        }
        if let input = body["inputTextTokenCount"] {
            return ["Usage": ["InputTokens": input, "OutputTokens": body["results"]?[0]?["tokenCount"] ?? 0]]
        }
        return body["prompt_token_count"].map {
            ["Usage": ["InputTokens": $0, "OutputTokens": body["generation_token_count"] ?? 0]]
        }
    }
}
