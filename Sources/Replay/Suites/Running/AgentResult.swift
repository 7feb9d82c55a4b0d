import JSON

/// What an agent state yields when it is mocked as a whole.
enum AgentResult {
    private static let usage: JSONValue = [
        "InputTokens": 0, "OutputTokens": 0, "CacheReadTokens": 0, "CostUSD": 0, "Calls": 0,
    ]

    /// The members that an author can rely on, overridden by what the mock says; a text is what the agent said.
    static func of(_ value: JSONValue) -> JSONValue {
        guard let given = value.object else {
            return of(["Text": .string(value.string ?? value.text), "Output": value])
        }
        var result: JSONObject = [
            "Text": "", "Output": given["Text"] ?? "", "StopReason": "end_turn", "Agent": "", "Turns": 1,
            "Usage": usage,
        ]
        for member in given { result[member.key] = member.value }
        return .object(result)
    }
}
