import AgentStates
import JSON

/// What was used and spent, of one call or of many.
package struct ModelSpend: Hashable, Sendable {
    package var calls: Int64 = 0
    /// Tokens that the model read, those of a provider's cache included.
    package var inputTokens: Int64 = 0
    package var cacheReadTokens: Int64 = 0
    package var outputTokens: Int64 = 0
    /// Of calls that the response cache answered; they cost nothing.
    package var cacheHits: Int64 = 0
    package var costUSD = 0.0
    /// Models whose price is not known: `costUSD` is without them.
    package var unpriced: Set<String> = []

    package init() {}

    package static func += (left: inout ModelSpend, right: ModelSpend) {
        left.calls += right.calls
        left.inputTokens += right.inputTokens
        left.cacheReadTokens += right.cacheReadTokens
        left.outputTokens += right.outputTokens
        left.cacheHits += right.cacheHits
        left.costUSD += right.costUSD
        left.unpriced.formUnion(right.unpriced)
    }

    /// Of one answer in Converse's shape.
    init(model: String, answer: JSONValue, price: ModelPrice?) {
        calls = 1
        if answer[ResponseCache.mark] == true {
            cacheHits = 1
            return
        }
        let usage = answer["Usage"]
        func tokens(_ name: String) -> Int64 { usage?[name]?.integer ?? 0 }
        let cacheWriteTokens = tokens("CacheWriteInputTokens")
        cacheReadTokens = tokens("CacheReadInputTokens")
        inputTokens = tokens("InputTokens") + cacheReadTokens + cacheWriteTokens
        outputTokens = tokens("OutputTokens")
        guard let price else {
            unpriced = [model]
            return
        }
        let millionths =
            Double(tokens("InputTokens")) * price.input + Double(outputTokens) * price.output
            + Double(cacheReadTokens) * price.cacheRead + Double(cacheWriteTokens) * price.cacheWrite
        costUSD = millionths / 1_000_000
    }

    /// Of an agent that is a task and tells what it used.
    init(reported usage: JSONValue) {
        calls = usage["Calls"]?.integer ?? 1
        inputTokens = usage["InputTokens"]?.integer ?? 0
        cacheReadTokens = usage["CacheReadTokens"]?.integer ?? 0
        outputTokens = usage["OutputTokens"]?.integer ?? 0
        costUSD = usage["CostUSD"]?.double ?? 0
    }
}
