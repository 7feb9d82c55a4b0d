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
    func isSame(as computed: JSONValue) -> Bool { PayloadComparison(allowsUnrecorded: false).isSame(self, computed) }
}
