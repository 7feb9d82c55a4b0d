import AgentStates
import JSON

/// What a span says of a node, by the conventions for generative AI.
///
/// Specification: OpenTelemetry semantic conventions, "Gen AI"; Langfuse, "OpenTelemetry" for `langfuse.…`.
struct SpanFacts {
    let trace: ExecutionTrace
    let node: TraceNode
    let content: ContentPolicy

    static let provider = "aws.bedrock"

    var kind: Span.Kind {
        guard node.isAttempt else { return .internal }
        if case .tool = node.task { return .internal }
        return .client
    }

    var name: String {
        switch node.kind {
        case .execution: trace.map.isEmpty ? node.name : "invoke_workflow \(node.name)"
        case .state:
            switch node.mark?.type {
            case nil: node.name
            case .agent?: "invoke_agent \(node.mark?.agents.first ?? node.name)"
            default: "invoke_workflow \(node.name)"
            }
        case .iteration(let index): node.agent.map { "invoke_agent \($0)" } ?? "\(node.name)[\(index)]"
        case .attempt: attemptName
        }
    }

    private var attemptName: String {
        switch node.task {
        case .model: "chat \(ModelExchange(node)?.modelID ?? "")"
        case .agent(let name, _): "invoke_agent \(name)"
        case .tool(let name): "execute_tool \(name)"
        case .guardrail: "guardrail"
        case .approval: "approval"
        case nil: node.name
        }
    }

    var attributes: [Attribute] {
        switch node.kind {
        case .execution: executionAttributes
        case .state(let type): stateAttributes(type)
        case .iteration: node.agent.map { agentAttributes($0) } ?? []
        case .attempt(let request): attemptAttributes(request)
        }
    }

    // MARK: Execution and states

    private var executionAttributes: [Attribute] {
        var attributes = [
            Attribute("baton.execution.arn", trace.executionArn), Attribute("langfuse.trace.name", node.name),
        ]
        if !trace.map.isEmpty {
            attributes += [
                Attribute("gen_ai.operation.name", "invoke_workflow"), Attribute("gen_ai.workflow.name", node.name),
            ]
        }
        return attributes + outputAttribute("langfuse.trace.output")
    }

    private func stateAttributes(_ type: String) -> [Attribute] {
        var attributes = [
            Attribute("baton.state.name", node.name), Attribute("baton.state.type", node.mark?.type.rawValue ?? type),
        ]
        guard let mark = node.mark else { return attributes + outputAttribute("langfuse.observation.output") }
        attributes += sessionAttributes
        if mark.type == .agent, let agent = mark.agents.first {
            attributes += agentAttributes(agent)
        } else {
            attributes += [
                Attribute("gen_ai.operation.name", "invoke_workflow"), Attribute("gen_ai.workflow.name", node.name),
                Attribute("langfuse.observation.type", "chain"),
                Attribute("baton.agents", .texts(mark.agents)),
            ]
        }
        return attributes + outputAttribute("langfuse.observation.output")
    }

    /// The session of the agent state that it is a part of.
    private var sessionAttributes: [Attribute] {
        let nodes = sequence(first: node) { $0.parent.map { trace.nodes[$0] } }
        guard let session = nodes.lazy.compactMap(\.session).first else { return [] }
        return [Attribute("gen_ai.conversation.id", session), Attribute("langfuse.session.id", session)]
    }

    private func agentAttributes(_ agent: String) -> [Attribute] {
        [
            Attribute("gen_ai.operation.name", "invoke_agent"), Attribute("gen_ai.agent.name", agent),
            Attribute("langfuse.observation.type", "agent"),
        ]
    }

    private func outputAttribute(_ key: String) -> [Attribute] {
        guard content.capturesContent, let output = node.output else { return [] }
        return [Attribute(key, content.redacted(json: output))]
    }

    // MARK: Attempts

    private func attemptAttributes(_ request: TaskRequest) -> [Attribute] {
        switch node.task {
        case .model: return ModelExchange(node).map { chatAttributes($0) } ?? []
        case .agent(let name, _): return agentAttributes(name) + payloads(request)
        case .tool(let name): return toolAttributes(name, request)
        case .guardrail:
            return [Attribute("langfuse.observation.type", "guardrail")] + payloads(request)
        case .approval: return payloads(request)
        case nil: return [Attribute("baton.resource", request.resource)] + payloads(request)
        }
    }

