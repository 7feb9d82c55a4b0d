package import JSON

/// The agents, tools and guardrails of a definition.
package struct AgentCatalog: Sendable, Hashable {
    package var agents: [String: Agent] = [:]
    package var tools: [String: Tool] = [:]
    /// Policies in Amazon Bedrock's shapes, by name.
    package var guardrails: [String: JSONValue] = [:]
    /// The agents that judge for guardrails on this machine, by the names of the guardrails.
    package var judges: [String: String] = [:]
    package var prices = PriceTable.listed

    /// The tool of that name, declared or built in.
    package func tool(_ name: String) -> Tool? { tools[name] ?? Tool.builtIn[name] }
}
