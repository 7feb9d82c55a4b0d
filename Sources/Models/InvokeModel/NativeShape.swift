import JSON

/// The shape that a family of models has for the body of `bedrock:invokeModel`, for providers that only converse.
enum NativeShape {
    /// Anthropic's Messages.
    case messages
    /// Amazon Nova's, which is Converse's.
    case converse
    /// Amazon Titan's `inputText`.
    case inputText
    /// Llama's `prompt`.
    case prompt

    /// - Returns: nil for a shape that is not known.
    init?(_ body: JSONValue) {
        if body["inputText"] != nil {
            self = .inputText
        } else if body["prompt"] != nil {
            self = .prompt
        } else if body["messages"] == nil {
            return nil
        } else {
            self = body["anthropic_version"] != nil ? .messages : .converse
        }
    }

    /// The same request in Converse's shape.
    func conversation(_ body: JSONValue, modelID: String) -> JSONValue {
        var request: JSONObject
        switch self {
        case .messages: request = AnthropicBody.conversation(body)
        case .converse: request = MemberCase.pascal.apply(to: body).object ?? [:]
        case .inputText:
            let configuration = body["textGenerationConfig"]
            request = Self.asking(
                body["inputText"], maxTokens: configuration?["maxTokenCount"],
                temperature: configuration?["temperature"], topP: configuration?["topP"])
        case .prompt:
            request = Self.asking(
                body["prompt"], maxTokens: body["max_gen_len"] ?? body["max_tokens"], temperature: body["temperature"],
                topP: body["top_p"])
        }
        request["ModelId"] = .string(modelID)
        return .object(request)
    }

    /// An answer of Converse in the shape of the family.
    func body(_ answer: JSONValue) -> JSONValue {
        let text = JSONValue.string(ConverseContent.text(ofAnswer: answer))
        let isCut = answer["StopReason"] == "max_tokens"
        let usage = answer["Usage"]
        switch self {
        case .messages: return AnthropicBody.answer(answer)
        case .converse: return MemberCase.camel.apply(to: answer)
        case .inputText:
            let result: JSONValue = [
                "tokenCount": usage?["OutputTokens"] ?? 0, "outputText": text,
                "completionReason": isCut ? "LENGTH" : "FINISH",
            ]
            return ["inputTextTokenCount": usage?["InputTokens"] ?? 0, "results": [result]]
        case .prompt:
            return [
                "generation": text, "prompt_token_count": usage?["InputTokens"] ?? 0,
                "generation_token_count": usage?["OutputTokens"] ?? 0, "stop_reason": isCut ? "length" : "stop",
            ]
        }
    }

    private static func asking(
        _ text: JSONValue?, maxTokens: JSONValue?, temperature: JSONValue?, topP: JSONValue?
    ) -> JSONObject {
        var inference = JSONObject()
        inference["MaxTokens"] = maxTokens
        inference["Temperature"] = temperature
        inference["TopP"] = topP
        return [
            "Messages": [["Role": "user", "Content": [["Text": text ?? ""]]]], "InferenceConfig": .object(inference),
        ]
    }
}
