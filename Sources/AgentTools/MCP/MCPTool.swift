import JSON
import Tasks

/// Calls a tool of an MCP server.
///
/// Settings: `Command` and `Environment`, or `Url` and `Headers`; `Tool`, the server's name for it; `MaxSeconds` 60.
struct MCPTool: BuiltInTool {
    let servers: MCPServers

    func call(_ call: ToolCall) throws(ToolFault) -> JSONValue {
        let settings = ToolSettings(value: call.settings, name: "Mcp")
        let tool = try settings.string("Tool")
        let seconds = try settings.integer("MaxSeconds", 1...3_600, otherwise: 60)
        let client = try servers.client(for: call.settings)
        return try client.call(
            tool, call.input, until: .now.adding(milliseconds: seconds * 1_000), call.cancellation)
    }
}
