import JSON

/// Filters: `[?( … )]`.
extension PathParser {
    /// The filter behind `[?`, up to and with the `]`.
    mutating func filter() throws(PathSyntaxError) -> Filter {
        skipBlanks()
        guard current == UInt8(ascii: "(") else { throw unexpected("expected '(' after '[?'") }
        let condition = try group()
        skipBlanks()
        guard take(UInt8(ascii: "]")) else { throw unexpected("expected ']' behind the filter") }
        return condition
    }

    /// A condition in round brackets.
    private mutating func group() throws(PathSyntaxError) -> Filter {
        guard remainingDepth > 0 else {
            throw error(.tooComplex("conditions nested more than \(Self.maximumDepth) deep"))
        }
        remainingDepth -= 1
        defer { remainingDepth += 1 }
        offset += 1
        let condition = try disjunction()
        skipBlanks()
        guard take(UInt8(ascii: ")")) else { throw unexpected("expected '&&', '||' or ')'") }
        return condition
    }

    private mutating func disjunction() throws(PathSyntaxError) -> Filter {
        var terms = [try conjunction()]
        while takeOperator("||") { terms.append(try conjunction()) }
        return Self.balanced(terms[...], Filter.or)
    }

    private mutating func conjunction() throws(PathSyntaxError) -> Filter {
        var terms = [try condition()]
        while takeOperator("&&") { terms.append(try condition()) }
        return Self.balanced(terms[...], Filter.and)
    }

    /// A tree of logarithmic depth, so that a long chain of conditions needs no deep recursion.
    private static func balanced(_ terms: ArraySlice<Filter>, _ join: (Filter, Filter) -> Filter) -> Filter {
        guard terms.count > 1 else { return terms[terms.startIndex] }
        let middle = terms.startIndex + terms.count / 2
        return join(balanced(terms[..<middle], join), balanced(terms[middle...], join))
    }

    private mutating func takeOperator(_ word: StaticString) -> Bool {
        skipBlanks()
        return take(word)
    }

    private mutating func condition() throws(PathSyntaxError) -> Filter {
        skipBlanks()
        var isNegated = false
        while take(UInt8(ascii: "!")) {
            isNegated.toggle()
            skipBlanks()
        }
        if current == UInt8(ascii: "(") {
            let inner = try group()
            guard isNegated else { return inner }
            return inner.hasComparison ? .never : .not(inner)
        }
        let relation = try relation()
        return isNegated ? .not(relation) : relation
    }

    private mutating func relation() throws(PathSyntaxError) -> Filter {
        let left = try operand()
        skipBlanks()
        guard let relational = try relationalOperator() else {
            guard case .path(let path) = left else { throw unexpected("expected a comparison") }
            return .exists(path)
        }
        return .comparison(left, relational, try rightOperand())
    }

    private mutating func relationalOperator() throws(PathSyntaxError) -> Filter.Operator? {
        let start = offset
        if let byte = current, Self.isNameByte(byte) {
            while let byte = current, Self.isNameByte(byte) { offset += 1 }
        } else {
            while let byte = current, Self.isRelational(byte) { offset += 1 }
        }
        guard offset > start else { return nil }
        let word = text(start..<offset).uppercased()
        guard let found = Filter.Operator(rawValue: word) else {
            let known = Filter.Operator.allCases.map(\.rawValue).joined(separator: " ")
            throw PathSyntaxError(
                .unexpected("'\(text(start..<offset))' is not an operator; there are \(known)"), at: start)
        }
        return found
    }

