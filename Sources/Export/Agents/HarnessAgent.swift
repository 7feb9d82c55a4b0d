package import JSON

/// What an AgentCore harness is told of an agent.
package struct HarnessAgent: Sendable, Hashable {
    package struct Tool: Sendable, Hashable {
        package enum Work: Sendable, Hashable {
            /// A Lambda function, by its address, which gets the input as it is.
            case function(String)
            /// An MCP server, by its URL.
            case server(String)
        }

        package let name: String
        package let description: String
        /// A JSON Schema of type object.
        package let inputSchema: JSONValue
        package let work: Work
    }

    /// A Bedrock model id.
    package let model: String
    package let system: String?
    package let maxTokens: Int64?
    package let temperature: Double?
    package let topP: Double?
    package let maxTurns: Int64
    package let tools: [Tool]
}
