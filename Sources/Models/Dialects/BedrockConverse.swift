import JSON
import Tasks

/// Amazon Bedrock's own Converse, and servers that speak it.
///
/// Source: Amazon Bedrock API Reference, "Converse" and "ConverseStream".
struct BedrockConverse: ModelDialect {
    /// Nil for the service in the request's region.
    var url: String?
    var model: String?
    /// A Bedrock API key; without one requests are signed.
    var key: String?
    var signers: RequestSigners?

    var secrets: [String] { [key].compactMap(\.self) }
    var streams: Bool { true }

    func body(of request: ModelRequest) throws(ModelFailure) -> JSONObject {
        var body = request.body.object ?? [:]
        body["ModelId"] = nil
        return MemberCase.camel.apply(to: .object(body)).object ?? [:]
    }

    func post(_ body: JSONObject, for request: ModelRequest, isStreamed: Bool) -> HTTPRequest {
        post(.object(body), to: isStreamed ? "converse-stream" : "converse", for: request)
    }

    func body(_ body: JSONObject, correctedAfter refusal: HTTPResponse) -> JSONObject? {
        guard let refusal = Refusal(refusal) else { return nil }
        var corrected = body
        if refusal.isOfToolChoice, let choice = body["toolConfig"]?["toolChoice"], choice["auto"] == nil,
            var configuration = body["toolConfig"]?.object
        {
            configuration["toolChoice"] = ["auto": [:]]
            corrected["toolConfig"] = .object(configuration)
            return corrected
        }
        guard refusal.isOfReasoning else { return nil }
        corrected["messages"] = .array((body["messages"]?.array ?? []).map(Self.withoutReasoning))
        return corrected["messages"] == body["messages"] ? nil : corrected
    }

    private static func withoutReasoning(_ message: JSONValue) -> JSONValue {
        guard var object = message.object, let content = message["content"]?.array else { return message }
        let kept = content.filter { $0["reasoningContent"] == nil }
        object["content"] = .array(kept.isEmpty ? [["text": "(no text)"]] : kept)
        return .object(object)
    }

    func answer(_ body: JSONValue) throws(ModelFailure) -> JSONValue {
        guard body["output"]?["message"] != nil else {
            throw ModelFailure(.internalError, "The answer has no message: \(body.text.prefix(400))")
        }
        return MemberCase.pascal.apply(to: body)
    }

    func assembler() -> any AnswerAssembler { ConverseEvents() }

    /// Posts to an operation of the model; ids hold colons, which are percent-encoded in a path.
    func post(_ body: JSONValue, to operation: String, for request: ModelRequest) -> HTTPRequest {
        let base = url ?? "https://bedrock-runtime.\(request.region).amazonaws.com"
        let post = HTTPRequest(
            method: "POST", url: "\(base)/model/\(percentEncoded(model ?? request.modelID))/\(operation)",
            headers: [HTTPHeader("Content-Type", "application/json")], body: Array(body.text.utf8),
            timeoutMilliseconds: request.timeoutMilliseconds)
        return authorized(post, region: request.region)
    }

    private func authorized(_ post: HTTPRequest, region: String) -> HTTPRequest {
        guard let key else { return signers?.sign(post, region: region, service: "bedrock") ?? post }
        var post = post
        post.headers.append(HTTPHeader("Authorization", "Bearer \(key)"))
        return post
    }
}
