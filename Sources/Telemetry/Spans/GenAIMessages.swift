import JSON

/// Messages in Converse's shape as the conventions for generative AI write them: roles with parts.
///
/// Specification: OpenTelemetry semantic conventions, JSON Schemas of `gen_ai.input.messages`,
/// `gen_ai.output.messages` and `gen_ai.system_instructions`.
struct GenAIMessages {
    let content: ContentPolicy

    func input(_ messages: [JSONValue]) -> JSONValue {
        .array(messages.map { message($0) })
    }

    func output(_ response: JSONValue) -> JSONValue {
        var message = message(response["Output"]?["Message"] ?? [:]).object ?? [:]
        message["finish_reason"] = response["StopReason"] ?? "stop"
        return .array([.object(message)])
    }

    func instructions(_ system: [JSONValue]) -> JSONValue {
        .array(system.compactMap { $0["Text"]?.string }.map(text))
    }

    private func message(_ message: JSONValue) -> JSONValue {
        let parts = (message["Content"]?.array ?? []).map(part)
        // What tools gave comes from the user's side of the wire, and is told as the tools'.
        let isOfTools = !parts.isEmpty && parts.allSatisfy { $0["type"] == "tool_call_response" }
        return ["role": isOfTools ? "tool" : message["Role"] ?? "assistant", "parts": .array(parts)]
    }

    private func part(_ block: JSONValue) -> JSONValue {
        if let text = block["Text"]?.string { return self.text(text) }
        if let call = block["ToolUse"] {
            return [
                "type": "tool_call", "id": call["ToolUseId"] ?? "", "name": call["Name"] ?? "",
                "arguments": content.redacted(call["Input"] ?? [:]),
            ]
        }
        if let result = block["ToolResult"] {
            let text = ModelExchange.text(of: result["Content"]?.array ?? [])
            return [
                "type": "tool_call_response", "id": result["ToolUseId"] ?? "",
                "response": .string(content.redacted(text)),
            ]
        }
        if let reasoning = block["ReasoningContent"] {
            let text = reasoning["ReasoningText"]?["Text"]?.string ?? ""
            return ["type": "reasoning", "content": .string(content.redacted(text))]
        }
        return ["type": .string(block.object?.first?.key.lowercased() ?? "unknown")]
    }

    private func text(_ text: String) -> JSONValue { ["type": "text", "content": .string(content.redacted(text))] }
}
