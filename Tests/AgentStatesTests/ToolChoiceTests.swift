import JSON
import Testing

@testable import AgentStates

/// Whether the tool that takes a structured answer is forced: not where Bedrock refuses that.
@Suite struct ToolChoiceTests {
    private func request(_ agent: String) throws -> JSONValue {
        let run = try ScriptedRun(
            """
            QueryLanguage: JSONata
            StartAt: Ask
            Agents:
              A: {\(agent), OutputSchema: {type: object, properties: {n: {type: integer}}, required: [n]}}
            States:
              Ask: {Type: Agent, Agent: A, Prompt: x, End: true}
            """
        ) { _ in says("", calls: [use("answer", ["n": 1])]) }
        #expect(run.output?["Output"] == ["n": 1])
        return try #require(run.modelCalls.first?.arguments)
    }

    @Test(arguments: [
        "Model: anthropic.claude-sonnet-4-5-20250929-v1:0", "Model: amazon.nova-pro-v1:0",
        "Model: anthropic.claude-sonnet-4-5-20250929-v1:0, AdditionalModelRequestFields: {thinking: {type: disabled}}",
    ])
    func isForced(agent: String) throws {
        #expect(try request(agent)["ToolConfig"]?["ToolChoice"] == ["Tool": ["Name": "answer"]])
    }

    @Test(arguments: [
        "Model: us.anthropic.claude-opus-5-5-v1:0", "Model: anthropic.claude-fable-5-1",
        "Model: meta.llama3-3-70b-instruct-v1:0",
        "Model: amazon.nova-pro-v1:0, Fallback: [anthropic.claude-opus-5-5-v1:0]",
        "Model: anthropic.claude-sonnet-4-5-20250929-v1:0, AdditionalModelRequestFields: {thinking: {type: enabled, budget_tokens: 2000}}",
        "Model: anthropic.claude-opus-4-6, AdditionalModelRequestFields: {thinking: {type: adaptive}}",
    ])
    func isLeftToTheModel(agent: String) throws {
        let request = try request(agent)
        #expect(request["ToolConfig"]?["Tools"]?.array?.count == 1)
        #expect(request["ToolConfig"]?["ToolChoice"] == nil)
        #expect(request["System"]?[0]?["Text"]?.string?.contains("calling the tool 'answer'") == true)
    }
}
