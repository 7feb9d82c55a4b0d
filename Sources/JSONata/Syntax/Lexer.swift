/// Reads an expression word by word, over its bytes.
struct Lexer {
    let bytes: [UInt8]
    private(set) var offset = 0

    init(_ source: String) { bytes = Array(source.utf8) }

    /// The next word. A `/` divides where an operator may stand (`isInfix`) and opens a regular expression elsewhere.
    mutating func next(isInfix: Bool) throws(Fault) -> Token {
        try skipBlanksAndComments()
        let start = offset
        let kind = try kind(isInfix: isInfix)
        return Token(kind: kind, position: offset, start: start)
    }

    private mutating func kind(isInfix: Bool) throws(Fault) -> Token.Kind {
        guard let byte = peek() else { return .end }
        if byte == UInt8(ascii: "/"), !isInfix { return try regex() }
        if let second = peek(1), let symbol = Symbol.double(byte, second) {
            offset += 2
            return .symbol(symbol)
        }
        if let symbol = Symbol.single(byte) {
            offset += 1
            if !symbol.isOperator { throw Fault("S0204", at: offset, token: symbol.rawValue) }
            return .symbol(symbol)
        }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return try string(quote: byte)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "`"): return try quotedName()
        default: return word()
        }
    }

    private func peek(_ distance: Int = 0) -> UInt8? {
        offset + distance < bytes.count ? bytes[offset + distance] : nil
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    // MARK: Blanks and comments

    private mutating func skipBlanksAndComments() throws(Fault) {
        while let byte = peek() {
            if isBlank(byte) {
                offset += 1
            } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
                try skipComment()
            } else {
                return
            }
        }
    }

    private mutating func skipComment() throws(Fault) {
        let start = offset
        offset += 2
        while offset + 1 < bytes.count {
            if bytes[offset] == UInt8(ascii: "*"), bytes[offset + 1] == UInt8(ascii: "/") {
                offset += 2
                return
            }
            offset += 1
        }
        throw Fault("S0106", at: start)
    }

    // MARK: Names

    private mutating func word() -> Token.Kind {
        let start = offset
        while let byte = peek(), !isBlank(byte), Symbol.single(byte) == nil { offset += 1 }
        if bytes[start] == UInt8(ascii: "$") { return .variable(text(start + 1..<offset)) }
        switch text(start..<offset) {
        case "and": return .symbol(.and)
        case "or": return .symbol(.or)
        case "in": return .symbol(.in)
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        case let name: return .name(name)
        }
    }

    private mutating func quotedName() throws(Fault) -> Token.Kind {
        offset += 1
        let start = offset
        guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "`")) else {
            offset = bytes.count
            throw Fault("S0105", at: offset)
        }
        offset = end + 1
        return .name(text(start..<end))
    }

    // MARK: Numbers

    private mutating func number() throws(Fault) -> Token.Kind {
        let start = offset
        if bytes[offset] == UInt8(ascii: "0") { offset += 1 } else { skipDigits() }
        if peek() == UInt8(ascii: "."), let digit = peek(1), isDigit(digit) {
            offset += 1
            skipDigits()
        }
        if let byte = peek(), byte | 0x20 == UInt8(ascii: "e") {
            let signed = peek(1) == UInt8(ascii: "-") || peek(1) == UInt8(ascii: "+")
            if let digit = peek(signed ? 2 : 1), isDigit(digit) {
                offset += signed ? 2 : 1
                skipDigits()
            }
        }
        let literal = text(start..<offset)
        guard let value = Double(literal), value.isFinite else { throw Fault("S0102", at: start, token: literal) }
        return .number(value)
    }

    private mutating func skipDigits() {
        while let byte = peek(), isDigit(byte) { offset += 1 }
    }

    // MARK: Strings

    private mutating func string(quote: UInt8) throws(Fault) -> Token.Kind {
        offset += 1
        var content: [UInt8] = []
        while let byte = peek() {
            offset += 1
            switch byte {
            case quote: return .string(String(decoding: content, as: UTF8.self))
            case UInt8(ascii: "\\"): try escape(into: &content)
            default: content.append(byte)
            }
        }
        throw Fault("S0101", at: offset)
    }

    private mutating func escape(into content: inout [UInt8]) throws(Fault) {
        guard let byte = peek() else { throw Fault("S0103", at: offset, token: "") }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"): try unicodeEscape(into: &content)
        default:
            let character = String(decoding: bytes[(offset - 1)...].prefix(4), as: UTF8.self).unicodeScalars.first
            throw Fault("S0103", at: offset - 1, token: character.map(String.init) ?? "")
        }
    }

    /// Four digits after `\u`; two surrogates make one character, a lone one becomes U+FFFD.
    private mutating func unicodeEscape(into content: inout [UInt8]) throws(Fault) {
        guard let unit = hexadecimal(at: offset) else { throw Fault("S0104", at: offset - 1) }
        offset += 4
        var scalar = Unicode.Scalar(unit) ?? "\u{FFFD}"
        if (0xD800..<0xDC00).contains(unit), peek() == UInt8(ascii: "\\"), peek(1) == UInt8(ascii: "u"),
            let low = hexadecimal(at: offset + 2), (0xDC00..<0xE000).contains(low)
        {
            offset += 6
            scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
        }
        content.append(contentsOf: String(Character(scalar)).utf8)
    }

    private func hexadecimal(at start: Int) -> UInt32? {
        guard start + 4 <= bytes.count else { return nil }
        let digits = text(start..<start + 4)
        return digits.utf8.allSatisfy { isDigit($0) || (0x61...0x66).contains($0 | 0x20) }
            ? UInt32(digits, radix: 16) : nil
    }

    // MARK: Regular expressions

    private mutating func regex() throws(Fault) -> Token.Kind {
        offset += 1
        let start = offset
        var depth = 0
        while let byte = peek() {
            let isEscaped = isEscaped(from: start)
            if byte == UInt8(ascii: "/"), depth == 0, !isEscaped { return try finishRegex(from: start) }
            if !isEscaped {
                if "([{".utf8.contains(byte) { depth += 1 }
                if ")]}".utf8.contains(byte) { depth -= 1 }
            }
            offset += 1
        }
        throw Fault("S0302", at: offset)
    }

    private func isEscaped(from start: Int) -> Bool {
        var index = offset
        while index > start, bytes[index - 1] == UInt8(ascii: "\\") { index -= 1 }
        return (offset - index) % 2 == 1
    }

    private mutating func finishRegex(from start: Int) throws(Fault) -> Token.Kind {
        let pattern = text(start..<offset)
        guard !pattern.isEmpty else { throw Fault("S0301", at: offset) }
        offset += 1
        let flagsStart = offset
        while let byte = peek(), byte == UInt8(ascii: "i") || byte == UInt8(ascii: "m") { offset += 1 }
        return .regex(pattern: pattern, flags: text(flagsStart..<offset))
    }

    // MARK: Signatures

    /// The signature of a function that starts at a `<` read already: up to the `>` that closes it, or nil where a `{`
    /// or the end comes first.
    mutating func signature(from start: Int) -> String? {
        var depth = 0
        for index in start..<bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "<"): depth += 1
            case UInt8(ascii: ">"): depth -= 1
            case UInt8(ascii: "{"): return nil
            default: break
            }
            if depth == 0 {
                offset = index + 1
                return text(start..<offset)
            }
        }
        return nil
    }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) && byte != 0x0C }

private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
