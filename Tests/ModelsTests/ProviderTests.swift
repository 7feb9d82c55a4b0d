import Glibc
import JSON
import Models
import Testing

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
            _ = provider.converse(request) { continuation.resume(returning: $0) }
        }
    }

    private func seen(_ outcome: Result<JSONValue, ModelFailure>) throws -> JSONValue {
        let answer = try outcome.get()
        #expect(answer["StopReason"] == "end_turn")
        #expect(answer["Usage"]?["OutputTokens"] == 2)
        return try JSONValue(parsing: answer["Output"]?["Message"]?["Content"]?[0]?["Text"]?.string ?? "")
    }

    @Test func speaksMessages() async throws {
        let provider = AnthropicMessages(client: client, url: peer.url, model: "claude", key: "k1")
        #expect(try seen(await ask(provider)) == ["path": "/v1/messages", "key": "k1", "model": "claude"])
    }

    @Test func speaksChatCompletions() async throws {
        let provider = ChatCompletions(client: client, url: peer.url, model: nil, key: "k2")
        #expect(try seen(await ask(provider)) == ["path": "/chat/completions", "key": "Bearer k2", "model": "m:0/x"])
    }

    @Test func speaksConverse() async throws {
        let signers = RequestSigners(credentials: AWSCredentials(accessKeyID: "AKID", secretAccessKey: "s"))
        let provider = BedrockConverse(client: client, url: peer.url, model: nil, key: nil, signers: signers)
        let found = try seen(await ask(provider))
        #expect(found["path"] == "/model/m%3A0%2Fx/converse")
        #expect(found["key"]?.string?.hasPrefix("AWS4-HMAC-SHA256 Credential=AKID/") == true)
        #expect(found["key"]?.string?.contains("/us-east-1/bedrock/aws4_request") == true)
    }

    @Test func tellsThatAModelIsBusy() async throws {
        let provider = ChatCompletions(client: client, url: peer.url, model: "busy", key: nil)
        let outcome = await ask(provider)
        #expect(throws: ModelFailure(.throttled, "slow down (Status Code: 429)")) { try outcome.get() }
    }

    @Test func tellsThatNobodyListens() async throws {
        let provider = ChatCompletions(client: client, url: "http://127.0.0.1:1", model: nil, key: nil)
        guard case .failure(let failure) = await ask(provider) else { return #expect(Bool(false)) }
        #expect(failure.error == "BedrockRuntime.ServiceUnavailableException")
    }

    @Test func performsTasks() async throws {
        let provider = ChatCompletions(client: client, url: peer.url, model: nil, key: nil)
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
