import AgentStates
import Export
import JSON
import StatesLanguage
import Testing

/// Names and addresses become tokens, and nothing else changes.
@Suite struct TokenizationTests {
    private func export(_ states: JSONValue, functions: [String] = [], tables: [String] = []) throws -> [ExportedFile] {
        let definition: JSONValue = ["QueryLanguage": "JSONata", "StartAt": "A", "States": states]
        let compilation = DefinitionCompiler().compile(Document(value: definition))
        let machine = try #require(compilation.machine, "\(compilation.diagnostics)")
        let project = ExportProject(
            machines: [SourceMachine(name: "m", definition: definition, machine: machine)],
            functions: functions.map {
                SourceFunction(
                    name: $0, runtime: .python("3.13"), handler: "index.handler", timeoutSeconds: 3,
                    memoryMegabytes: 128, environment: [:], reservedConcurrency: nil, files: [])
            },
            tables: tables.map { SourceTable(name: $0, partitionKey: .init(name: "id", type: "S"), sortKey: nil) })
        return project.files(for: .asl)
    }

    @Test func theLocalValuesGiveBackTheText() throws {
        let states: JSONValue = [
            "A": [
                "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:price:live",
                "Comment": "arn:aws:lambda:us-east-1:123456789012:function:price stays", "Next": "B",
            ],
            "B": [
                "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
                "Arguments": [
                    "FunctionName": "{% $states.input.big ? 'price' : 'other' %}",
                    "Payload": ["t": "arn:aws:sns:us-east-1:123456789012:alerts", "name": "price"],
                ], "End": true,
            ],
        ]
        let files = try export(states, functions: ["price"])
        let definition = try JSONValue(parsing: files[0].bytes)
        #expect(definition["States"]?["A"]?["Resource"] == "${PriceFunctionArn}:live")
        let arguments = definition["States"]?["B"]?["Arguments"]
        #expect(arguments?["FunctionName"] == "{% $states.input.big ? '${PriceFunction}' : 'other' %}")
        #expect(arguments?["Payload"] == ["t": "${AlertsSnsArn}", "name": "price"])
        let values = try JSONValue(parsing: files[1].bytes).object ?? [:]
        let (back, unresolved) = Document(value: definition)
            .substituting(Dictionary(uniqueKeysWithValues: values.map { ($0.key, $0.value.string ?? "") }))
        #expect(unresolved.isEmpty)
        #expect(back.value["States"] == states)
    }

    @Test func otherAccountsAndOpenTokensStay() throws {
        let states: JSONValue = [
            "A": [
                "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage",
                "Arguments": [
                    "QueueUrl": "https://sqs.us-east-1.amazonaws.com/999999999999/q", "MessageBody": "${Words}",
                ], "End": true,
            ]
        ]
        let files = try export(states)
        #expect(try JSONValue(parsing: files[0].bytes)["States"] == states)
        #expect(try JSONValue(parsing: files[1].bytes) == [:])
    }

    /// Which of several guardrails is applied is data; each one's published version is found by its identifier.
    @Test func eachGuardrailHasItsVersion() throws {
        let text = """
            QueryLanguage: JSONata
            StartAt: Ask
            Agents: {A: {Model: m, Guardrail: [One, Two]}}
            Guardrails:
              One: {WordPolicyConfig: {WordsConfig: [{Text: a}]}}
              Two: {WordPolicyConfig: {WordsConfig: [{Text: b}]}}
            States: {Ask: {Type: Agent, Agent: A, Prompt: hello, End: true}}
            """
        let lowering = Lowering(try Document(reading: Array(text.utf8), as: .yaml))
        let document = try #require(lowering.document)
        let machine = try #require(DefinitionCompiler().compile(document).machine)
        let source = SourceMachine(
            name: "m", definition: document.value, machine: machine, requirements: lowering.requirements)
        let files = ExportProject(machines: [source], functions: [], tables: []).files(for: .asl)
        let exported = try JSONValue(parsing: files[0].bytes)
        let versions = try #require(
            exported["States"]?["Ask"]?["Branches"]?[0]?["States"]?["Ask.GuardInput"]?["Arguments"]?[
                "GuardrailVersion"]?.string)
        #expect(
            versions.contains(
                #"{"${OneGuardrail}": "${OneGuardrailVersion}", "${TwoGuardrail}": "${TwoGuardrailVersion}"}"#),
            "\(versions)")
        let values = try JSONValue(parsing: files[1].bytes)
        #expect(values["OneGuardrail"] == "One")
        #expect(values["TwoGuardrailVersion"] == "DRAFT")
    }
}
