import JSON

/// How Converse spells its members; what users and models wrote stays as it is.
enum MemberCase {
    /// As Bedrock's API has it: `toolUse`.
    case camel
    /// As Step Functions has it: `ToolUse`.
    case pascal

    private static let opaque: Set<String> = [
        "json", "additionalmodelrequestfields", "additionalmodelresponsefields", "requestmetadata", "promptvariables",
    ]

    func apply(to value: JSONValue, inside parent: String = "") -> JSONValue {
        switch value {
        case .array(let elements): .array(elements.map { apply(to: $0, inside: parent) })
        case .object(let object):
            .object(
                JSONObject(
                    object.lazy.map { key, value in
                        let name = key.lowercased()
                        let isOpaque = Self.opaque.contains(name) || name == "input" && parent == "tooluse"
                        return (spelled(key), isOpaque ? value : apply(to: value, inside: name))
                    }))
        default: value
        }
    }

    private func spelled(_ key: String) -> String {
        let first = key.prefix(1)
        return (self == .camel ? first.lowercased() : first.uppercased()) + key.dropFirst()
    }
}
