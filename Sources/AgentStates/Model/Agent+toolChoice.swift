import JSON

extension Agent.Model {
    /// Parts of the ids of models that Bedrock refuses a forced tool for; such an agent is told to call it, and checked.
    ///
    /// Sources: Anthropic, "What's new in Claude Opus 5.5" (Fable 5.1 likewise) and "Claude Sonnet 5.5", as of 2026-11-26; Haiku
    /// 5.5 is of their generation. Amazon Bedrock API, `ToolChoice`.
    private static let modelsWithoutForcedTools = [
        "claude-opus-5-5", "claude-fable-5-1", "claude-sonnet-5-5", "claude-haiku-5-5", "meta.llama", "cohere.command",
        "ai21.", "deepseek.",
    ]

    /// Whether all its models can be told which tool to call. A model that thinks cannot.
    var takesForcedTools: Bool {
        !thinks
            && !models.contains { id in Self.modelsWithoutForcedTools.contains { id.firstRange(of: $0) != nil } }
    }

    /// Whether the author's own fields of the request turn thinking on.
    private var thinks: Bool {
        let setting = additionalFields?["thinking"] ?? additionalFields?["reasoning_config"]
        return switch setting?["type"]?.string {
        case nil, "disabled": false
        default: true
        }
    }
}
