package import JSON

/// A definition in which agents are what they become on AWS.
package struct AgentPlacing: Sendable {
    package private(set) var definition: JSONValue
    package private(set) var agents: [PlacedAgent] = []
    /// Programs that become Lambda functions.
    package private(set) var functions: [SourceFunction] = []
    private let account: String
    private let region: String

    /// - Parameters:
    ///   - placements: where agents go, by name; those of other definitions are left alone.
    ///   - programs: the programs that stand for functions here, by the function's name.
    /// - Throws: where an agent cannot go there.
    package init(
        _ definition: JSONValue, _ placements: [String: AgentPlacement], programs: [String: AgentProgramSource],
        account: String, region: String
    ) throws(AgentPlacementFault) {
        self.definition = definition
        self.account = account
        self.region = region
        guard var object = definition.object, var agents = definition["Agents"]?.object else { return }
        for (name, placement) in placements.sorted(by: { $0.key < $1.key }) {
            guard let agent = agents[name] else { continue }
            agents[name] = try place(name, agent, placement, tools: definition["Tools"]?.object ?? [:], programs)
        }
        object["Agents"] = .object(agents)
        self.definition = .object(object)
        if self.agents.contains(where: \.isHarness) { dropUnusedTools() }
    }

    private mutating func place(
        _ name: String, _ agent: JSONValue, _ placement: AgentPlacement, tools: JSONObject,
        _ programs: [String: AgentProgramSource]
    ) throws(AgentPlacementFault) -> JSONValue {
        switch placement {
        case .states: return agent
        case .harness:
            agents.append(PlacedAgent(name: name, body: .harness(try HarnessAgent(name, agent, tools: tools))))
            return invokingHarness(name, agent)
        case .runtime:
            agents.append(
                PlacedAgent(name: name, body: .runtime(try Self.program(name, agent, placement, programs).source)))
            return invokingRuntime(name, agent)
        case .function:
            let program = try Self.program(name, agent, placement, programs)
            functions.append(program.source.function(named: program.function))
            return agent
        }
    }

    // MARK: Programs

    private static func program(
        _ name: String, _ agent: JSONValue, _ placement: AgentPlacement, _ programs: [String: AgentProgramSource]
    ) throws(AgentPlacementFault) -> (function: String, source: AgentProgramSource) {
        guard let function = agent.functionName, let source = programs[function] else {
            throw AgentPlacementFault(
                agent: name, placement: placement,
                reason: "its Resource is no function that a Python program stands for in 'resources' of baton.yaml")
        }
        for field in ["Arguments", "Output"] where placement == .runtime && agent[field] != nil {
            throw AgentPlacementFault(
                agent: name, placement: placement, reason: "it has \(field), which are for the function it is here")
        }
        return (function, source)
    }

    // MARK: Calls

    /// The local address of what an agent becomes, which an export replaces by the real one.
    private func address(_ kind: String, _ name: String) -> JSONValue {
        .string("arn:aws:bedrock-agentcore:\(region):\(account):\(kind)/\(LogicalNames.words(name))")
    }

    /// The conversation goes along with each call, so each has a session of its own.
    private func invokingHarness(_ name: String, _ agent: JSONValue) -> JSONValue {
        let messages = """
            {% [$agent.Messages[$exists(Content.Text)].{"Role": Role, "Content": \
            [Content[$exists(Text)].{"Text": Text}]}] %}
            """
        let output = """
            {% {"Text": $join([$states.result.Output.Message.Content.Text], "\\n"), "Usage": $states.result.Usage} %}
            """
        var call: JSONObject = ["Resource": "arn:aws:states:::bedrockagentcore:invokeHarness"]
        call["Arguments"] = [
            "HarnessArn": address("harness", name), "RuntimeSessionId": "{% $uuid() %}", "Messages": .string(messages),
        ]
        call["Output"] = .string(output)
        call["Retry"] = [
            [
                "ErrorEquals": [
                    "BedrockAgentCore.ThrottlingException", "BedrockAgentCore.InternalServerException",
                ],
                "IntervalSeconds": 2, "BackoffRate": 2, "MaxAttempts": 4, "JitterStrategy": "FULL",
            ]
        ]
        call["TimeoutSeconds"] = 900
        for field in Self.keptFields { call[field] = agent[field] }
        return .object(call)
    }

    private func invokingRuntime(_ name: String, _ agent: JSONValue) -> JSONValue {
        let payload = """
            {% $string({"input": $agent, "executionArn": $states.context.Execution.Id}) %}
            """
        var call: JSONObject = ["Resource": "arn:aws:states:::aws-sdk:bedrockagentcore:invokeAgentRuntime"]
        call["Arguments"] = [
            "AgentRuntimeArn": address("runtime", name), "RuntimeSessionId": "{% $uuid() %}",
            "ContentType": "application/json", "Accept": "application/json", "Payload": .string(payload),
        ]
        call["Output"] = "{% $parse($states.result.Response) %}"
        for field in Self.keptFields + ["OutputSchema", "Handoffs", "Retry", "TimeoutSeconds"] {
            call[field] = agent[field]
        }
        return .object(call)
    }

    private static let keptFields = ["Description", "Comment", "MaxTurns", "Memory", "Guardrail"]

    /// Tools that only agents in a harness have are no longer the machine's.
    private mutating func dropUnusedTools() {
        guard var object = definition.object, let tools = object["Tools"]?.object else { return }
        var used: Set<String> = []
        for (_, agent) in object["Agents"]?.object ?? [:] {
            used.formUnion((agent["Tools"]?.array ?? []).compactMap(\.string))
        }
        let kept = tools.filter { used.contains($0.key) }
        object["Tools"] = kept.isEmpty ? nil : .object(JSONObject(kept.map { ($0.key, $0.value) }))
        definition = .object(object)
    }
}

extension PlacedAgent {
    fileprivate var isHarness: Bool {
        if case .harness = body { true } else { false }
    }
}
