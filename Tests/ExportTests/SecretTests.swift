import AgentStates
import Export
import JSON
import StatesLanguage
import Testing

/// Secrets that tools take from the environment are asked for when a stack is deployed.
@Suite struct SecretTests {
    private static let definition = """
        QueryLanguage: JSONata
        StartAt: Ask
        Agents: {A: {Model: m, Tools: [find, files]}}
        Tools:
          find:
            Description: finds
            InputSchema: {type: object}
            Http: {Hosts: [example.com], Headers: {Authorization: {Environment: SEARCH_TOKEN, Prefix: "Bearer "}}}
          files:
            Description: files
            InputSchema: {type: object}
            Mcp: {Url: "https://example.com/mcp", Headers: {X-Key: {Environment: MCP_KEY}, X-Plain: text}}
        States: {Ask: {Type: Agent, Agent: A, Prompt: hello, End: true}}
        """

    private func files(for target: ExportTarget) throws -> [String: String] {
        let lowering = Lowering(try Document(reading: Array(Self.definition.utf8), as: .yaml))
        let document = try #require(lowering.document, "\(lowering.diagnostics)")
        let machine = try #require(DefinitionCompiler().compile(document).machine)
        let source = SourceMachine(
            name: "m", definition: document.value, machine: machine, requirements: lowering.requirements)
        return Dictionary(
            uniqueKeysWithValues: ExportProject(machines: [source]).files(for: target).map {
                ($0.path, String(decoding: $0.bytes, as: UTF8.self))
            })
    }

    /// The lines of a parameter or a resource.
    private static func block(_ name: String, of template: String) -> String {
        let lines = template.split(separator: "\n", omittingEmptySubsequences: false)
        guard let start = lines.firstIndex(of: "  \(name):") else { return "" }
        return lines[(start + 1)...].prefix { $0.hasPrefix("   ") }.joined(separator: "\n")
    }

    @Test(arguments: [ExportTarget.cloudformation, .sam]) func eachFunctionHasItsOwn(target: ExportTarget) throws {
        let files = try files(for: target)
        let template = try #require(files["template.yaml"])
        for parameter in ["SEARCHTOKEN", "MCPKEY"] {
            #expect(Self.block(parameter, of: template).contains("NoEcho: true"))
        }
        let http = Self.block("BatonHttpFunction", of: template)
        #expect(http.contains("SEARCH_TOKEN: !Ref SEARCHTOKEN"), "\(http)")
        #expect(!http.contains("MCP_KEY"))
        #expect(Self.block("BatonMcpFunction", of: template).contains("MCP_KEY: !Ref MCPKEY"))
        #expect(files["README.md"]?.contains("SEARCHTOKEN=…") == true)
    }

    @Test func theyAreSensitiveVariables() throws {
        let files = try files(for: .terraform)
        let variables = try #require(files["variables.tf"])
        #expect(variables.split(separator: "sensitive").count == 3)
        #expect(files["main.tf"]?.contains("SEARCH_TOKEN") == true)
    }
}
