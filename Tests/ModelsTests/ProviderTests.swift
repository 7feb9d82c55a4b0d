import Glibc
import JSON
import Synchronization
import Testing

@testable import Models
@testable import Tasks

/// The providers over HTTP, against a service of the tests' own.
@Suite struct ProviderTests {
    private let peer: Peer
    private let client = HTTPClient()

    init() throws { peer = try Peer() }

    private func ask(_ provider: any ModelProvider, model: String = "m:0/x") async -> Result<JSONValue, ModelFailure> {
        let request = ModelRequest(body: [
            "ModelId": .string(model), "Messages": [["Role": "user", "Content": [["Text": "hi"]]]],
        ])
        return await withCheckedContinuation { continuation in
            _ = provider.converse(request, onText: nil) { continuation.resume(returning: $0) }
        }
    }

    private func seen(_ outcome: Result<JSONValue, ModelFailure>) throws -> JSONValue {
        let answer = try outcome.get()
        #expect(answer["StopReason"] == "end_turn")
        #expect(answer["Usage"]?["OutputTokens"] == 2)
        return try JSONValue(parsing: answer["Output"]?["Message"]?["Content"]?[0]?["Text"]?.string ?? "")
    }

    @Test func speaksMessages() async throws {
        let provider = HTTPModel(AnthropicMessages(url: peer.url, model: "claude", key: "k1"), client: client)
        #expect(try seen(await ask(provider)) == ["path": "/v1/messages", "key": "k1", "model": "claude"])
    }

    @Test func speaksChatCompletions() async throws {
        let provider = HTTPModel(ChatCompletions(url: peer.url, model: nil, key: "k2"), client: client)
        #expect(try seen(await ask(provider)) == ["path": "/chat/completions", "key": "Bearer k2", "model": "m:0/x"])
    }

    @Test func speaksResponses() async throws {
        let provider = HTTPModel(OpenAIResponses(url: peer.url, model: "gpt", key: "k3"), client: client)
        #expect(try seen(await ask(provider)) == ["path": "/responses", "key": "Bearer k3", "model": "gpt"])
    }

    @Test func speaksConverse() async throws {
        let signers = RequestSigners(credentials: AWSCredentials(accessKeyID: "AKID", secretAccessKey: "s"))
        let provider = BedrockModel(BedrockConverse(url: peer.url, signers: signers), client: client)
        let found = try seen(await ask(provider))
        #expect(found["path"] == "/model/m%3A0%2Fx/converse")
        #expect(found["key"]?.string?.hasPrefix("AWS4-HMAC-SHA256 Credential=AKID/") == true)
        #expect(found["key"]?.string?.contains("/us-east-1/bedrock/aws4_request") == true)
    }