    private func payloads(_ request: TaskRequest) -> [Attribute] {
        guard content.capturesContent else { return [] }
        return [Attribute("langfuse.observation.input", content.redacted(json: request.parameters))]
            + outputAttribute("langfuse.observation.output")
    }

    private func toolAttributes(_ name: String, _ request: TaskRequest) -> [Attribute] {
        var attributes = [
            Attribute("gen_ai.operation.name", "execute_tool"), Attribute("gen_ai.tool.name", name),
            Attribute("gen_ai.tool.type", "function"), Attribute("langfuse.observation.type", "tool"),
        ]
        guard content.capturesContent else { return attributes }
        attributes.append(Attribute("gen_ai.tool.call.arguments", content.redacted(json: request.parameters)))
        return attributes + outputAttribute("gen_ai.tool.call.result")
    }

    // MARK: Models

    private func chatAttributes(_ exchange: ModelExchange) -> [Attribute] {
        var attributes =
            sessionAttributes + [
                Attribute("gen_ai.operation.name", "chat"), Attribute("gen_ai.provider.name", Self.provider),
                Attribute("gen_ai.request.model", exchange.modelID), Attribute("gen_ai.agent.name", exchange.agent),
                Attribute("langfuse.observation.type", exchange.role == .evaluate ? "evaluator" : "generation"),
            ]
        attributes += requestAttributes(exchange.request["InferenceConfig"])
        attributes += responseAttributes(exchange)
        if exchange.role == .evaluate { attributes += verdictAttributes(exchange) }
        if content.capturesContent { attributes += messageAttributes(exchange) }
        return attributes
    }

    private func requestAttributes(_ inference: JSONValue?) -> [Attribute] {
        var attributes: [Attribute] = []
        if let most = inference?["MaxTokens"]?.integer {
            attributes.append(Attribute("gen_ai.request.max_tokens", .integer(most)))
        }
        for (key, member) in [("temperature", "Temperature"), ("top_p", "TopP")] {
            guard let value = inference?[member]?.double else { continue }
            attributes.append(Attribute("gen_ai.request.\(key)", .number(value)))
        }
        return attributes
    }

    private func responseAttributes(_ exchange: ModelExchange) -> [Attribute] {
        guard let response = exchange.response else { return [] }
        var attributes: [Attribute] = []
        if let stop = response["StopReason"]?.string {
            attributes.append(Attribute("gen_ai.response.finish_reasons", .texts([stop])))
        }
        let cached = response["Usage"]?["CacheReadInputTokens"]?.integer
        let written = response["Usage"]?["CacheWriteInputTokens"]?.integer
        let counts = [
            ("input_tokens", exchange.inputTokens), ("output_tokens", exchange.outputTokens),
            ("cache_read.input_tokens", cached), ("cache_creation.input_tokens", written),
        ]
        for (key, count) in counts {
            guard let count else { continue }
            attributes.append(Attribute("gen_ai.usage.\(key)", .integer(count)))
        }
        if let cost = node.costUSD {
            attributes += [
                Attribute("gen_ai.usage.cost", .number(cost)),
                Attribute("langfuse.observation.cost_details", "{\"total\":\(JSONValue.double(cost).text)}"),
            ]
        }
        return attributes
    }

    private func verdictAttributes(_ exchange: ModelExchange) -> [Attribute] {
        guard let verdict = exchange.calls.first(where: { $0["Name"] == "answer" })?["Input"] else { return [] }
        var attributes = [Attribute("gen_ai.evaluation.name", node.origin ?? "evaluation")]
        if let score = verdict["Score"]?.double {
            attributes.append(Attribute("gen_ai.evaluation.score.value", .number(score)))
        }
        if let passed = verdict["Passed"]?.bool {
            attributes.append(Attribute("gen_ai.evaluation.score.label", passed ? "passed" : "failed"))
        }
        if content.capturesContent, let feedback = verdict["Feedback"]?.string {
            attributes.append(Attribute("gen_ai.evaluation.explanation", content.redacted(feedback)))
        }
        return attributes
    }

    private func messageAttributes(_ exchange: ModelExchange) -> [Attribute] {
        let messages = GenAIMessages(content: content)
        var attributes = [
            Attribute("gen_ai.input.messages", messages.input(exchange.request["Messages"]?.array ?? []).text)
        ]
        if let system = exchange.request["System"]?.array, !system.isEmpty {
            attributes.append(Attribute("gen_ai.system_instructions", messages.instructions(system).text))
        }
        if let response = exchange.response {
            attributes.append(Attribute("gen_ai.output.messages", messages.output(response).text))
        }
        return attributes
    }
}
