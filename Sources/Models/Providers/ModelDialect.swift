import JSON
import Tasks

/// How a service wants to be asked, and how it answers; no more than translation.
protocol ModelDialect: Sendable {
    /// What no error and no log may hold.
    var secrets: [String] { get }
    var streams: Bool { get }

    /// The body for a request in Converse's shape.
    func body(of request: ModelRequest) throws(ModelFailure) -> JSONObject

    /// - Parameter isStreamed: whether the answer is to come in pieces.
    func post(_ body: JSONObject, for request: ModelRequest, isStreamed: Bool) -> HTTPRequest

    /// The answer in Converse's shape.
    func answer(_ body: JSONValue) throws(ModelFailure) -> JSONValue

    /// Puts the pieces of an answer together.
    func assembler() -> any AnswerAssembler

    /// The body to go on with where the service paused in the middle of a turn.
    func continuation(of body: JSONObject, after answer: JSONValue) -> JSONObject?

    /// The body without what the service refused, where the turn can do without it; nil where it cannot.
    func body(_ body: JSONObject, correctedAfter refusal: HTTPResponse) -> JSONObject?

    /// What an error response means where it tells of the model's answer rather than of the service.
    func answer(toRefusal response: HTTPResponse) -> JSONValue?
}

extension ModelDialect {
    func continuation(of body: JSONObject, after answer: JSONValue) -> JSONObject? { nil }
    func body(_ body: JSONObject, correctedAfter refusal: HTTPResponse) -> JSONObject? { nil }

    /// llama.cpp answers with an error of the server where the model's text does not fit its template's tool calls,
    /// whichever format it is spoken to in.
    func answer(toRefusal response: HTTPResponse) -> JSONValue? {
        guard response.status == 500 else { return nil }
        let text = String(decoding: response.body, as: UTF8.self)
        guard text.contains("does not match the expected") || text.contains("Failed to parse input") else { return nil }
        return ConverseContent.answer([], stop: "malformed_model_output", input: 0, output: 0)
    }
}

/// What a service refused of a request that is otherwise good.
struct Refusal {
    private let words: String

    /// - Returns: nil for a response that is about something else than the request.
    init?(_ response: HTTPResponse) {
        guard response.status == 400 else { return nil }
        words = String(decoding: response.body, as: UTF8.self).lowercased()
    }

    /// Newer Claude models refuse to be forced to call a tool.
    var isOfToolChoice: Bool { ["tool_choice", "toolchoice", "tool choice"].contains { words.contains($0) } }

    /// What one model thought means nothing to another, after a fallback or a handoff.
    var isOfReasoning: Bool { ["thinking", "reasoning", "signature"].contains { words.contains($0) } }
}

/// Puts the pieces of a streamed answer together.
protocol AnswerAssembler: Sendable {
    /// Takes what came; gives the text in it.
    mutating func take(_ bytes: [UInt8]) throws(ModelFailure) -> String

    /// The answer as the service would have given it whole.
    ///
    /// - Throws: `ModelFailure.truncated` where a part is missing.
    func assembled() throws(ModelFailure) -> JSONValue
}
