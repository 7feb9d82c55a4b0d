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

    /// What an error response means where it tells of the model's answer rather than of the service.
    func answer(toRefusal response: HTTPResponse) -> JSONValue?
}

extension ModelDialect {
    func continuation(of body: JSONObject, after answer: JSONValue) -> JSONObject? { nil }
    func answer(toRefusal response: HTTPResponse) -> JSONValue? { nil }
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
