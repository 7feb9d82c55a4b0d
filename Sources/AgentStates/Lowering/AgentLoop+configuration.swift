import JSON

extension AgentLoop {
    /// Notes that the variable which `Start` sets, or a member of it for each agent, is made of what the agents say.
    func noteConfigurations(in variable: String, byName: Bool, of start: String? = nil) {
        for agent in agents where start == nil || agent.name == start {
            let more = byName ? "/\(agent.name)" : ""
            let request = "\(more)/Request"
            role.noteVariable("Start", variable, more: more, from: context.place(ofAgent: agent.name, "Model"))
            role.noteVariable(
                "Start", variable, more: "\(request)/System[0]/Text", from: context.place(ofAgent: agent.name, "System")
            )
            role.noteVariable(
                "Start", variable, more: "\(request)/AdditionalModelRequestFields",
                from: context.place(ofAgent: agent.name, "AdditionalModelRequestFields"))
        }
    }

    /// What the loop has to know of an agent, as a template: its `System` can hold expressions.
    func configuration(of agent: Agent) -> JSONValue {
        var object: JSONObject = [
            "Name": .string(agent.name), "MaxTurns": .integer(agent.maxTurns), "Tools": [],
            "Answers": .bool(takesAnswers && (hasSchema(agent) || isTask(agent))),
            "HasSchema": .bool(hasSchema(agent)),
            "Summarizes": .bool(agent.memory?.overflow == .summarize && !isTask(agent)),
        ]
        let guardrails = context.guardrails(of: agent).map(JSONValue.string)
        if !guardrails.isEmpty { object["Guardrail"] = guardrails.count == 1 ? guardrails[0] : .array(guardrails) }
        if transfers { object["Targets"] = targets(of: agent) }
        guard case .model(let model) = agent.body else { return .object(object) }
        object["Tools"] = .array(model.tools.map(JSONValue.string))
        object["Models"] = .array(model.models.map(JSONValue.string))
        if let prices = context.prices {
            object["Prices"] = .array(model.models.map { prices[$0].map(Self.price) ?? .null })
        }
        object["Request"] = .object(request(agent, model))
        return .object(object)
    }

    private func hasSchema(_ agent: Agent) -> Bool { contract != nil || agent.outputSchema != nil }

    private func isTask(_ agent: Agent) -> Bool {
        if case .task = agent.body { true } else { false }
    }

    private static func price(_ price: ModelPrice) -> JSONValue {
        [
            "Input": .double(price.input), "Output": .double(price.output), "CacheRead": .double(price.cacheRead),
            "CacheWrite": .double(price.cacheWrite),
        ]
    }

    /// The agents that this one may transfer to, by the names of the transfer tools.
    private func targets(of agent: Agent) -> JSONValue {
        let others = agents.filter { agent.handoffs.contains($0.name) && $0.name != agent.name }
        return .object(JSONObject(others.lazy.map { (TransferTool.name(of: $0.name), .string($0.name)) }))
    }

    // MARK: Request

    private func request(_ agent: Agent, _ model: Agent.Model) -> JSONObject {
        // Tells logs, scripts and views who asks.
        var metadata: JSONObject = ["agent": .string(agent.name)]
        if !role.prefix.isEmpty { metadata["role"] = .string(role.prefix) }
        var request: JSONObject = ["RequestMetadata": .object(metadata)]
        let system = system(agent, model)
        if !system.isEmpty { request["System"] = .array(system.map { ["Text": $0] }) }
        var inference = model.inference
        if inference["MaxTokens"] == nil { inference["MaxTokens"] = .integer(Self.defaultMaxTokens) }
        request["InferenceConfig"] = .object(inference)
        request["AdditionalModelRequestFields"] = model.additionalFields
        let tools = toolSpecifications(agent, model)
        guard !tools.isEmpty else { return request }
        var configuration: JSONObject = ["Tools": .array(tools)]
        if answerSchema(of: agent) != nil, model.takesForcedTools {
            // With nothing else to call the answer is forced; otherwise some tool is.
            configuration["ToolChoice"] =
                tools.count == 1 ? ["Tool": ["Name": .string(AnswerTool.name)]] : ["Any": [:]]
        }
        request["ToolConfig"] = .object(configuration)
        return request
    }

    private func system(_ agent: Agent, _ model: Agent.Model) -> [JSONValue] {
        var texts = [model.system].compactMap { $0 }.map(JSONataText.embedding)
        if answerSchema(of: agent) != nil {
            texts.append("Give your final answer by calling the tool 'answer', once.")
        } else if let schema = agent.outputSchema, contract == nil {
            texts.append(
                .string("Answer with one JSON value and nothing else. It has to meet this JSON Schema: \(schema.text)"))
        }
        return texts
    }

    /// The schema of the answer tool: a tool takes objects only.
    private func answerSchema(of agent: Agent) -> JSONValue? {
        let schema = contract?.schema ?? agent.outputSchema
        return schema?["type"] == "object" ? schema : nil
    }

    private func toolSpecifications(_ agent: Agent, _ model: Agent.Model) -> [JSONValue] {
        var tools = model.tools.compactMap(context.catalog.tool).map { tool in
            Self.specification(tool.name, tool.description, tool.inputSchema)
        }
        if transfers {
            for (tool, target) in targets(of: agent).object ?? [:] {
                let name = target.string ?? ""
                tools.append(Self.specification(tool, "Hands the conversation over to \(name).", Self.transferSchema))
            }
        }
        if let schema = answerSchema(of: agent) {
            tools.append(Self.specification(AnswerTool.name, contract?.purpose ?? "Gives the final answer.", schema))
        }
        return tools
    }

    private static let transferSchema: JSONValue = [
        "type": "object",
        "properties": [
            "reason": ["type": "string", "description": "Why the other agent should take over."],
            "payload": ["type": "object", "description": "What the other agent needs to know."],
        ],
        "required": ["reason"],
    ]

    private static func specification(_ name: String, _ description: String, _ schema: JSONValue) -> JSONValue {
        [
            "ToolSpec": [
                "Name": .string(name), "Description": JSONataText.literal(description),
                "InputSchema": ["Json": schema],
            ]
        ]
    }
}
