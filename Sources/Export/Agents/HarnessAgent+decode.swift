import JSON

extension HarnessAgent {
    /// Reads an agent of a definition that has been found correct.
    ///
    /// - Parameter tools: the tools of the definition.
    /// - Throws: what the agent has and a harness has not.
    init(_ name: String, _ agent: JSONValue, tools: JSONObject) throws(AgentPlacementFault) {
        func fault(_ reason: String) -> AgentPlacementFault {
            AgentPlacementFault(agent: name, placement: .harness, reason: reason)
        }
        guard let model = agent["Model"]?.string else {
            throw fault("it has a Resource and no Model, which a harness asks")
        }
        for (field, reason) in Self.unsupported where agent[field] != nil { throw fault(reason) }
        let system = agent["System"]?.string
        if system?.contains("{%") == true { throw fault("its System is computed, and that of a harness is constant") }
        var found: [Tool] = []
        for tool in (agent["Tools"]?.array ?? []).compactMap(\.string) {
            guard let work = Self.work(of: tools[tool]) else {
                throw fault(
                    "its tool '\(tool)' is no function and no MCP server with a Url, or has Arguments, Output or Approval; a harness reaches nothing else"
                )
            }
            found.append(
                Tool(
                    name: tool, description: tools[tool]?["Description"]?.string ?? tool,
                    inputSchema: tools[tool]?["InputSchema"] ?? ["type": "object"], work: work))
        }
        let inference = agent["Inference"]
        self.init(
            model: model, system: system, maxTokens: inference?["MaxTokens"]?.integer,
            temperature: inference?["Temperature"]?.double, topP: inference?["TopP"]?.double,
            maxTurns: agent["MaxTurns"]?.integer ?? 10, tools: found)
    }

    private static let unsupported: [(field: String, reason: String)] = [
        ("OutputSchema", "it has an OutputSchema, and a harness answers with text alone"),
        ("Handoffs", "it has Handoffs, and a harness hands nothing over"),
        ("Fallback", "it has a Fallback, and a harness asks one model"),
        ("AdditionalModelRequestFields", "it has AdditionalModelRequestFields, which not every harness passes on"),
    ]

    private static func work(of tool: JSONValue?) -> Tool.Work? {
        guard let tool, ["Arguments", "Output", "Approval"].allSatisfy({ tool[$0] == nil }) else { return nil }
        if let resource = tool["Resource"]?.string, TargetARN(resource)?.service == "lambda" {
            return .function(resource)
        }
        return tool["Mcp"]?["Url"]?.string.map(Tool.Work.server)
    }
}
