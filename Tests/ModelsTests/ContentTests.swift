import JSON
import Testing

@testable import Models
@testable import Tasks

/// Images, documents, schemas, reasoning and garbled tool calls in each dialect.
@Suite struct ContentTests {
    private let attached = ModelRequest(body: [
        "ModelId": "m",
        "Messages": [
            [
                "Role": "user",
                "Content": [
                    ["Text": "See:"], ["Image": ["Format": "png", "Source": ["Bytes": "aW1n"]]],
                    ["Document": ["Format": "pdf", "Name": "bill", "Source": ["Bytes": "cGRm"]]],
                    ["Document": ["Format": "txt", "Name": "note", "Source": ["Bytes": "aGk="]]],
                ],
            ]
        ],
    ])

    @Test func chatCompletionsTakeAttachments() throws {
        #expect(
            try ChatCompletions(model: "g").body(of: attached)["messages"]?[0]?["content"] == [
                ["type": "text", "text": "See:"],
                ["type": "image_url", "image_url": ["url": "data:image/png;base64,aW1n"]],
                ["type": "file", "file": ["filename": "bill", "file_data": "data:application/pdf;base64,cGRm"]],
                ["type": "text", "text": "note:\nhi"],
            ])
    }

    @Test func messagesTakeAttachments() throws {
        #expect(
            try AnthropicMessages(model: "c").body(of: attached)["messages"]?[0]?["content"]?.array?.dropFirst() == [
                ["type": "image", "source": ["type": "base64", "media_type": "image/png", "data": "aW1n"]],
                [
                    "type": "document", "title": "bill",
                    "source": ["type": "base64", "media_type": "application/pdf", "data": "cGRm"],
                ],
                [
                    "type": "document", "title": "note",
                    "source": ["type": "text", "media_type": "text/plain", "data": "hi"],
                ],
            ])
    }

    @Test func whatIsInS3IsRefused() {
        let request = ModelRequest(body: [
            "Messages": [
                [
                    "Role": "user",
                    "Content": [["Image": ["Format": "png", "Source": ["S3Location": ["Uri": "s3://b/k"]]]]],
                ]
            ]
        ])
        for refuse in [
            { try ChatCompletions().body(of: request) }, { try AnthropicMessages().body(of: request) },
            { try OpenAIResponses().body(of: request) },
        ] as [() throws -> JSONObject] {
            #expect(throws: ModelFailure.self) { try refuse() }
        }
    }

    @Test func everyDialectTakesASchema() throws {
        let request = ModelRequest(body: [
            "Messages": [],
            "OutputConfig": [
                "TextFormat": [
                    "Type": "json_schema",
                    "Structure": ["JsonSchema": ["Name": "age", "Schema": #"{"type":"object"}"#]],
                ]
            ],
        ])
        let schema: JSONValue = ["type": "object"]
        #expect(
            try AnthropicMessages().body(of: request)["output_config"]
                == ["format": ["type": "json_schema", "schema": schema]])
        #expect(try ChatCompletions().body(of: request)["response_format"]?["json_schema"]?["schema"] == schema)
        #expect(try OpenAIResponses().body(of: request)["text"]?["format"]?["name"] == "age")
    }

    private let conversation = ModelRequest(body: [
        "System": [["Text": "Be brief."]], "InferenceConfig": ["MaxTokens": 9],
        "ToolConfig": [
            "Tools": [
                ["ToolSpec": ["Name": "find", "InputSchema": ["Json": ["type": "object"]]]],
                ["ToolSpec": ["Name": "other", "InputSchema": ["Json": ["type": "object"]]]],
            ],
            "ToolChoice": ["Tool": ["Name": "find"]],
        ],
        "Messages": [
            ["Role": "user", "Content": [["Text": "hi"]]],
            [
                "Role": "assistant",
                "Content": [
                    [
                        "ReasoningContent": [
                            "ReasoningText": ["Text": "hm", "Signature": #"{"type":"reasoning","id":"r1"}"#]
                        ]
                    ],
                    ["ToolUse": ["ToolUseId": "t1", "Name": "find", "Input": "{oops"]],
                ],
            ],
            [
                "Role": "user",
                "Content": [["ToolResult": ["ToolUseId": "t1", "Status": "error", "Content": [["Text": "bad"]]]]],
            ],
        ],
    ])

    @Test func responsesGetTheConversation() throws {
        let body = try OpenAIResponses(model: "g").body(of: conversation)
        #expect(body["instructions"] == "Be brief.")
        #expect(body["max_output_tokens"] == 9)
        #expect(body["tool_choice"] == ["type": "function", "name": "find"])
        #expect(
            body["input"] == [
                ["role": "user", "content": [["type": "input_text", "text": "hi"]]],
                ["type": "reasoning", "id": "r1"],
                ["type": "function_call", "call_id": "t1", "name": "find", "arguments": "{}"],
                ["type": "function_call_output", "call_id": "t1", "output": "bad"],
            ])
    }

    @Test func llamacppIsShownTheToolItHasToCall() throws {
        let body = try ChatCompletions(server: .llamacpp).body(of: conversation)
        #expect(body["tools"]?.array?.count == 1)
        #expect(body["tool_choice"] == "required")
        #expect(
            try ChatCompletions().body(of: conversation)["tool_choice"] == [
                "type": "function", "function": ["name": "find"],
            ])
    }

    @Test func garbledCallsGoBackAsEmptyOnes() throws {
        let chat = try ChatCompletions().body(of: conversation)
        #expect(chat["messages"]?[2]?["tool_calls"]?[0]?["function"]?["arguments"] == "{}")
        let messages = try AnthropicMessages().body(of: conversation)
        #expect(messages["messages"]?[1]?["content"]?[1]?["input"] == [:])
    }

    @Test func noEmptyTextGoesOut() {
        let request = ModelRequest(body: [
            "Messages": [
                ["Role": "assistant", "Content": [["Text": " "]]],
                ["Role": "user", "Content": [["Text": ""], ["Text": "x"]]],
            ]
        ])
        #expect(request.withoutEmptyTexts.messages.map { $0["Content"] } == [[["Text": "(no text)"]], [["Text": "x"]]])
    }

    /// The signature is that of the AWS SDK for Python for the same request.
    @Test func signsModelIDsWithColons() {
        let bedrock = BedrockConverse(model: "us.anthropic.claude-sonnet-4-5-20250929-v1:0")
        let post = bedrock.post(["messages": []], for: ModelRequest(body: [:]), isStreamed: false)
        let credentials = AWSCredentials(accessKeyID: "AKID", secretAccessKey: "SECRET")
        let signed = RequestSigner(credentials: credentials, region: "us-east-1", service: "bedrock")
            .sign(post, date: "20261126T020000Z")
        #expect(
            signed.url
                == "https://bedrock-runtime.us-east-1.amazonaws.com/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse"
        )
        #expect(
            signed.headers.first("Authorization")?.hasSuffix(
                "Signature=eacd4d2f562fcc7fba38bd8aaf7a2031e30f45275f5a820014ca6f12e61e7451") == true)
    }
}
