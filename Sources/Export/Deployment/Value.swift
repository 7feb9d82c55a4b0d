package import JSON

/// A value of a property, in CloudFormation's shapes.
package indirect enum Value: Sendable, Hashable {
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case text(Text)
    case list([Value])
    case object([Member])
    /// A JSON document that the property takes as an object, such as a policy.
    case document(Value)
    /// A JSON document that the property takes as text, such as a dashboard.
    case encoded(Value)
    /// A value with something to tell its reader.
    case commented(String, Value)

    /// One name and its value.
    package struct Member: Sendable, Hashable {
        package let name: String
        package let value: Value
    }

    package static func reference(_ reference: Reference) -> Value { .text(Text(reference)) }
    package static func attribute(_ resource: String, _ name: String) -> Value {
        .reference(.attribute(resource, name))
    }
    package static func parameter(_ name: String) -> Value { .reference(.parameter(name)) }

    /// A constant of JSON; null is an empty object.
    package init(_ json: JSONValue) {
        switch json {
        case .null: self = .object([])
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(value)
        case .string(let value): self = .text(Text(stringLiteral: value))
        case .array(let elements): self = .list(elements.map(Value.init))
        case .object(let object): self = .object(object.map { Member(name: $0.key, value: Value($0.value)) })
        default: self = .number(json.double ?? 0)
        }
    }

    package static func constant(_ text: String) -> Value { .text(Text(stringLiteral: text)) }

    package static func texts(_ texts: [String]) -> Value {
        .list(texts.map { .text(Text(stringLiteral: $0)) })
    }

    package init(_ text: String) { self = .text(Text(stringLiteral: text)) }

    /// An object without the members that have no value.
    package static func object(_ members: KeyValuePairs<String, Value?>) -> Value {
        .object(members.compactMap { name, value in value.map { Member(name: name, value: $0) } })
    }

    /// The member of that name.
    package subscript(name: String) -> Value? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }
}

extension Value: ExpressibleByStringInterpolation, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .text(Text(stringLiteral: value)) }
    package init(stringInterpolation: Text.Interpolation) {
        self = .text(Text(stringInterpolation: stringInterpolation))
    }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(arrayLiteral elements: Value...) { self = .list(elements) }
    package init(dictionaryLiteral members: (String, Value)...) {
        self = .object(members.map { Member(name: $0.0, value: $0.1) })
    }
}
