import AgentStates
import JSON

extension ExecutionTrace {
    /// Every exchange between those who work in agent states, in the order in which it happened.
    package var exchanges: [Exchange] {
        var writer = ExchangeWriter(trace: self)
        for index in nodes.indices { writer.read(index) }
        return writer.exchanges.enumerated().sorted { ($0.1.eventID, $0.0) < ($1.1.eventID, $1.0) }.map(\.1)
    }
}

private struct ExchangeWriter {
    let trace: ExecutionTrace
    private(set) var exchanges: [Exchange] = []
    private let user = "user"
    private let person = "person"

    init(trace: ExecutionTrace) { self.trace = trace }

    mutating func read(_ index: Int) {
        let node = trace.nodes[index]
        if node.isState { return readVerdict(node) }
        guard case .attempt(let request) = node.kind, let state = node.origin, let task = node.task else { return }
        let mark = trace.map.states[state]
        switch task {
        case .model, .agent:
            guard let exchange = ModelExchange(node) else { return }
            if exchange.isModel {
                readPrompt(exchange, node, state, mark)
            } else {
                readTask(exchange, node, state, mark)
            }
            readAnswer(exchange, node, state, mark)
        case .tool: break
        case .guardrail: readGuardrail(request, node, state)
        case .approval: readApproval(request, node, state)
        }
        readFailure(task, node, state)
    }

    // MARK: Questions

    private mutating func readPrompt(
        _ exchange: ModelExchange, _ node: TraceNode, _ state: String, _ mark: AgentStateMark?
    ) {
        for part in exchange.newParts {
            guard let result = part["ToolResult"] else { continue }
            let tool = exchange.toolName(ofCall: result["ToolUseId"]?.string ?? "") ?? "tool"
            let text = ModelExchange.text(of: result["Content"]?.array ?? [])
            // The answer tool and transfers are no tools to the author: an answer that comes back has faults.
            switch tool {
            case "answer": began(node, state, from: state, to: exchange.agent, .prompt, text)
            case _ where tool.hasPrefix("transfer_to_"): break
            default: began(node, state, from: tool, to: exchange.agent, .toolResult, text)
            }
        }
        let text = ModelExchange.text(of: exchange.newParts)
        guard !text.isEmpty else { return }
        let isFirst = exchange.request["Messages"]?.array?.count == 1
        began(
            node, state, from: asker(exchange.role, isFirst, state, mark), to: exchange.agent,
            exchange.role == .work && isFirst ? .task : .prompt, text)
    }

    private mutating func readTask(
        _ exchange: ModelExchange, _ node: TraceNode, _ state: String, _ mark: AgentStateMark?
    ) {
        let text = exchange.request["Prompt"]?.string ?? exchange.request.text
        let isFirst = (exchange.request["Messages"]?.array?.count ?? 1) == 1
        began(
            node, state, from: asker(exchange.role, isFirst, state, mark), to: exchange.agent,
            exchange.role == .work && isFirst ? .task : .prompt, text)
    }

    private func asker(_ role: AgentRole, _ isFirst: Bool, _ state: String, _ mark: AgentStateMark?) -> String {
        switch role {
        case .work where isFirst: mark?.members("Orchestrator").first ?? state
        case .answer where isFirst, .plan where isFirst, .generate where isFirst: user
        default: state
        }
    }

    // MARK: Answers

    private mutating func readAnswer(
        _ exchange: ModelExchange, _ node: TraceNode, _ state: String, _ mark: AgentStateMark?
    ) {
        guard let response = exchange.response else { return }
        let (kind, reader) = audience(exchange.role, mark)
        var said: [Exchange] = []
        func say(_ to: String, _ kind: Exchange.Kind, _ text: String) {
            said.append(
                Exchange(
                    eventID: node.stopEventID ?? node.eventID,
                    milliseconds: node.stopMilliseconds ?? node.startMilliseconds, state: state, from: exchange.agent,
                    to: to, kind: kind, text: text))
        }
        let text = exchange.isModel ? ModelExchange.text(of: exchange.parts) : Self.text(of: response)
        let isFinal = exchange.calls.isEmpty
        if !text.isEmpty { say(reader, isFinal ? kind : .remark, text) }
        var hasTransfer = false
        for call in exchange.calls {
            let name = call["Name"]?.string ?? ""
            let input = call["Input"] ?? .null
            if name == "answer" {
                say(reader, kind, input.text)
            } else if let target = target(of: name, mark) {
                // Of several transfers the first one counts.
                if !hasTransfer { say(target, .transfer, Self.transferText(input)) }
                hasTransfer = true
            } else {
                say(name, .toolCall, input.text)
            }
        }
        if said.isEmpty { say(reader, kind, "") }
        said[0].inputTokens = exchange.inputTokens
        said[0].outputTokens = exchange.outputTokens
        said[0].costUSD = node.costUSD ?? response["Usage"]?["CostUSD"]?.double
        exchanges += said
    }

