import JSON

/// Reads a call of an intrinsic function from bytes.
struct IntrinsicParser {
    private var reader: PathParser
    private var remainingNesting = IntrinsicExpression.maximumNesting

    init(_ text: String) {
        reader = PathParser(text)
    }

    /// A call that takes up the whole text.
    mutating func expression() throws(IntrinsicSyntaxError) -> IntrinsicCall {
        reader.skipBlanks()
        let call = try call()
        reader.skipBlanks()
        guard reader.isAtEnd else { throw unexpected("expected the end of the text") }
        return call
    }

    private mutating func call() throws(IntrinsicSyntaxError) -> IntrinsicCall {
        guard remainingNesting > 0 else {
            throw error(.nestedTooDeep(maximum: IntrinsicExpression.maximumNesting))
        }
        remainingNesting -= 1
        defer { remainingNesting += 1 }
        let start = reader.offset
        let name = word()
        guard let function = IntrinsicFunction(rawValue: name) else {
            throw IntrinsicSyntaxError(.unknownFunction(name), at: start)
        }
        let arguments = try arguments()
        guard function.argumentCounts.contains(arguments.count) else {
            let reason = IntrinsicSyntaxError.Reason.wrongArgumentCount(
                function: name, found: arguments.count, allowed: function.argumentCounts)
            throw IntrinsicSyntaxError(reason, at: start)
        }
        return IntrinsicCall(function: function, arguments: arguments)
    }

    private mutating func arguments() throws(IntrinsicSyntaxError) -> [IntrinsicCall.Argument] {
        guard reader.take(UInt8(ascii: "(")) else { throw unexpected("expected '('") }
        var arguments: [IntrinsicCall.Argument] = []
        reader.skipBlanks()
        while !reader.take(UInt8(ascii: ")")) {
            if !arguments.isEmpty {
                guard reader.take(UInt8(ascii: ",")) else { throw unexpected("expected ',' or ')'") }
                reader.skipBlanks()
            }
            arguments.append(try argument())
            reader.skipBlanks()
        }
        return arguments
    }

    private mutating func argument() throws(IntrinsicSyntaxError) -> IntrinsicCall.Argument {
        switch reader.current {
        case UInt8(ascii: "'"): return .text(try text())
        case UInt8(ascii: "$"): return .path(try path())
        case UInt8(ascii: "S"): return .call(try call())
        default: break
        }
        let start = reader.offset
        let word = word()
        guard let value = try? JSONValue(parsing: word) else {
            reader.offset = start
            throw unexpected("expected a path, 'text', a number, true, false, null or a function")
        }
        return .literal(value)
    }

    private mutating func path() throws(IntrinsicSyntaxError) -> Path {
        let start = reader.offset
        do {
            let (root, steps) = try reader.embeddedPath()
            return Path(text: reader.text(start..<reader.offset), root: root, steps: steps)
        } catch {
            throw IntrinsicSyntaxError(.invalidPath(error), at: error.offset)
        }
    }

    private mutating func text() throws(IntrinsicSyntaxError) -> IntrinsicText {
        let start = reader.offset + 1
        reader.offset = start
        var value: [UInt8] = []
        while let byte = reader.current {
            reader.offset += 1
            switch byte {
            case UInt8(ascii: "'"):
                return IntrinsicText(
                    source: reader.text(start..<reader.offset - 1), value: String(decoding: value, as: UTF8.self))
            case UInt8(ascii: "\\"):
                guard let escaped = reader.current, Self.escapable.contains(escaped) else {
                    throw IntrinsicSyntaxError(.unknownEscape, at: reader.offset - 1)
                }
                reader.offset += 1
                value.append(escaped)
            default: value.append(byte)
            }
        }
        throw IntrinsicSyntaxError(.unclosedText, at: start - 1)
    }

    private static let escapable = Array("'{}\\".utf8)

    /// Letters, digits, `.`, `+` and `-`: the name of a function, a number or a constant.
    private mutating func word() -> String {
        let start = reader.offset
        while let byte = reader.current,
            PathParser.isNameByte(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: "+")
        {
            reader.offset += 1
        }
        return reader.text(start..<reader.offset)
    }

    private func error(_ reason: IntrinsicSyntaxError.Reason) -> IntrinsicSyntaxError {
        IntrinsicSyntaxError(reason, at: reader.offset)
    }

    private func unexpected(_ expectation: String) -> IntrinsicSyntaxError {
        error(.unexpected(reader.unexpected(expectation).message))
    }
}
