import Foundation
import JSON
import Testing

/// Definitions with agent states, given to `baton serve` as they are.
@Suite struct ServedAgentTests {
    private let definition: JSONValue = [
        "QueryLanguage": "JSONata", "StartAt": "Ask",
        "Agents": ["Guide": ["Model": "amazon.nova-lite-v1:0", "System": "Be brief.", "Guardrail": "Quiet"]],
        "Guardrails": ["Quiet": ["WordPolicyConfig": ["WordsConfig": [["Text": "volcano"]]]]],
        "States": [
            "Ask": [
                "Type": "Agent", "Agent": "Guide", "Prompt": "{% $states.input.question %}",
                "Output": "{% $states.result.Text %}", "Next": "Say",
            ],
            "Say": ["Type": "Pass", "Assign": ["said": "{% $states.input %}"], "Next": "Again"],
            "Again": ["Type": "Pass", "Output": "{% $said %}", "End": true],
        ],
    ]

    @Test func aDefinitionWithAgentsIsServedAsItIs() throws {
        try withFolder { folder in
            guard try Program.Running(["/usr/bin/env", "curl", "--version"], in: folder).wait().status == 0 else {
                return print("skipped: needs curl")
            }
            try Data("models: {\"*\": {script: replies.yaml}}\n".utf8)
                .write(to: folder.appending(path: "baton.yaml"))
            try Data("- answer: Blue light scatters most.\n".utf8).write(to: folder.appending(path: "replies.yaml"))
            let journal = folder.appending(path: "journal.sqlite").path
            let first = try ServedProgram(["--journal", journal], in: folder)
            let valid = try first.call("ValidateStateMachineDefinition", ["definition": .string(definition.text)])
            #expect(valid["result"] == "OK", "\(valid)")
            let machine = try create(definition, "ask", first)["stateMachineArn"] ?? .null
            let asked = try start(machine, "one", "Why is the sky blue?", first)
            #expect(asked["output"] == #""Blue light scatters most.""#, "\(asked)")
            let blocked = try start(machine, "two", "What is a volcano?", first)
            #expect(blocked["error"] == "Agent.GuardrailIntervened", "\(blocked)")
            try expectDefinition(machine, asked["executionArn"] ?? .null, first)

            first.running.crash()
            _ = first.running.wait()
            let second = try ServedProgram(["--journal", journal], in: folder)
            let again = try start(machine, "three", "Why is the sky blue?", second)
            #expect(again["status"] == "SUCCEEDED", "\(again)")
            try expectDefinition(machine, again["executionArn"] ?? .null, second)
            #expect(second.stop() == 0)
            // The history on the command line is folded.
            let history = try Program.run("history", "one", "--journal", journal, in: folder)
            #expect(history.output.contains("events of agents"), "\(history.output)")
        }
    }

    @Test func whatIsWrongWithAgentsIsToldWithItsPlace() throws {
        try withFolder { folder in
            guard try Program.Running(["/usr/bin/env", "curl", "--version"], in: folder).wait().status == 0 else {
                return print("skipped: needs curl")
            }
            let server = try ServedProgram(["--journal", ":memory:"], in: folder)
            let text = definition.text.replacing(#""Agent":"Guide""#, with: #""Agent":"Nobody""#)
            let refused = try create(try JSONValue(parsing: text), "ask", server)
            #expect(refused["__type"] == "InvalidDefinition")
            #expect(
                refused["message"]?.string == "Invalid State Machine Definition: 'UNKNOWN_AGENT: There is no agent "
                    + "'Nobody'; there are: Guide at /States/Ask/Agent'")
            #expect(server.stop() == 0)
        }
    }

    private func create(_ definition: JSONValue, _ name: String, _ server: ServedProgram) throws -> JSONValue {
        try server.call(
            "CreateStateMachine",
            [
                "name": .string(name), "definition": .string(definition.text),
                "roleArn": "arn:aws:iam::123456789012:role/r",
            ])
    }

    private func start(
        _ machine: JSONValue, _ name: String, _ question: String, _ server: ServedProgram
    ) throws -> JSONValue {
        let input: JSONValue = ["question": .string(question)]
        let started = try server.call(
            "StartExecution", ["stateMachineArn": machine, "name": .string(name), "input": .string(input.text)])
        return try server.finished(started["executionArn"] ?? .null)
    }

    /// What was given is what is told, of the state machine and of its executions; generated states do not show.
    private func expectDefinition(_ machine: JSONValue, _ execution: JSONValue, _ server: ServedProgram) throws {
        let described = try server.call("DescribeStateMachine", ["stateMachineArn": machine])
        #expect(described["definition"]?.string == definition.text)
        #expect(described["variableReferences"] == ["Again": ["said"]])
        let run = try server.call("DescribeStateMachineForExecution", ["executionArn": execution])
        #expect(run["definition"]?.string == definition.text)
    }
}
