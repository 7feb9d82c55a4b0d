import AgentStates
import AgentTools
import JSON
import Testing

@Suite struct HTTPToolTests {
    private let tools = ToolBox(folder: "/tmp", environment: ["SHOP_KEY": "s3cret-77"])
    private let server: SideProcess
    private let port: String

    init() throws {
        server = try SideProcess(["python3", "\(Fixtures.folder)/pages.py"])
        port = server.firstLine()
    }

    private func get(_ path: String, _ more: JSONObject = [:], method: String = "GET") throws -> JSONValue {
        var settings: JSONObject = ["Hosts": [.string("127.0.0.1:\(port)")], "Headers": ["X-Shop": "ours"]]
        for (name, value) in more { settings[name] = value }
        let tool = try #require(tools.tool(named: BuiltInFunction.http))
        let url = path.hasPrefix("http") ? path : "http://127.0.0.1:\(port)\(path)"
        return try tool.call(
            ToolCall(
                tool: "web", input: ["url": .string(url), "method": .string(method), "headers": ["X-Shop": "theirs"]],
                settings: .object(settings)))
    }

    @Test func readsPagesOfAllowedHosts() throws {
        let page = try get("/page")
        #expect(page["status"] == 200)
        #expect(page["body"] == "GET /page ours")
        #expect(try get("/here")["body"] == "GET /page ours")
    }

    @Test func cutsLongBodiesAndSaysSo() throws {
        let page = try get("/long", ["MaxBytes": 100])
        #expect(page["body"]?.string?.count == 100)
        #expect(page["truncated"]?.string?.contains("100 bytes") == true)
    }

    @Test func refusesOtherHostsAndMethods() {
        for (url, method) in [
            ("/away", "GET"), ("http://localhost:\(port)/page", "GET"), ("http://127.0.0.1:1/x", "GET"),
            ("http://127.0.0.1@127.0.0.2:\(port)/", "GET"), ("file:///etc/passwd", "GET"), ("/page", "DELETE"),
        ] {
            let fault = #expect(throws: ToolFault.self) { try get(url, method: method) }
            #expect(["Http.NotAllowed", "Http.InvalidUrl"].contains(fault?.error), "\(url)")
        }
    }

    /// The service answers with what it was sent.
    @Test func aSecretComesFromTheEnvironmentAndIsNotWrittenDown() throws {
        let header: JSONValue = ["X-Shop": ["Environment": "SHOP_KEY", "Prefix": "Bearer "]]
        #expect(try get("/page", ["Headers": header])["body"] == "GET /page Bearer [redacted]")
        #expect(try get("/length", ["Headers": header])["body"] == "16")
        let missing = #expect(throws: ToolFault.self) {
            try get("/page", ["Headers": ["X-Shop": ["Environment": "NO_SUCH"]]])
        }
        #expect(missing?.error == "Tool.MissingSecret")
        #expect(missing?.cause.contains("'NO_SUCH' is not set") == true)
    }
}