    private static func isRelational(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "~"): true
        default: false
        }
    }

    // MARK: Operands

    private mutating func operand() throws(PathSyntaxError) -> Filter.Operand {
        skipBlanks()
        switch current {
        case UInt8(ascii: "@"), UInt8(ascii: "$"): return .path(try filterPath())
        case UInt8(ascii: "/"): return .pattern(try pattern())
        case UInt8(ascii: "\""):
            // Jayway 2.0 knows single quotes only; double ones are part of the text that is compared.
            let start = offset
            _ = try quotedRange()
            return .literal(.string(text(start..<offset)))
        default: return .literal(try literal())
        }
    }

    /// An operand, or a text without quotes: `@.Type == AMOUNT_PAID`.
    private mutating func rightOperand() throws(PathSyntaxError) -> Filter.Operand {
        skipBlanks()
        let start = offset
        while let byte = current, Self.isWordByte(byte) { offset += 1 }
        let isWord = offset > start && (try? JSONValue(parsing: text(start..<offset))) == nil
        guard isWord else {
            offset = start
            return try operand()
        }
        var end = offset
        while let byte = current, byte != UInt8(ascii: ")"), byte != UInt8(ascii: "&"), byte != UInt8(ascii: "|") {
            offset += 1
            if !Self.isBlank(byte) { end = offset }
        }
        return .literal(.string(text(start..<end)))
    }

    mutating func filterPath() throws(PathSyntaxError) -> FilterPath {
        if take(UInt8(ascii: "@")) { return FilterPath(anchor: .candidate, steps: try steps(within: .expression)) }
        let (root, steps) = try embeddedPath()
        let anchor: FilterPath.Anchor =
            switch root {
            case .input: .document
            case .context: .context
            case .variable(let name): .variable(name)
            }
        return FilterPath(anchor: anchor, steps: steps)
    }

    /// `/…/` with flags; a backslash keeps a slash from ending it.
    private mutating func pattern() throws(PathSyntaxError) -> RegularExpression {
        let start = offset
        let range = try quotedRange()
        let flags = offset
        while let byte = current, Self.isNameByte(byte) { offset += 1 }
        do {
            return try RegularExpression(text(range), flags: text(flags..<offset))
        } catch {
            throw PathSyntaxError(.invalidPattern(error.message), at: start)
        }
    }

    /// A text, a number, `true`, `false`, `null`, a list or an object.
    mutating func literal() throws(PathSyntaxError) -> JSONValue {
        skipBlanks()
        switch current {
        case UInt8(ascii: "'"): return .string(unescaped(try quotedRange()))
        case UInt8(ascii: "\""): return .string(try doubleQuotedText())
        case UInt8(ascii: "["), UInt8(ascii: "{"): return try collection()
        default: break
        }
        let start = offset
        while let byte = current, Self.isWordByte(byte) { offset += 1 }
        let word = text(start..<offset)
        guard let value = try? JSONValue(parsing: word) else {
            offset = start
            throw unexpected("expected a path, 'text', a number, true, false, null, a list or /a pattern/")
        }
        return value
    }

    private mutating func collection() throws(PathSyntaxError) -> JSONValue {
        guard remainingDepth > 0 else {
            throw error(.tooComplex("literals nested more than \(Self.maximumDepth) deep"))
        }
        remainingDepth -= 1
        defer { remainingDepth += 1 }
        let isArray = current == UInt8(ascii: "[")
        let close = isArray ? UInt8(ascii: "]") : UInt8(ascii: "}")
        offset += 1
        var elements: [JSONValue] = []
        var members = JSONObject()
        skipBlanks()
        while !take(close) {
            if !elements.isEmpty || !members.isEmpty {
                guard take(UInt8(ascii: ",")) else { throw unexpected("expected ',' in the literal") }
            }
            let element = try literal()
            skipBlanks()
            if isArray {
                elements.append(element)
            } else {
                guard case .string(let key) = element, take(UInt8(ascii: ":")) else {
                    throw unexpected("expected a name and ':'")
                }
                members[key] = try literal()
                skipBlanks()
            }
        }
        return isArray ? .array(elements) : .object(members)
    }

    /// The text without the backslashes that keep the next character from having a meaning.
    private func unescaped(_ range: Range<Int>) -> String {
        var result: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            if bytes[index] == UInt8(ascii: "\\"), index + 1 < range.upperBound { index += 1 }
            result.append(bytes[index])
            index += 1
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        isNameByte(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".")
    }

    // MARK: Functions

    /// The arguments of a function with their brackets.
    mutating func functionArguments() throws(PathSyntaxError) -> [PathFunction.Argument] {
        offset += 1
        var arguments: [PathFunction.Argument] = []
        skipBlanks()
        while !take(UInt8(ascii: ")")) {
            if !arguments.isEmpty {
                guard take(UInt8(ascii: ",")) else { throw unexpected("expected ',' or ')'") }
                skipBlanks()
            }
            if current == UInt8(ascii: "$") || current == UInt8(ascii: "@") {
                arguments.append(.path(try filterPath()))
            } else {
                arguments.append(.literal(try literal()))
            }
            skipBlanks()
        }
        return arguments
    }
}
