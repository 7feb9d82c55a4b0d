internal import JSON

/// A value as AWS's validation messages show it: in the words of Java's `toString`.
enum JavaText {
    static func text(_ value: JSONValue, of shape: Shape) -> String {
        switch (shape, value) {
        case (.elements(let element, _), .array(let elements)):
            "[\(elements.map { text($0, of: element) }.joined(separator: ", "))]"
        case (.members(let fields, let name), .object(let object)):
            "\(name)(\(fields.map { member($0, object[$0.name]) }.joined(separator: ", ")))"
        case (_, .string(let string)): string
        default: value.text
        }
    }

    private static func member(_ field: Field, _ value: JSONValue?) -> String {
        "\(field.name)=\(value.map { text($0, of: field.shape) } ?? "null")"
    }
}
