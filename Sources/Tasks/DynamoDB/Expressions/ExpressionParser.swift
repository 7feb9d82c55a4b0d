/// The names and values that expressions of one request refer to, and which of them were used.
struct ExpressionAttributes: Sendable {
    let names: [String: String]
    let values: [String: AttributeValue]
    private(set) var usedNames: Set<String> = []
    private(set) var usedValues: Set<String> = []

    init(names: [String: String], values: [String: AttributeValue]) {
        self.names = names
        self.values = values
    }

    mutating func name(_ token: String, kind: String) throws(DynamoFault) -> String {
        guard let name = names[token] else {
            throw .validation(
                "Invalid \(kind): An expression attribute name used in the document path is not defined; "
                    + "attribute name: \(token)")
        }
        usedNames.insert(token)
        return name
    }

    mutating func value(_ token: String, kind: String) throws(DynamoFault) -> AttributeValue {
        guard let value = values[token] else {
            throw .validation(
                "Invalid \(kind): An expression attribute value used in expression is not defined; "
                    + "attribute value: \(token)")
        }
        usedValues.insert(token)
        return value
    }

    /// Refuses names and values that no expression used.
    func checkAllUsed() throws(DynamoFault) {
        let spareNames = Set(names.keys).subtracting(usedNames).sorted()
        guard spareNames.isEmpty else {
            throw .validation(
                "Value provided in ExpressionAttributeNames unused in expressions: keys: {\(spareNames.joined(separator: ", "))}"
            )
        }
        let spareValues = Set(values.keys).subtracting(usedValues).sorted()
        guard spareValues.isEmpty else {
            throw .validation(
                "Value provided in ExpressionAttributeValues unused in expressions: keys: {\(spareValues.joined(separator: ", "))}"
            )
        }
    }
}

/// Reads DynamoDB expressions.
struct ExpressionParser {
    /// As messages name the expression: `UpdateExpression`.
    let kind: String
    var attributes: ExpressionAttributes
    private let tokens: [ExpressionToken]
    private var position = 0
    private var remainingDepth = 100

    init(_ text: String, kind: String, attributes: ExpressionAttributes) throws(DynamoFault) {
        self.kind = kind
        self.attributes = attributes
        guard !text.isEmpty else { throw .validation("Invalid \(kind): The expression can not be empty;") }
        tokens = try ExpressionToken.tokens(of: text, kind: kind)
    }

    var isAtEnd: Bool { position == tokens.count }
    var next: ExpressionToken? { position < tokens.count ? tokens[position] : nil }

    func syntaxError() -> DynamoFault {
        let near = tokens[max(0, position - 1)..<min(position + 2, tokens.count)].map(\.text).joined(separator: " ")
        return .validation("Invalid \(kind): Syntax error; token: \"\(next?.text ?? "<EOF>")\", near: \"\(near)\"")
    }

    func expectEnd() throws(DynamoFault) {
        guard isAtEnd else { throw syntaxError() }
    }

    mutating func take(_ symbol: String) -> Bool {
        guard next == .symbol(symbol) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ symbol: String) throws(DynamoFault) {
        guard take(symbol) else { throw syntaxError() }
    }

    /// Whether the next word is that one, in any case of letters; if so it is passed.
    mutating func takeWord(_ word: String) -> Bool {
        guard case .word(let text)? = next, text.lowercased() == word.lowercased() else { return false }
        position += 1
        return true
    }

    /// A function's name before its parenthesis.
    mutating func takeFunction() -> String? {
        guard case .word(let name)? = next, position + 1 < tokens.count, tokens[position + 1] == .symbol("(") else {
            return nil
        }
        position += 2
        return name
    }

    mutating func path() throws(DynamoFault) -> DocumentPath {
        let attribute = try pathName()
        var steps: [DocumentPath.Step] = []
        while true {
            if take(".") {
                steps.append(.member(try pathName()))
            } else if take("[") {
                guard case .index(let index)? = next else { throw syntaxError() }
                position += 1
                try expect("]")
                steps.append(.element(index))
            } else {
                return DocumentPath(attribute: attribute, steps: steps)
            }
        }
    }

    private mutating func pathName() throws(DynamoFault) -> String {
        switch next {
        case .word(let name)?:
            guard !ReservedWords.contains(name) else {
                throw .validation(
                    "Invalid \(kind): Attribute name is a reserved keyword; reserved keyword: \(name)")
            }
            position += 1
            return name
        case .name(let token)?:
            position += 1
            return try attributes.name(token, kind: kind)
        default: throw syntaxError()
        }
    }

    mutating func value() throws(DynamoFault) -> AttributeValue? {
        guard case .value(let token)? = next else { return nil }
        position += 1
        return try attributes.value(token, kind: kind)
    }

    /// Bounds how deep parentheses nest.
    mutating func nested<Result>(
        _ body: (inout ExpressionParser) throws(DynamoFault) -> Result
    ) throws(DynamoFault) -> Result {
        guard remainingDepth > 0 else { throw .validation("Invalid \(kind): The expression is nested too deeply") }
        remainingDepth -= 1
        defer { remainingDepth += 1 }
        return try body(&self)
    }
}