    private func audience(_ role: AgentRole, _ mark: AgentStateMark?) -> (Exchange.Kind, String) {
        switch role {
        case .answer, .synthesize: (.result, user)
        case .plan: (.plan, mark?.members("Workers").joined(separator: ", ") ?? user)
        case .work: (.result, mark?.members("Orchestrator").first ?? user)
        case .generate: (.result, mark?.members("Evaluator").first ?? "evaluator")
        case .evaluate: (.verdict, mark?.members("Generator").first ?? user)
        case .summarize: (.summary, "memory")
        }
    }

    private func target(of tool: String, _ mark: AgentStateMark?) -> String? {
        guard mark?.type == .handoff, tool.hasPrefix("transfer_to_") else { return nil }
        return mark?.agents.first { String("transfer_to_\($0.lowercased())".prefix(64)) == tool }
    }

    private static func transferText(_ input: JSONValue) -> String {
        let reason = input["reason"]?.string ?? ""
        return input["payload"].map { "\(reason) \($0.text)" } ?? reason
    }

    private static func text(of response: JSONValue) -> String {
        let answer = response["Payload"] ?? response
        return answer.string ?? answer["Text"]?.string ?? answer["Output"]?.text ?? answer.text
    }

    // MARK: Others

    /// A judge that is an expression leaves its verdict in a variable.
    private mutating func readVerdict(_ node: TraceNode) {
        guard let state = node.origin, let verdict = node.verdict, let mark = trace.map.states[state],
            mark.type == .evaluatorOptimizer, mark.members("Evaluator").isEmpty
        else { return }
        ended(
            node, state, from: "evaluator", to: mark.members("Generator").first ?? "generator", .verdict, verdict)
    }

    private mutating func readGuardrail(_ request: TaskRequest, _ node: TraceNode, _ state: String) {
        guard let answer = node.output.flatMap({ try? JSONValue(parsing: $0) }) else { return }
        let asked = try? JSONValue(parsing: request.parameters)
        let name = asked?["GuardrailIdentifier"]?.string ?? "guardrail"
        let source = asked?["Source"]?.string ?? ""
        let reason = answer["ActionReason"]?.string.map { ": \($0)" } ?? ""
        ended(
            node, state, from: name, to: state, .guardrail, "\(source) \(answer["Action"]?.string ?? "")\(reason)")
    }

    private mutating func readApproval(_ request: TaskRequest, _ node: TraceNode, _ state: String) {
        let asked = (try? JSONValue(parsing: request.parameters))?["Payload"]
        let agent = asked?["Agent"]?.string ?? state
        let what = asked?["Tool"]?.string.map { "\($0) \(asked?["Input"]?.text ?? "")" } ?? asked?["Plan"]?.text ?? ""
        began(node, state, from: agent, to: person, .approval, what)
        if let answer = node.output { ended(node, state, from: person, to: agent, .approval, answer) }
    }

    private mutating func readFailure(_ task: GeneratedTask, _ node: TraceNode, _ state: String) {
        guard case .failed(let error, let cause) = node.outcome else { return }
        let who =
            switch task {
            case .model: ModelExchange(node)?.modelID ?? "model"
            case .agent(let name, _), .tool(let name): name
            case .guardrail: "guardrail"
            case .approval: person
            }
        ended(node, state, from: who, to: state, .error, cause.isEmpty ? error : "\(error): \(cause)")
    }

    // MARK: Adding

    private mutating func began(
        _ node: TraceNode, _ state: String, from: String, to: String, _ kind: Exchange.Kind, _ text: String
    ) {
        exchanges.append(
            Exchange(
                eventID: node.eventID, milliseconds: node.startMilliseconds, state: state, from: from, to: to,
                kind: kind, text: text))
    }

    private mutating func ended(
        _ node: TraceNode, _ state: String, from: String, to: String, _ kind: Exchange.Kind, _ text: String
    ) {
        exchanges.append(
            Exchange(
                eventID: node.stopEventID ?? node.eventID,
                milliseconds: node.stopMilliseconds ?? node.startMilliseconds, state: state, from: from, to: to,
                kind: kind, text: text))
    }
}
