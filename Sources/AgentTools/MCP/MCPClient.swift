package import JSON
import Synchronization
import Tasks

/// A tool as its server describes it.
package struct MCPToolDescription: Hashable, Sendable {
    package let name: String
    package let description: String?
    package let inputSchema: JSONValue
}

/// A conversation with one MCP server.
///
/// Specification: modelcontextprotocol.io, revisions 2024-11-05 to 2026-07-28.
final class MCPClient: Sendable {
    /// How long a server may take to say which revisions it knows.
    private static let probeMilliseconds: Int64 = 10_000
    private static let clientInfo: JSONValue = ["name": "baton", "version": "0.1.0"]
    /// The server's code for headers that do not fit the body: our idea of a tool's schema is an old one.
    private static let headerMismatch: Int64 = -32_020

    private let connection: any MCPConnection
    private let revision: MCPRevision
    private let nextID = Atomic<Int64>(1)
    /// The tools that the server described last.
    private let known = Mutex<[MCPToolDescription]?>(nil)

    /// Agrees on a revision: the newest where the server knows it, else by the handshake of the earlier ones.
    init(_ connection: any MCPConnection, until deadline: MonotonicTime) throws(ToolFault) {
        self.connection = connection
        if connection.answersUnknownRequests, Self.knowsNewest(connection, until: deadline) {
            revision = .newest
            return
        }
        do throws(ToolFault) {
            revision = try Self.shakeHands(connection, until: deadline)
        } catch {
            // A server without sessions refuses the handshake.
            guard connection.isOpen, !connection.answersUnknownRequests, Self.knowsNewest(connection, until: deadline)
            else { throw error }
            revision = .newest
        }
    }

    private static func knowsNewest(_ connection: any MCPConnection, until deadline: MonotonicTime) -> Bool {
        connection.agree(on: .newest)
        let method = "server/discover"
        let answer = try? connection.exchange(
            ["jsonrpc": "2.0", "id": 0, "method": .string(method), "params": ["_meta": about]],
            headers: [HTTPHeader("Mcp-Method", method)],
            until: min(deadline, .now.adding(milliseconds: probeMilliseconds)),
            ToolCancellation())
        if answer?["result"]?["supportedVersions"]?.array?.contains(.string(MCPRevision.newest.rawValue)) == true {
            return true
        }
        connection.agree(on: nil)
        return false
    }

    private static func shakeHands(
        _ connection: any MCPConnection, until deadline: MonotonicTime
    ) throws(ToolFault) -> MCPRevision {
        let answer = try connection.exchange(
            [
                "jsonrpc": "2.0", "id": 0, "method": "initialize",
                "params": [
                    "protocolVersion": .string(MCPRevision.newestWithSessions.rawValue), "capabilities": [:],
                    "clientInfo": clientInfo,
                ],
            ], headers: [], until: deadline, ToolCancellation())
        if let error = answer["error"] {
            throw ToolFault("Mcp.Failed", "initialize: \(error["message"]?.string ?? error.text)")
        }
        let wanted = answer["result"]?["protocolVersion"]?.string ?? ""
        guard let revision = MCPRevision(rawValue: wanted), revision.hasSessions else {
            let known = MCPRevision.allCases.map(\.rawValue).joined(separator: ", ")
            throw ToolFault("Mcp.Failed", "the server speaks the revision '\(wanted)'; known are \(known)")
        }
        connection.agree(on: revision)
        try connection.notify(["jsonrpc": "2.0", "method": "notifications/initialized"], until: deadline)
        return revision
    }

    /// What every request without a session says of us.
    private static var about: JSONValue {
        [
            "io.modelcontextprotocol/protocolVersion": .string(MCPRevision.newest.rawValue),
            "io.modelcontextprotocol/clientInfo": clientInfo, "io.modelcontextprotocol/clientCapabilities": [:],
        ]
    }

    var isOpen: Bool { connection.isOpen }

    func close() { connection.close() }

    // MARK: Tools

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
        known.withLock { $0 = tools }
        return tools
    }

    /// Calls a tool.
    ///
    /// - Throws: `ToolFault`: `Mcp.ToolError` with the server's text where the tool itself failed.
    func call(
        _ tool: String, _ arguments: JSONValue, until deadline: MonotonicTime, _ cancellation: ToolCancellation
    ) throws(ToolFault) -> JSONValue {
        var response = try send(tool, arguments, until: deadline, cancellation)
        if response["error"]?["code"]?.integer == Self.headerMismatch {
            known.withLock { $0 = nil }
            response = try send(tool, arguments, until: deadline, cancellation)
        }
        return try MCPToolResult(try result(of: "tools/call", response)).value()
    }

    private func send(
        _ tool: String, _ arguments: JSONValue, until deadline: MonotonicTime, _ cancellation: ToolCancellation
    ) throws(ToolFault) -> JSONValue {
        var headers: [HTTPHeader] = []
        if !revision.hasSessions, connection is MCPEndpoint {
            let tools: [MCPToolDescription]
            if let known = known.withLock({ $0 }) { tools = known } else { tools = try self.tools(until: deadline) }
            let schema = tools.first { $0.name == tool }?.inputSchema ?? [:]
            headers = MCPHeaders.parameters(arguments, schema: schema)
        }
        return try exchange(
            "tools/call", ["name": .string(tool), "arguments": arguments], headers, until: deadline, cancellation)
    }

    // MARK: Requests

    private func request(
        _ method: String, _ parameters: JSONObject, until deadline: MonotonicTime
    ) throws(ToolFault) -> JSONValue {
        try result(of: method, try exchange(method, parameters, [], until: deadline, ToolCancellation()))
    }

    private func result(of method: String, _ response: JSONValue) throws(ToolFault) -> JSONValue {
        if let error = response["error"] {
            throw ToolFault("Mcp.Failed", "\(method): \(error["message"]?.string ?? error.text)")
        }
        let result = response["result"] ?? [:]
        if result["resultType"] == "input_required" {
            throw ToolFault("Mcp.InputRequired", "\(method): the server asks for what only a person can give")
        }
        return result
    }

    private func exchange(
        _ method: String, _ parameters: JSONObject, _ more: [HTTPHeader], until deadline: MonotonicTime,
        _ cancellation: ToolCancellation
    ) throws(ToolFault) -> JSONValue {
        let id = nextID.wrappingAdd(1, ordering: .relaxed).oldValue
        var parameters = parameters
        var headers: [HTTPHeader] = []
        if !revision.hasSessions {
            parameters["_meta"] = Self.about
            headers = MCPHeaders.routing(method, .object(parameters)) + more
        }
        return try connection.exchange(
            ["jsonrpc": "2.0", "id": .integer(id), "method": .string(method), "params": .object(parameters)],
            headers: headers, until: deadline, cancellation)
    }
}
