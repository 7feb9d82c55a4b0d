package import JSON
package import Tasks

/// Answers model calls.
package protocol ModelProvider: Sendable {
    /// Starts the call and returns at once; `completion` is called once, from any thread.
    func converse(
        _ request: ModelRequest, completion: @escaping @Sendable (Result<JSONValue, ModelFailure>) -> Void
    ) -> TaskCancellation
}

/// A call of a model in the shape of Converse inside Step Functions: members PascalCase, schemas and tool inputs as they
/// were written.
///
/// Source: Amazon Bedrock API Reference, "Converse".
package struct ModelRequest: Hashable, Sendable {
    /// The arguments of the task.
    package let body: JSONValue
    package let region: String
    package let timeoutMilliseconds: Int64

    package init(body: JSONValue, region: String = "us-east-1", timeoutMilliseconds: Int64 = 300_000) {
        self.body = body
        self.region = region
        self.timeoutMilliseconds = timeoutMilliseconds
    }

    package var modelID: String { body["ModelId"]?.string ?? "" }

    /// The agent that asks, where a lowered agent state does.
    package var agent: String? { body["RequestMetadata"]?["agent"]?.string }

    package var messages: [JSONValue] { body["Messages"]?.array ?? [] }

    /// How many answers the conversation has.
    package var turn: Int { messages.count { $0["Role"] == "assistant" } }

    /// The texts of the last message.
    package var lastText: String {
        (messages.last?["Content"]?.array ?? []).compactMap { $0["Text"]?.string }.joined(separator: "\n")
    }

    /// The texts of the tool results in the last message.
    package var lastResult: String {
        (messages.last?["Content"]?.array ?? []).compactMap { $0["ToolResult"] }.map(ConverseContent.text)
            .joined(separator: "\n")
    }
}

/// Why a model did not answer, by the names that Step Functions gives Bedrock's errors.
package struct ModelFailure: Error, Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case throttled = "ThrottlingException"
        case unavailable = "ServiceUnavailableException"
        case internalError = "InternalServerException"
        case timedOut = "ModelTimeoutException"
        case invalid = "ValidationException"
        case denied = "AccessDeniedException"
        case notFound = "ResourceNotFoundException"
    }

    /// Such as `BedrockRuntime.ThrottlingException`.
    package let error: String
    package let cause: String

    package init(error: String, cause: String) {
        self.error = error
        self.cause = cause
    }

    package init(_ kind: Kind, _ cause: String) {
        self.init(error: "BedrockRuntime.\(kind.rawValue)", cause: cause)
    }
}
