import JSON
import Tasks
import Testing

@testable import Models

/// How requests and answers look in each dialect.
@Suite struct DialectTests {
    private let request = ModelRequest(body: [
        "ModelId": "m", "System": [["Text": "Be brief."]], "InferenceConfig": ["MaxTokens": 9, "Temperature": 0],
        "ToolConfig": [
            "Tools": [
                ["ToolSpec": ["Name": "find", "Description": "Finds.", "InputSchema": ["Json": ["type": "object"]]]]
            ], "ToolChoice": ["Any": [:]],
        ],
        "Messages": [
            ["Role": "user", "Content": [["Text": "hi"]]],
            [
                "Role": "assistant",
                "Content": [
                    ["Text": "wait"], ["ToolUse": ["ToolUseId": "t1", "Name": "find", "Input": ["Json": 1]]],
                ],
            ],
            [
                "Role": "user",
                "Content": [
                    ["ToolResult": ["ToolUseId": "t1", "Status": "error", "Content": [["Json": ["A": 1]]]]],
                    ["Text": "go on"],
                ],
            ],
        ],
    ])

    @Test func writesChatCompletions() throws {
        let body = JSONValue.object(try ChatCompletions(model: "gpt").body(of: request))
        #expect(
            body["messages"] == [
                ["role": "system", "content": "Be brief."], ["role": "user", "content": "hi"],
                [
                    "role": "assistant", "content": "wait",
                    "tool_calls": [
                        ["id": "t1", "type": "function", "function": ["name": "find", "arguments": #"{"Json":1}"#]]
                    ],
                ],
                ["role": "tool", "tool_call_id": "t1", "content": #"{"A":1}"#], ["role": "user", "content": "go on"],
            ])
        #expect(body["max_completion_tokens"] == 9)
        #expect(body["tool_choice"] == "required")
        #expect(body["tools"]?[0]?["function"]?["parameters"] == ["type": "object"])
        #expect(try ChatCompletions(url: "http://l", model: "l").body(of: request)["max_tokens"] == 9)
    }

    @Test func readsChatCompletions() throws {
        let answer = try ChatCompletions().answer([
            "choices": [
                [
                    "finish_reason": "stop",
                    "message": [
                        "content": nil,
                        "tool_calls": [
                            ["id": "", "function": ["name": "find", "arguments": #"{"a":1}"#]],
                            ["id": "x", "function": ["name": "find", "arguments": "{oops"]],
                        ],
                    ],
                ]
            ],
            "usage": ["prompt_tokens": 10, "completion_tokens": 4, "prompt_tokens_details": ["cached_tokens": 6]],
        ])
        #expect(answer["StopReason"] == "tool_use")
        #expect(
            answer["Output"]?["Message"]?["Content"] == [
                ["ToolUse": ["ToolUseId": "call_0", "Name": "find", "Input": ["a": 1]]],
                ["ToolUse": ["ToolUseId": "x", "Name": "find", "Input": "{oops"]],
            ])
        #expect(answer["Usage"]?["InputTokens"] == 4)
        #expect(answer["Usage"]?["CacheReadInputTokens"] == 6)
        #expect(answer["Usage"]?["TotalTokens"] == 14)
    }

    @Test(arguments: [("stop", "end_turn"), ("length", "max_tokens"), ("content_filter", "content_filtered")])
    func namesStopReasons(finish: String, stop: String) throws {
        let answer = try ChatCompletions().answer([
            "choices": [["finish_reason": .string(finish), "message": ["content": "x"]]]
        ])
        #expect(answer["StopReason"]?.string == stop)
    }

    @Test func refusesAnAnswerWithoutAMessage() {
        #expect(throws: ModelFailure.self) { try ChatCompletions().answer(["choices": []]) }
    }

    @Test func writesMessages() throws {
        let body = JSONValue.object(try AnthropicMessages(model: "claude").body(of: request))
        #expect(body["system"] == [["type": "text", "text": "Be brief."]])
        #expect(body["max_tokens"] == 9)
        #expect(body["tool_choice"] == ["type": "any"])
        #expect(
            body["messages"]?[1]?["content"]?[1]
                == ["type": "tool_use", "id": "t1", "name": "find", "input": ["Json": 1]])
        #expect(
            body["messages"]?[2]?["content"]?[0] == [
                "type": "tool_result", "tool_use_id": "t1", "content": [["type": "text", "text": #"{"A":1}"#]],
                "is_error": true,
            ])
    }

    @Test func keepsReasoningOfMessages() throws {
        let answer = try AnthropicMessages().answer([
            "content": [
                ["type": "thinking", "thinking": "hm", "signature": "s"], ["type": "redacted_thinking", "data": "d"],
                ["type": "text", "text": "yes"],
            ], "stop_reason": "end_turn",
            "usage": ["input_tokens": 3, "output_tokens": 2, "cache_read_input_tokens": 5],
        ])
        #expect(answer["Usage"]?["InputTokens"] == 3)
        #expect(answer["Usage"]?["CacheReadInputTokens"] == 5)
        let content = answer["Output"]?["Message"]?["Content"] ?? .null
        let again = ModelRequest(body: ["Messages": [["Role": "assistant", "Content": content]]])
        let body = JSONValue.object(try AnthropicMessages(model: "claude").body(of: again))
        #expect(
            body["messages"]?[0]?["content"]?.array?.prefix(2) == [
                ["type": "thinking", "thinking": "hm", "signature": "s"], ["type": "redacted_thinking", "data": "d"],
            ])
    }

    @Test(arguments: [("refusal", "content_filtered"), ("pause_turn", "end_turn"), ("tool_use", "tool_use")])
    func namesStopReasonsOfMessages(reason: String, stop: String) throws {
        #expect(try AnthropicMessages().answer(["stop_reason": .string(reason)])["StopReason"]?.string == stop)
    }

    @Test func spellsConverseAndLeavesUsersNamesAlone() {
        let camel = MemberCase.camel.apply(to: request.body)
        #expect(camel["messages"]?[1]?["content"]?[1]?["toolUse"]?["input"] == ["Json": 1])
        #expect(camel["messages"]?[2]?["content"]?[0]?["toolResult"]?["content"]?[0]?["json"] == ["A": 1])
        #expect(camel["toolConfig"]?["tools"]?[0]?["toolSpec"]?["inputSchema"]?["json"] == ["type": "object"])
        #expect(MemberCase.pascal.apply(to: camel) == request.body)
    }

    @Test(arguments: [
        (429, "ThrottlingException"), (529, "ServiceUnavailableException"), (503, "ServiceUnavailableException"),
        (500, "InternalServerException"), (400, "ValidationException"), (401, "AccessDeniedException"),
        (404, "ResourceNotFoundException"), (504, "ModelTimeoutException"),
    ])
    func namesErrors(status: Int, name: String) {
        let response = HTTPResponse(status: status, body: Array(#"{"error":{"message":"no"}}"#.utf8))
        let failure = ModelFailure(response)
        #expect(failure.error == "BedrockRuntime.\(name)")
        #expect(failure.cause == "no (Status Code: \(status))")
    }
}
