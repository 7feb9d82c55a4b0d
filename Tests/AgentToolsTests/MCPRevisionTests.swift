import AgentStates
import Foundation
import JSON
import Synchronization
import Testing

@testable import AgentTools

/// Servers of other revisions than the official SDK speaks by itself, and servers that fail.
@Suite struct MCPRevisionTests {
    private let tools = ToolBox(folder: Fixtures.folder, environment: ProcessInfo.processInfo.environment)

    private func call(
        _ settings: JSONObject, _ tool: String, _ input: JSONValue, _ cancellation: ToolCancellation = .init()
    ) throws -> JSONValue {
        var settings = settings
        settings["Tool"] = .string(tool)
        let function = try #require(tools.tool(named: BuiltInFunction.mcp))
        return try function.call(
            ToolCall(tool: tool, input: input, settings: .object(settings), cancellation: cancellation))
    }

    @Test func speaksWithoutSessionsOverHTTP() throws {
        defer { tools.close() }
        let server = try SideProcess(["python3", "-u", "\(Fixtures.folder)/mcp_modern.py"])
        let settings: JSONObject = ["Url": .string("http://127.0.0.1:\(server.firstLine())/mcp")]
        #expect(try tools.listTools(of: .object(settings)).map(\.name) == ["stock"])
        // The text is a copy of the structured content.
        #expect(try call(settings, "stock", ["item": "pump", "count": 2]) == ["item": "pump", "left": 3])
        let asking = #expect(throws: ToolFault.self) { try call(settings, "stock", ["item": "secret"]) }
        #expect(asking?.error == "Mcp.InputRequired")
    }

    @Test func speaksWithoutSessionsOverStandardInput() throws {
        defer { tools.close() }
        let settings: JSONObject = ["Command": ["python3", "-u", "mcp_modern.py", "stdio"]]
        #expect(try call(settings, "stock", ["item": "bell"]) == ["item": "bell", "left": 3])
    }

    @Test(arguments: [
        ("pump", "pump"), (" a", "=?base64?IGE=?="), ("Zürich", "=?base64?WsO8cmljaA==?="),
        ("=?base64?eA==?=", "=?base64?PT9iYXNlNjQ/ZUE9PT89?="),
    ])
    func writesHeaders(text: String, header: String) { #expect(MCPHeaders.encoded(text) == header) }

    private func failing() throws -> (settings: JSONObject, log: String, folder: TemporaryFolder) {
        let folder = try TemporaryFolder()
        let log = "\(folder.path)/log"
        return (["Command": ["python3", "-u", "mcp_failing.py", .string(log)]], log, folder)
    }

    /// The call fails as a tool fails; the next one has a new server.
    @Test func aServerMayDieInTheMiddleOfACall() throws {
        defer { tools.close() }
        let (settings, _, folder) = try failing()
        let dying = #expect(throws: ToolFault.self) { try call(settings, "die", [:]) }
        #expect(dying?.error == "Mcp.Failed")
        #expect(dying?.cause.contains("exit status 3") == true, "\(dying?.cause ?? "")")
        #expect(try call(settings, "find", [:]) == "here")
        withExtendedLifetime(folder) {}
    }

    @Test func aSlowServerIsTold() throws {
        defer { tools.close() }
        let (settings, log, folder) = try failing()
        var hurried = settings
        hurried["MaxSeconds"] = 1
        let slow = #expect(throws: ToolFault.self) { try call(hurried, "wait", [:]) }
        #expect(slow?.error == "Mcp.Timeout")
        #expect(try call(settings, "find", [:]) == "here")
        let told = try String(contentsOfFile: log, encoding: .utf8)
        #expect(told.contains("tools/call\nnotifications/cancelled\n"), "\(told)")
        withExtendedLifetime(folder) {}
    }

    @Test func aCallThatIsGivenUpEndsAtOnce() async throws {
        defer { tools.close() }
        let (settings, log, folder) = try failing()
        let cancellation = ToolCancellation()
        let outcome = Mutex<ToolFault?>(nil)
        let tools = tools
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var settings = settings
                settings["Tool"] = "wait"
                do throws(ToolFault) {
                    _ = try tools.tool(named: BuiltInFunction.mcp)?.call(
                        ToolCall(tool: "wait", input: [:], settings: .object(settings), cancellation: cancellation))
                } catch {
                    outcome.withLock { $0 = error }
                }
                continuation.resume()
            }
            Thread.detachNewThread {
                while (try? String(contentsOfFile: log, encoding: .utf8))?.contains("tools/call") != true {
                    usleep(10_000)
                }
                cancellation.cancel()
            }
        }
        #expect(outcome.withLock { $0 }?.cause == "the call was given up")
        withExtendedLifetime(folder) {}
    }
}
