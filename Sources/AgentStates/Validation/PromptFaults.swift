import JSON
import StatesLanguage

extension AgentState {
    /// Checks a prompt that is written out: messages take turns and end with the user's.
    static func check(prompt: JSONValue, at place: Location, _ findings: Findings) {
        switch prompt {
        case .string(let text):
            if text.isEmpty { findings.schema("Value cannot be empty", at: place) }
        case .array(let messages) where messages.contains(where: { $0["Role"] != nil }):
            check(messages: messages, at: place, findings)
        case .array([]): findings.schema("Value cannot be empty", at: place)
        default: break
        }
    }

    private static func check(messages: [JSONValue], at place: Location, _ findings: Findings) {
        let roles = ["user", "assistant"]
        for (index, message) in messages.enumerated() {
            let place = place.element(index)
            guard let role = message["Role"]?.string else {
                findings.schema("These fields are required: [Role]", at: place)
                continue
            }
            if !isExpression(role), role != roles[index % 2] {
                findings.schema(
                    "Messages take turns, beginning with the user's: expected '\(roles[index % 2])', found '\(role)'",
                    at: place.member("Role"))
            }
            if message["Content"] == nil { findings.schema("These fields are required: [Content]", at: place) }
        }
        if messages.count % 2 == 0 {
            findings.schema("The last message has to be the user's", at: place.element(messages.count - 1))
        }
    }

    private static func isExpression(_ text: String) -> Bool { text.hasPrefix("{%") }
}
