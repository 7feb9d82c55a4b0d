import JSON

/// Replaces variables in the expressions of an author: `$states.result`, `$tool` and the like stand for other things
/// once the state is lowered.
struct JSONataRewriting {
    /// Rewrites the name of a variable, without `$`, and the field after it, where there is one.
    let replace: (_ name: String, _ field: String?) -> Replacement?

    enum Replacement {
        /// Instead of the variable, its field stays.
        case variable(String)
        /// Instead of the variable and its field.
        case field(String)
    }

    /// Rewrites all expressions in a template.
    func rewrite(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text):
            guard let code = JSONataText.code(of: text) else { return value }
            return .string("{% \(rewrite(code)) %}")
        case .array(let elements): return .array(elements.map(rewrite))
        case .object(let object): return .object(JSONObject(object.lazy.map { ($0.key, rewrite($0.value)) }))
        default: return value
        }
    }

    /// Rewrites one expression, leaving texts, quoted names, comments and regular expressions alone.
    func rewrite(_ source: String) -> String {
        var scanner = JSONataScanner(source)
        var output = ""
        while let token = scanner.next() {
            guard case .variable(let name) = token else {
                output += token.text
                continue
            }
            let place = scanner.place
            let field = scanner.fieldAfterDot()
            switch replace(name, field) {
            case nil:
                scanner.place = place
                output += "$\(name)"
            case .variable(let text):
                scanner.place = place
                output += text
            case .field(let text): output += text
            }
        }
        return output
    }
}

/// Splits JSONata source into variables and all else.
struct JSONataScanner {
    enum Token {
        case variable(String)
        case other(String)

        var text: String {
            switch self {
            case .variable(let name): "$\(name)"
            case .other(let text): text
            }
        }
    }

    private let scalars: [Unicode.Scalar]
    var place = 0
    /// Whether a `/` here would begin a regular expression.
    private var expectsOperand = true

    init(_ source: String) { scalars = Array(source.unicodeScalars) }

    mutating func next() -> Token? {
        guard place < scalars.count else { return nil }
        let scalar = scalars[place]
        switch scalar {
        case "\"", "'": return literal(endingWith: scalar, escapes: true)
        case "`": return literal(endingWith: scalar, escapes: false)
        case "/" where place + 1 < scalars.count && scalars[place + 1] == "*": return comment()
        case "/" where expectsOperand: return literal(endingWith: scalar, escapes: true)
        case "$":
            let name = identifier(from: place + 1)
            place += 1 + name.unicodeScalars.count
            expectsOperand = false
            return .variable(name)
        default: break
        }
        let word = identifier(from: place)
        if !word.isEmpty {
            place += word.unicodeScalars.count
            expectsOperand = ["and", "or", "in"].contains(word)
            return .other(word)
        }
        place += 1
        if !scalar.properties.isWhitespace { expectsOperand = ![")", "]", "}", "%"].contains(scalar) || scalar == "%" }
        return .other(String(Character(scalar)))
    }

    /// The name after a dot, which is passed; nil, and nothing is passed, where there is none.
    mutating func fieldAfterDot() -> String? {
        var end = place
        skipBlanks(&end)
        guard end < scalars.count, scalars[end] == "." else { return nil }
        end += 1
        skipBlanks(&end)
        let name = identifier(from: end)
        guard !name.isEmpty else { return nil }
        place = end + name.unicodeScalars.count
        return name
    }

    private func skipBlanks(_ place: inout Int) {
        while place < scalars.count, scalars[place].properties.isWhitespace { place += 1 }
    }

    private mutating func literal(endingWith quote: Unicode.Scalar, escapes: Bool) -> Token {
        var end = place + 1
        while end < scalars.count, scalars[end] != quote { end += escapes && scalars[end] == "\\" ? 2 : 1 }
        end = min(end + 1, scalars.count)
        defer {
            place = end
            expectsOperand = false
        }
        return .other(text(place..<end))
    }

    private mutating func comment() -> Token {
        var end = place + 2
        while end < scalars.count, !(scalars[end - 1] == "*" && scalars[end] == "/" && end > place + 2) { end += 1 }
        end = min(end + 1, scalars.count)
        defer { place = end }
        return .other(text(place..<end))
    }

    private func identifier(from start: Int) -> String {
        var end = start
        while end < scalars.count, isIdentifierPart(scalars[end]) { end += 1 }
        return text(start..<end)
    }

    private func isIdentifierPart(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    private func text(_ range: Range<Int>) -> String {
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars[range])
        return text
    }
}
