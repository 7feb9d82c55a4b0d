package import JSON

/// Something that one who works in an agent state said to another.
package struct Exchange: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case prompt
        case plan
        case task
        /// What is said beside tool calls.
        case remark
        case result
        case verdict
        case transfer
        case toolCall = "tool call"
        case toolResult = "tool result"
        case guardrail
        case approval
        case summary
        case error
    }

    /// The event that it is known from.
    package let eventID: Int64
    package let milliseconds: Int64
    /// The author's state.
    package let state: String
    package let from: String
    package let to: String
    package let kind: Kind
    package let text: String
    /// Of the model call that the answer came from; on the first message of each answer.
    package var inputTokens: Int64?
    package var outputTokens: Int64?
    package var costUSD: Double?

    package var json: JSONValue {
        var object: JSONObject = [
            "eventId": .integer(eventID), "timestamp": .timestamp(milliseconds), "state": .string(state),
            "from": .string(from), "to": .string(to), "kind": .string(kind.rawValue),
        ]
        object["inputTokens"] = inputTokens.map(JSONValue.integer)
        object["outputTokens"] = outputTokens.map(JSONValue.integer)
        object["costUSD"] = costUSD.map(JSONValue.double)
        object["text"] = .string(text)
        return .object(object)
    }
}

extension JSONValue {
    /// Seconds since 1970, as the API writes dates.
    fileprivate static func timestamp(_ milliseconds: Int64) -> JSONValue { .double(Double(milliseconds) / 1_000) }
}
