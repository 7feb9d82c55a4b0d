package import JSON
import Synchronization
import Tasks

/// A tool as its server describes it.
package struct MCPToolDescription: Hashable, Sendable {
    package let name: String
    package let description: String?
    package let inputSchema: JSONValue
}

/// A conversation with one MCP server, from `initialize` on.
///
/// Specification: modelcontextprotocol.io, revisions 2024-11-05 to 2025-11-25.
final class MCPClient: Sendable {
    private let connection: any MCPConnection
    private let nextID = Atomic<Int64>(1)

    /// Agrees on a revision.
    init(_ connection: any MCPConnection, until deadline: MonotonicTime) throws(ToolFault) {
        self.connection = connection
        let hello = try request(
            "initialize",
            [
                "protocolVersion": .string(MCPRevision.newest.rawValue), "capabilities": [:],
                "clientInfo": ["name": "baton", "version": "0.1.0"],
            ], until: deadline)
        let wanted = hello["protocolVersion"]?.string ?? ""
        guard let revision = MCPRevision(rawValue: wanted) else {
            let known = MCPRevision.allCases.map(\.rawValue).joined(separator: ", ")
            throw ToolFault("Mcp.Failed", "the server speaks the revision '\(wanted)'; known are \(known)")
        }
        connection.agree(on: revision)
        try connection.notify(["jsonrpc": "2.0", "method": "notifications/initialized"], until: deadline)
    }

    var isOpen: Bool { connection.isOpen }

    func close() { connection.close() }

    /// All tools of the server, over all pages.
    func tools(until deadline: MonotonicTime) throws(ToolFault) -> [MCPToolDescription] {
        var tools: [MCPToolDescription] = []
        var cursor: JSONValue?
        repeat {
            let page = try request("tools/list", cursor.map { ["cursor": $0] } ?? [:], until: deadline)
            tools += (page["tools"]?.array ?? []).compactMap { tool in
                tool["name"]?.string.map {
                    MCPToolDescription(
                        name: $0, description: tool["description"]?.string,
                        inputSchema: tool["inputSchema"] ?? ["type": "object"])
                }
            }
            cursor = page["nextCursor"].flatMap { $0.isNull ? nil : $0 }
        } while cursor != nil && tools.count < 10_000
        return tools
    }

    /// Calls a tool.
    ///
    /// - Throws: `ToolFault`: `Mcp.ToolError` with the server's text where the tool itself failed.
    func call(_ tool: String, _ arguments: JSONValue, until deadline: MonotonicTime) throws(ToolFault) -> JSONValue {
        let result = try request(
            "tools/call", ["name": .string(tool), "arguments": arguments], until: deadline)
        let text = (result["content"]?.array ?? []).map(Self.text).joined(separator: "\n")
        if result["isError"]?.bool == true {
            throw ToolFault("Mcp.ToolError", text.isEmpty ? "the tool failed and says no more" : text)
        }
        if text.isEmpty, let structured = result["structuredContent"], !structured.isNull { return structured }
        return .string(text)
    }

    /// A block of a result as text; what is no text is named.
    private static func text(_ block: JSONValue) -> String {
        switch block["type"]?.string {
        case "text": block["text"]?.string ?? ""
        case "resource": block["resource"]?["text"]?.string ?? "[resource \(block["resource"]?["uri"]?.string ?? "")]"
        case "resource_link": "[resource \(block["uri"]?.string ?? "")]"
        case let type?: "[\(type) \(block["mimeType"]?.string ?? "")]"
        case nil: ""
        }
    }

    private func request(
        _ method: String, _ parameters: JSONValue, until deadline: MonotonicTime
    ) throws(ToolFault) -> JSONValue {
        let id = nextID.wrappingAdd(1, ordering: .relaxed).oldValue
        let response = try connection.exchange(
            ["jsonrpc": "2.0", "id": .integer(id), "method": .string(method), "params": parameters], until: deadline)
        if let error = response["error"] {
            throw ToolFault("Mcp.Failed", "\(method): \(error["message"]?.string ?? error.text)")
        }
        return response["result"] ?? [:]
    }
}
