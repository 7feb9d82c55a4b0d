package import JSON
import JSONata

/// Whether what is said leaves with the spans, and what of it is blacked out.
package struct ContentPolicy: Sendable {
    package let capturesContent: Bool
    private let patterns: [JSONataExpression]
    /// What stands for what is blacked out.
    package static let mark = "[redacted]"

    /// Prompts and answers stay here.
    package static let none = ContentPolicy(capturesContent: false, patterns: [])

    private init(capturesContent: Bool, patterns: [JSONataExpression]) {
        self.capturesContent = capturesContent
        self.patterns = patterns
    }

    /// Captures content, without what looks like an address, a card number or a key.
    ///
    /// - Parameter patterns: further regular expressions, in JavaScript's syntax; what they match is blacked out.
    /// - Throws: `RedactionFault`, which names the pattern.
    package init(capturingWithout patterns: [String]) throws(RedactionFault) {
        var expressions: [JSONataExpression] = []
        for pattern in Self.builtIn + patterns { expressions.append(try Self.expression(pattern)) }
        self.init(capturesContent: true, patterns: expressions)
    }

    private static let builtIn = [
        #"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}"#, #"\b\d(?:[ -]?\d){12,18}\b"#,
        #"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"#,
        #"\b(?:sk|pk|rk)-[A-Za-z0-9_-]{16,}"#, #"\bgh[pousr]_[A-Za-z0-9]{20,}"#, #"[Bb]earer +[A-Za-z0-9._~+/=-]{12,}"#,
        #"-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*-----END [A-Z ]*PRIVATE KEY-----"#,
    ]
    /// The last word of the names of members that hold secrets.
    private static let secrets = ["password", "secret", "token", "apikey", "api_key", "authorization", "credential"]

    private static func expression(_ pattern: String) throws(RedactionFault) -> JSONataExpression {
        var literal = ""
        var isEscaped = false
        for character in pattern {
            if character == "/", !isEscaped { literal += "\\" }
            literal.append(character)
            isEscaped = character == "\\" && !isEscaped
        }
        do {
            guard !pattern.isEmpty else { throw RedactionFault(pattern: pattern, reason: "an empty pattern") }
            return try JSONataExpression("$replace($text, /\(literal)/, \"\(mark)\")")
        } catch let fault as RedactionFault {
            throw fault
        } catch {
            throw RedactionFault(pattern: pattern, reason: "\(error)")
        }
    }

    // MARK: Blacking out

    /// A text without what is to be blacked out; one that cannot be looked through is blacked out whole.
    package func redacted(_ text: String) -> String {
        var text = text
        for pattern in patterns {
            guard let result = try? pattern.evaluate(nil, bindings: ["text": .string(text)]),
                let replaced = result.string
            else { return Self.mark }
            text = replaced
        }
        return text
    }

    /// A value whose texts are redacted, and whose members with the names of secrets are blacked out.
    package func redacted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(redacted(text))
        case .array(let elements): .array(elements.map(redacted))
        case .object(let object):
            .object(
                JSONObject(
                    object.lazy.map { name, member in
                        (name, Self.isSecret(name) && member.string != nil ? .string(Self.mark) : redacted(member))
                    }))
        default: value
        }
    }

    /// JSON text, redacted.
    package func redacted(json text: String) -> String {
        (try? JSONValue(parsing: text)).map { redacted($0).text } ?? redacted(text)
    }

    private static func isSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        return secrets.contains { name == $0 || name.hasSuffix("_\($0)") || name.hasSuffix("-\($0)") }
            || ["accesstoken", "secretkey", "clientsecret"].contains(name)
    }
}

/// A pattern that is no regular expression.
package struct RedactionFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let pattern: String
    package let reason: String

    package var description: String { "'\(pattern)' is no regular expression: \(reason)" }
}
