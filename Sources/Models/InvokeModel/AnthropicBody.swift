import JSON

/// Bodies of Anthropic's Messages as requests and answers of Converse: the other direction of `AnthropicMessages`.
enum AnthropicBody {
    static func conversation(_ body: JSONValue) -> JSONObject {
        var inference = JSONObject()
        inference["MaxTokens"] = body["max_tokens"]
        inference["Temperature"] = body["temperature"]
        inference["TopP"] = body["top_p"]
        inference["StopSequences"] = body["stop_sequences"]
        var request: JSONObject = ["InferenceConfig": .object(inference)]
        request["Messages"] = .array(
            (body["messages"]?.array ?? []).map {
                ["Role": $0["role"] ?? "user", "Content": .array(content($0["content"]))]
            })
        if let system = body["system"] { request["System"] = .array(content(system)) }
        let tools = (body["tools"]?.array ?? []).map { tool -> JSONValue in
            var specification: JSONObject = [
                "Name": tool["name"] ?? "", "InputSchema": ["Json": tool["input_schema"] ?? ["type": "object"]],
            ]
            specification["Description"] = tool["description"]
            return ["ToolSpec": .object(specification)]
        }
        if !tools.isEmpty {
            var configuration: JSONObject = ["Tools": .array(tools)]
            configuration["ToolChoice"] = body["tool_choice"].flatMap(choice)
            request["ToolConfig"] = .object(configuration)
        }
        return request
    }

    private static func choice(_ choice: JSONValue) -> JSONValue? {
        switch choice["type"]?.string {
        case "any": ["Any": [:]]
        case "tool": ["Tool": ["Name": choice["name"] ?? ""]]
        default: nil
        }
    }

    private static func content(_ content: JSONValue?) -> [JSONValue] {
        guard let blocks = content?.array else { return [["Text": content ?? ""]] }
        return blocks.compactMap(block)
    }

    private static func block(_ block: JSONValue) -> JSONValue? {
        switch block["type"]?.string {
        case "text": return ["Text": block["text"] ?? ""]
        case "tool_use":
            return [
                "ToolUse": [
                    "ToolUseId": block["id"] ?? "", "Name": block["name"] ?? "", "Input": block["input"] ?? [:],
                ]
            ]
        case "tool_result":
            return [
                "ToolResult": [
                    "ToolUseId": block["tool_use_id"] ?? "", "Content": .array(content(block["content"])),
                    "Status": block["is_error"] == true ? "error" : "success",
                ]
            ]
        case "image":
            let type = block["source"]?["media_type"]?.string ?? "image/png"
            return [
                "Image": [
                    "Format": .string(String(type.dropFirst("image/".count))),
                    "Source": ["Bytes": block["source"]?["data"] ?? ""],
                ]
            ]
        default: return nil
        }
    }

    static func answer(_ answer: JSONValue) -> JSONValue {
        let content = (answer["Output"]?["Message"]?["Content"]?.array ?? []).compactMap { block -> JSONValue? in
            if let text = block["Text"] { return ["type": "text", "text": text] }
            return block["ToolUse"].map {
                [
                    "type": "tool_use", "id": $0["ToolUseId"] ?? "", "name": $0["Name"] ?? "",
                    "input": $0["Input"] ?? [:],
                ]
            }
        }
        let usage = answer["Usage"]
        let stop = answer["StopReason"] ?? "end_turn"
        return [
            "type": "message", "role": "assistant", "content": .array(content),
            "stop_reason": stop == "content_filtered" ? "refusal" : stop,
            "usage": [
                "input_tokens": usage?["InputTokens"] ?? 0, "output_tokens": usage?["OutputTokens"] ?? 0,
                "cache_read_input_tokens": usage?["CacheReadInputTokens"] ?? 0,
                "cache_creation_input_tokens": usage?["CacheWriteInputTokens"] ?? 0,
            ],
        ]
    }
}