    @Test func tellsThatAModelIsBusy() async throws {
        let provider = HTTPModel(ChatCompletions(url: peer.url, model: "busy", key: nil), client: client)
        let outcome = await ask(provider)
        guard case .failure(let failure) = outcome else { return #expect(Bool(false)) }
        #expect(failure.error == "BedrockRuntime.ThrottlingException")
        #expect(failure.cause.hasPrefix("slow down"))
    }

    @Test func noErrorHoldsAKey() async throws {
        let provider = HTTPModel(ChatCompletions(url: peer.url, model: "busy", key: "sk-secret"), client: client)
        guard case .failure(let failure) = await ask(provider) else { return #expect(Bool(false)) }
        #expect(!failure.cause.contains("sk-secret"))
        #expect(failure.cause.contains("Bearer [redacted]"))
    }

    @Test func waitsAsLongAsABusyServiceAsks() async throws {
        let provider = HTTPModel(ChatCompletions(url: peer.url, model: "later"), client: client)
        let start = ContinuousClock.now
        _ = try await ask(provider).get()
        #expect(ContinuousClock.now - start >= .milliseconds(200))
    }

    @Test func goesOnWhereAServicePauses() async throws {
        let provider = HTTPModel(AnthropicMessages(url: peer.url, model: "pausing"), client: client)
        let answer = try await ask(provider).get()
        let texts = (answer["Output"]?["Message"]?["Content"]?.array ?? []).compactMap { $0["Text"]?.string }
        #expect(texts.count == 2 && texts[0] == "thinking")
        #expect(answer["Usage"]?["OutputTokens"] == 7)
    }

    /// Newer models refuse to be forced to a tool, and each refuses what another one thought.
    @Test func doesWithoutWhatAModelRefuses() async throws {
        let forced: JSONObject = [
            "Messages": [["Role": "user", "Content": [["Text": "hi"]]]],
            "ToolConfig": [
                "Tools": [["ToolSpec": ["Name": "find", "InputSchema": ["Json": ["type": "object"]]]]],
                "ToolChoice": ["Any": [:]],
            ],
        ]
        let thought: JSONObject = [
            "Messages": [
                ["Role": "user", "Content": [["Text": "hi"]]],
                [
                    "Role": "assistant",
                    "Content": [["ReasoningContent": ["ReasoningText": ["Text": "old thought", "Signature": "s"]]]],
                ], ["Role": "user", "Content": [["Text": "go on"]]],
            ]
        ]
        for (model, body) in [("unforced", forced), ("thoughtless", thought)] {
            let providers: [any ModelProvider] = [
                HTTPModel(AnthropicMessages(url: peer.url, model: model), client: client),
                BedrockModel(BedrockConverse(url: peer.url, model: model, key: "k"), client: client),
            ]
            for provider in providers {
                let outcome = await withCheckedContinuation { continuation in
                    _ = provider.converse(ModelRequest(body: .object(body)), onText: nil) {
                        continuation.resume(returning: $0)
                    }
                }
                #expect(try outcome.get()["StopReason"] == "end_turn")
            }
        }
    }

    // MARK: Streams

    private func stream(_ provider: any ModelProvider) async -> (texts: [String], outcome: ModelOutcome) {
        let texts = Mutex<[String]>([])
        let request = ModelRequest(body: ["ModelId": "m", "Messages": [["Role": "user", "Content": [["Text": "hi"]]]]])
        let outcome = await withCheckedContinuation { continuation in
            _ = provider.converse(request, onText: { text in texts.withLock { $0.append(text) } }) {
                continuation.resume(returning: $0)
            }
        }
        return (texts.withLock { $0 }, outcome)
    }

    private func providers(_ model: String) -> [any ModelProvider] {
        [
            HTTPModel(AnthropicMessages(url: peer.url, model: model), client: client),
            HTTPModel(ChatCompletions(url: peer.url, model: model), client: client),
            HTTPModel(OpenAIResponses(url: peer.url, model: model), client: client),
            BedrockModel(BedrockConverse(url: peer.url, model: model, key: "k"), client: client),
        ]
    }

    @Test func putsStreamedAnswersTogether() async throws {
        for provider in providers("m") {
            let (texts, outcome) = await stream(provider)
            let answer = try outcome.get()
            #expect(texts.joined() == "Let me see.")
            #expect(answer["StopReason"] == "tool_use")
            let content = answer["Output"]?["Message"]?["Content"]?.array ?? []
            #expect(content.contains(["Text": "Let me see."]))
            #expect(content.contains(["ToolUse": ["ToolUseId": "t1", "Name": "add", "Input": ["a": 1]]]))
            #expect(answer["Usage"]?["InputTokens"] == 7)
            #expect(answer["Usage"]?["OutputTokens"] == 9)
        }
        let chat = try await stream(providers("m")[1]).outcome.get()
        #expect(
            chat["Output"]?["Message"]?["Content"]?.array?.last
                == ["ToolUse": ["ToolUseId": "t2", "Name": "add", "Input": "{oops"]])
    }

    @Test func aStreamThatIsCutIsNoAnswer() async throws {
        for provider in providers("cut") {
            let (texts, outcome) = await stream(provider)
            #expect(!texts.isEmpty)
            #expect(throws: ModelFailure.truncated) { try outcome.get() }
        }
    }

    @Test func anErrorInAStreamIsNamed() async throws {
        for provider in providers("failing").dropLast() {
            let outcome = await stream(provider).outcome
            guard case .failure(let failure) = outcome else { return #expect(Bool(false)) }
            #expect(failure.cause.contains("too much"))
        }
    }

    @Test func aDamagedFrameIsNoAnswer() async throws {
        guard let bedrock = providers("damaged").last else { return }
        guard case .failure(let failure) = await stream(bedrock).outcome else { return #expect(Bool(false)) }
        #expect(failure.cause == "A frame of the stream is damaged")
    }

    // MARK: Tasks

    @Test(
        arguments: [
            (
                [
                    "anthropic_version": "bedrock-2023-05-31", "max_tokens": 9,
                    "messages": [["role": "user", "content": "hi"]],
                ],
                "type", "message"
            ),
            (["messages": [["role": "user", "content": [["text": "hi"]]]]], "stopReason", "end_turn"),
            (["prompt": "hi"], "stop_reason", "stop"),
        ] as [(JSONValue, String, JSONValue)])
    func anyProviderPerformsInvokeModel(body: JSONValue, member: String, value: JSONValue) async throws {
        let provider = HTTPModel(ChatCompletions(url: peer.url, model: "m"), client: client)
        let result = try await invoke(provider, body)
        #expect(result["ContentType"] == "application/json")
        #expect(result["Body"]?[member] == value)
        #expect(result["Body"]?.text.contains("chat/completions") == true)
    }

    @Test func bedrockPerformsInvokeModelAsItIs() async throws {
        let provider = BedrockModel(BedrockConverse(url: peer.url, key: "k"), client: client)
        let body: JSONValue = ["prompt": "hi", "max_gen_len": 3]
        #expect(try await invoke(provider, body)["Body"] == ["echo": body])
    }

    private func invoke(_ provider: any ModelProvider, _ body: JSONValue) async throws -> JSONValue {
        let handler = ModelHandler(
            catalog: ModelCatalog(entries: [(pattern: "*", make: { () throws(ModelSettingFault) in provider })]))
        let attempt = TaskAttempt(
            executionArn: "e", scheduledEventID: 1,
            resource: .service(service: "bedrock", action: "invokeModel", pattern: .requestResponse, isSDK: false),
            parameters: ["ModelId": "m", "Body": body], region: "us-east-1")
        let report = await withCheckedContinuation { continuation in
            _ = handler.start(attempt) { continuation.resume(returning: $0) }
        }
        guard case .succeeded(let output) = report else { throw ModelFailure(.internalError, "\(report)") }
        return output
    }

    @Test func tellsThatNobodyListens() async throws {
        let provider = HTTPModel(ChatCompletions(url: "http://127.0.0.1:1", model: nil, key: nil), client: client)
        guard case .failure(let failure) = await ask(provider) else { return #expect(Bool(false)) }
        #expect(failure.error == "BedrockRuntime.ServiceUnavailableException")
    }

    @Test func performsTasks() async throws {
        let provider = HTTPModel(ChatCompletions(url: peer.url, model: nil, key: nil), client: client)
        let handler = ModelHandler(
            catalog: ModelCatalog(entries: [(pattern: "known*", make: { () throws(ModelSettingFault) in provider })]))
        func report(_ model: String) async -> TaskReport {
            let attempt = TaskAttempt(
                executionArn: "e", scheduledEventID: 1,
                resource: .service(
                    service: "bedrockruntime", action: "converse", pattern: .requestResponse, isSDK: true),
                parameters: ["ModelId": .string(model), "Messages": []], region: "us-east-1")
            return await withCheckedContinuation { continuation in
                _ = handler.start(attempt) { continuation.resume(returning: $0) }
            }
        }
        guard case .succeeded(let output) = await report("known-model") else { return #expect(Bool(false)) }
        #expect(output["StopReason"] == "end_turn")
        guard case .failed(let error, let cause) = await report("other") else { return #expect(Bool(false)) }
        #expect(error == "States.Runtime")
        #expect(cause?.contains("'other'") == true)
    }
}

/// The service: a Python program that runs until its standard input closes.
final class Peer: Sendable {
    let url: String
    private let process: ChildProcess
    private let input: Descriptor

    init() throws {
        let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let (read, write) = try Descriptor.pipe()
        let (theirInput, input) = try Descriptor.pipe()
        process = try ChildProcess(
            Command(words: ["/usr/bin/env", "python3", "/\(folder)/Fixtures/peer.py"], environment: Self.environment),
            descriptors: [0: theirInput.number, 1: write.number, 2: 2])
        self.input = input
        let line = String(decoding: read.read() ?? [], as: UTF8.self)
        url = "http://127.0.0.1:\(line.filter(\.isNumber))"
    }

    deinit {
        process.kill()
        _ = process.wait()
    }

    private static var environment: [String: String] {
        ["PATH": getenv("PATH").map { String(cString: $0) } ?? "/usr/bin", "HOME": "/tmp"]
    }
}
