import Telemetry

/// What the agents of an execution did and cost.
struct AgentSummary {
    private var modelCalls = 0
    private var toolCalls = 0
    private var tokens: Int64 = 0
    private var cost = 0.0

    init(_ traces: [ExecutionTrace]) {
        for exchange in traces.flatMap(\.exchanges) {
            if let input = exchange.inputTokens {
                modelCalls += 1
                tokens += input + (exchange.outputTokens ?? 0)
            }
            if exchange.kind == .toolCall { toolCalls += 1 }
            cost += exchange.costUSD ?? 0
        }
    }

    /// `9 model calls, 3 tool calls, 3066 tokens, $0.0086`; nil where no agent worked.
    var text: String? {
        guard modelCalls > 0 else { return nil }
        var parts = ["\(modelCalls) model \(modelCalls == 1 ? "call" : "calls")"]
        if toolCalls > 0 { parts.append("\(toolCalls) tool \(toolCalls == 1 ? "call" : "calls")") }
        parts.append("\(tokens) tokens")
        if cost > 0 { parts.append(MoneyText.dollars(cost)) }
        return parts.joined(separator: ", ")
    }
}
