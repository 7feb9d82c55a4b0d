package import JSON

extension JSONValue {
    /// The value with JSON documents in place of the strings that hold them.
    package var withPayloadsParsed: JSONValue {
        switch self {
        case .string(let text):
            guard let first = text.utf8.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
                let value = try? JSONValue(parsing: text)
            else { return self }
            return value.withPayloadsParsed
        case .array(let elements): return .array(elements.map(\.withPayloadsParsed))
        case .object(let object):
            return .object(JSONObject(object.map { (key: $0.key, value: $0.value.withPayloadsParsed) }))
        default: return self
        }
    }

    /// Whether a recorded value (self) and a computed one are the same but for task tokens and what was blanked.
    func isSame(as computed: JSONValue) -> Bool {
        switch (self, computed) {
        case (.object(let left), .object(let right)):
            left.count == right.count
                && left.allSatisfy { member in right[member.key].map { member.value.isSame(as: $0) } ?? false }
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
        case (.string, .string(let text)) where text.isTaskToken: true
        case (.string(RunFile.blank), _): true
        default: self == computed
        }
    }
}

extension String {
    /// Whether the text is one of our task tokens.
    fileprivate var isTaskToken: Bool { hasPrefix("AQ-") && split(separator: "-").count == 4 }
}
