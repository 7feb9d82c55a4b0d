import AgentTools
import JSON
import Registry
import StatesLanguage

extension DefinitionFile {
    /// The file with what MCP servers say of their tools: a tool without an `InputSchema` has the server's.
    ///
    /// - Throws: `Failure` with the tool, where a server does not answer or has no such tool.
    func withToolSchemas(_ settings: Settings) throws(Failure) -> DefinitionFile {
        guard bytes.firstRange(of: Array("Mcp".utf8)) != nil,
            var definition = (try? Document(reading: bytes, as: syntax))?.value.object,
            var tools = definition["Tools"]?.object
        else { return self }
        let wanted = tools.filter { $0.value["Mcp"]?.object != nil && $0.value["InputSchema"] == nil }
        // What is wrong in the file is told with its place, which the completed text has not.
        guard !wanted.isEmpty, !compile().diagnostics.hasErrors else { return self }
        let box = settings.toolBox
        defer { box.close() }
        for (name, tool) in wanted {
            guard var fields = tool.object, let server = tool["Mcp"] else { continue }
            let found = try Self.tool(server["Tool"]?.string ?? name, of: server, box, place: "Tools.\(name).Mcp")
            fields["InputSchema"] = found.inputSchema
            if fields["Description"] == nil { fields["Description"] = found.description.map(JSONValue.string) }
            tools[name] = .object(fields)
        }
        definition["Tools"] = .object(tools)
        return DefinitionFile(path: path, bytes: Array(JSONValue.object(definition).text.utf8), syntax: .json)
    }

    private static func tool(
        _ name: String, of server: JSONValue, _ box: ToolBox, place: String
    ) throws(Failure) -> MCPToolDescription {
        let tools: [MCPToolDescription]
        do throws(ToolFault) {
            tools = try box.listTools(of: server)
        } catch {
            throw .found("\(place): \(error)")
        }
        if let tool = tools.first(where: { $0.name == name }) { return tool }
        let known = tools.map(\.name).joined(separator: ", ")
        throw .found("\(place): the server has no tool '\(name)'; it has \(known)")
    }
}

extension Settings {
    /// How a server lowers the definitions that it is given.
    var agentLowering: AgentLowering {
        AgentLowering(prices: prices) { text in
            let file = DefinitionFile(path: "definition", bytes: Array(text.utf8), syntax: .json)
            return String(decoding: try file.withToolSchemas(self).bytes, as: UTF8.self)
        }
    }
}
