package import JSON

/// Takes secrets out of what is reported: no event, error or log may hold one.
package struct Redactor: Sendable {
    private let secrets: [String]

    static let mark = "[redacted]"

    package init(_ secrets: [String]) {
        // Longer ones first, so that no part of one is left.
        self.secrets = Set(secrets).filter { !$0.isEmpty }.sorted { $0.utf8.count > $1.utf8.count }
    }

    package func redact(_ text: String) -> String {
        secrets.reduce(text) { $0.contains($1) ? $0.replacing($1, with: Self.mark) : $0 }
    }

    package func redact(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(redact(text))
        case .array(let elements): .array(elements.map(redact))
        case .object(let object): .object(JSONObject(object.map { (key: redact($0.key), value: redact($0.value)) }))
        default: value
        }
    }
}
