import AgentStates
import AgentTools
import Foundation
import Glibc
import JSON
import Testing

/// Against servers of the official Python SDK.
@Suite(.enabled(if: Fixtures.mcpPython != nil, "needs the PyPI packages mcp and mcp-server-time"))
struct MCPTests {
    private let tools = ToolBox(folder: Fixtures.folder, environment: ProcessInfo.processInfo.environment)
    private let python = Fixtures.mcpPython ?? ""

    private func call(_ settings: JSONObject, _ tool: String, _ input: JSONValue) throws -> JSONValue {
        var settings = settings
        settings["Tool"] = .string(tool)
        let function = try #require(tools.tool(named: BuiltInFunction.mcp))
        return try function.call(ToolCall(tool: tool, input: input, settings: .object(settings)))
    }

    private var stdio: JSONObject { ["Command": [.string(python), "mcp_server.py"]] }

    @Test func callsToolsOverStandardInput() throws {
        defer { tools.close() }
        let listed = try tools.listTools(of: .object(stdio))
        #expect(listed.map(\.name).sorted() == ["pieces", "stock"])
        let stock = try #require(listed.first { $0.name == "stock" })
        #expect(stock.description == "How many pieces of an item there are.")
        #expect(stock.inputSchema["required"] == ["item"])
        #expect(try call(stdio, "stock", ["item": "pump", "warehouse": 3]) == "pump: 12")
        #expect(try call(stdio, "pieces", ["count": 21]) == ["count": 42])
    }

    @Test func failuresAreTold() throws {
        defer { tools.close() }
        let failing = #expect(throws: ToolFault.self) { try call(stdio, "stock", ["item": "unicorn"]) }
        #expect(failing?.error == "Mcp.ToolError")
        let badInput = #expect(throws: ToolFault.self) { try call(stdio, "stock", ["warehouse": 1]) }
        #expect(badInput?.cause.contains("item") == true)
        let missing = #expect(throws: ToolFault.self) {
            try call(["Command": ["no-such-program-here"]], "x", [:])
        }
        #expect(missing?.error == "Mcp.CannotStart")
        let ending = #expect(throws: ToolFault.self) { try call(["Command": ["false"]], "x", [:]) }
        #expect(ending?.cause.contains("exit status 1") == true)
    }

    @Test func asksTheReferenceTimeServer() throws {
        defer { tools.close() }
        let time = URL(filePath: python).deletingLastPathComponent().appending(path: "mcp-server-time").path
        let server: JSONObject = ["Command": [.string(time), "--local-timezone", "UTC"]]
        let result = try call(
            server, "convert_time",
            ["source_timezone": "UTC", "time": "16:30", "target_timezone": "Asia/Tokyo"])
        #expect(result.text.contains("+9.0h"))
    }

    @Test func keepsASessionOverHTTP() throws {
        defer { tools.close() }
        let port = try freePort()
        let server = try SideProcess([python, "\(Fixtures.folder)/mcp_server.py", "http", "\(port)"])
        let settings: JSONObject = ["Url": .string("http://127.0.0.1:\(port)/mcp")]
        var answer: JSONValue?
        // Until the server listens.
        for _ in 0..<200 where answer == nil {
            answer = try? call(settings, "stock", ["item": "pump"])
            if answer == nil { usleep(100_000) }
        }
        #expect(answer == "pump: 4")
        #expect(try call(settings, "stock", ["item": "bell", "warehouse": 2]) == "bell: 8")
        withExtendedLifetime(server) {}
    }

    private func freePort() throws -> UInt16 {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(file) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(file, $0, length) == 0 ? getsockname(file, $0, &length) : -1
            }
        }
        try #require(status == 0)
        return UInt16(bigEndian: address.sin_port)
    }
}
