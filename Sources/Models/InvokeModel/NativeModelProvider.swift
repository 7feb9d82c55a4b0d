import JSON
import Tasks

/// Answers `bedrock:invokeModel` in the model's own shape, without a translation.
protocol NativeModelProvider: ModelProvider {
    /// - Parameter request: the arguments of the task; the answer is its result.
    func invoke(
        _ request: ModelRequest, completion: @escaping @Sendable (ModelOutcome) -> Void
    ) -> TaskCancellation
}

/// Amazon Bedrock with both of its ways to ask.
struct BedrockModel: NativeModelProvider {
    private let conversation: HTTPModel<BedrockConverse>
    private let invocation: HTTPModel<BedrockInvocation>

    init(_ dialect: BedrockConverse, client: HTTPClient) {
        conversation = HTTPModel(dialect, client: client)
        invocation = HTTPModel(BedrockInvocation(service: dialect), client: client)
    }

    func converse(
        _ request: ModelRequest, onText: ModelText?, completion: @escaping @Sendable (ModelOutcome) -> Void
    ) -> TaskCancellation {
        conversation.converse(request, onText: onText, completion: completion)
    }

    func invoke(
        _ request: ModelRequest, completion: @escaping @Sendable (ModelOutcome) -> Void
    ) -> TaskCancellation {
        invocation.converse(request, onText: nil, completion: completion)
    }
}

/// Bedrock's InvokeModel: the body as the author wrote it.
struct BedrockInvocation: ModelDialect {
    let service: BedrockConverse

    var secrets: [String] { service.secrets }
    var streams: Bool { false }

    func body(of request: ModelRequest) throws(ModelFailure) -> JSONObject {
        guard let body = request.body["Body"]?.object else {
            throw ModelFailure(.invalid, "'Body' has to be an object; bodies in S3 need an endpoint in 'resources'")
        }
        return body
    }

    func post(_ body: JSONObject, for request: ModelRequest, isStreamed: Bool) -> HTTPRequest {
        service.post(.object(body), to: "invoke", for: request)
    }

    func answer(_ body: JSONValue) throws(ModelFailure) -> JSONValue {
        ["Body": body, "ContentType": "application/json"]
    }

    func assembler() -> any AnswerAssembler { ServerSentAnswer(ResponsesEvents()) }
}
