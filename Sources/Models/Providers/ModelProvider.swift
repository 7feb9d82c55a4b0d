package import JSON
package import Tasks

/// Answers model calls.
package protocol ModelProvider: Sendable {
    /// Starts the call and returns at once; `completion` is called once, from any thread.
    ///
    /// - Parameter onText: gets the text of the answer as it comes, where the provider can stream; before `completion`.
    func converse(
        _ request: ModelRequest, onText: ModelText?, completion: @escaping @Sendable (ModelOutcome) -> Void
    ) -> TaskCancellation
}

/// Gets the next piece of an answer's text.
package typealias ModelText = @Sendable (String) -> Void

/// An answer in Converse's shape, as Step Functions has it.
package typealias ModelOutcome = Result<JSONValue, ModelFailure>

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

    /// The JSON Schema of `OutputConfig`, where the answer has to meet one, and its name.
    var outputSchema: (name: String, schema: JSONValue)? {
        guard let format = body["OutputConfig"]?["TextFormat"]?["Structure"]?["JsonSchema"],
            let schema = format["Schema"]?.string.flatMap({ try? JSONValue(parsing: $0) })
        else { return nil }
        return (format["Name"]?.string ?? "answer", schema)
    }

    /// The texts of `System`.
    var system: [String] { (body["System"]?.array ?? []).compactMap { $0["Text"]?.string } }

    /// The specifications of the tools.
    var tools: [JSONValue] { (body["ToolConfig"]?["Tools"]?.array ?? []).compactMap { $0["ToolSpec"] } }

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
        (messages.last?["Content"]?.array ?? []).compactMap { $0["ToolResult"] }.map(ConverseContent.text(ofResult:))
            .joined(separator: "\n")
    }
}
