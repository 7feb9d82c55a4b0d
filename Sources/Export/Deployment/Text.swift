/// A text with places that only the deployment fills.
///
/// ```swift
/// let text: Text = "arn:\(.partition):sqs:\(.region):\(.account):orders"
/// ```
package struct Text: Sendable, Hashable, ExpressibleByStringInterpolation {
    package enum Part: Sendable, Hashable {
        case constant(String)
        case reference(Reference)
    }

    /// No two constants stand side by side.
    package private(set) var parts: [Part] = []

    package init(stringLiteral value: String) { append(.constant(value)) }

    package init(stringInterpolation: Interpolation) {
        for part in stringInterpolation.parts { append(part) }
    }

    package init(_ reference: Reference) { append(.reference(reference)) }

    private mutating func append(_ part: Part) {
        switch (part, parts.last) {
        case (.constant(""), _): break
        case (.constant(let text), .constant(let before)?): parts[parts.count - 1] = .constant(before + text)
        default: parts.append(part)
        }
    }

    /// The text, where nothing in it is left to the deployment.
    package var constant: String? {
        if parts.isEmpty { return "" }
        guard parts.count == 1, case .constant(let text) = parts[0] else { return nil }
        return text
    }

    package struct Interpolation: StringInterpolationProtocol {
        fileprivate var parts: [Part] = []

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ literal: String) { parts.append(.constant(literal)) }
        package mutating func appendInterpolation(_ reference: Reference) { parts.append(.reference(reference)) }
        package mutating func appendInterpolation(_ text: String) { parts.append(.constant(text)) }
        package mutating func appendInterpolation(_ text: Text) { parts += text.parts }
    }
}

/// What only the deployment knows.
package enum Reference: Sendable, Hashable {
    /// `aws`, `aws-cn`, …
    case partition
    case region
    case account
    /// `amazonaws.com`, …
    case domain
    /// The name of the stack, with which the names of its resources begin.
    case stack
    case parameter(String)
    /// What identifies a resource, CloudFormation's `Ref`.
    case resource(String)
    /// CloudFormation's `Fn::GetAtt`.
    case attribute(String, String)
    /// The key of a package in the bucket of the code, by its folder and the key after the name of the stack.
    case package(folder: String, key: String)
    /// A member of the JSON text that a secret of the stack holds.
    case secret(String, key: String)
}
