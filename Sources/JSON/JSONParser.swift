extension JSONValue {
    /// How deep arrays and objects may nest unless a caller says otherwise.
    public static let defaultMaximumDepth = 1_000

    /// Reads one JSON value that takes up the whole text.
    ///
    /// Specification: RFC 8259. Of members with the same name the last counts; a lone surrogate becomes U+FFFD.
    /// - Throws: `JSONParseError` with the place and the reason.
    public init(parsing text: String, maximumDepth: Int = defaultMaximumDepth) throws(JSONParseError) {
        var text = text
        let outcome = text.withUTF8 { bytes in
            Result { () throws(JSONParseError) in
                try JSONParser.parse(bytes, maximumDepth: maximumDepth, isKnownUTF8: true, map: nil).0
            }
        }
        self = try outcome.get()
    }

    /// Reads one JSON value that takes up all the bytes, which must be UTF-8.
    ///
    /// - Throws: `JSONParseError` with the place and the reason.
    public init(parsing bytes: [UInt8], maximumDepth: Int = defaultMaximumDepth) throws(JSONParseError) {
        self = try Self.parse(bytes, maximumDepth: maximumDepth, map: nil).value
    }

    /// Reads one JSON value and where each of its parts stands.
    ///
    /// - Throws: `JSONParseError` with the place and the reason.
    public static func parseWithPositions(
        _ bytes: [UInt8], maximumDepth: Int = defaultMaximumDepth
    ) throws(JSONParseError) -> (value: JSONValue, map: SourceMap) {
        let (value, map) = try parse(bytes, maximumDepth: maximumDepth, map: SourceMap())
        return (value, map ?? SourceMap())
    }

    private static func parse(
        _ bytes: [UInt8], maximumDepth: Int, map: SourceMap?
    ) throws(JSONParseError) -> (value: JSONValue, map: SourceMap?) {
        let outcome = bytes.withUnsafeBufferPointer { buffer in
            Result { () throws(JSONParseError) in
                try JSONParser.parse(buffer, maximumDepth: maximumDepth, isKnownUTF8: false, map: map)
            }
        }
        return try outcome.get()
    }
}

/// A recursive-descent reader over bytes.
struct JSONParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var offset = 0
    private var remainingDepth: Int
    private let maximumDepth: Int
    private var map: SourceMap?
    private var line = LineCounter()

    static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int, isKnownUTF8: Bool, map: SourceMap?
    ) throws(JSONParseError) -> (JSONValue, SourceMap?) {
        var parser = JSONParser(bytes: bytes, remainingDepth: maximumDepth, maximumDepth: maximumDepth, map: map)
        if !isKnownUTF8 { try parser.checkUTF8() }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { parser.offset = 3 }
        parser.skipBlanks()
        parser.record("")
        let value = try parser.value(at: "")
        parser.skipBlanks()
        guard parser.offset == bytes.count else { throw parser.error(.trailingText) }
        return (value, parser.map)
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, remainingDepth: Int, maximumDepth: Int, map: SourceMap?) {
        self.bytes = bytes
        self.remainingDepth = remainingDepth
        self.maximumDepth = maximumDepth
        self.map = map
    }

    // MARK: Values

    private mutating func value(at pointer: String) throws(JSONParseError) -> JSONValue {
        guard offset < bytes.count else { throw error(.unexpectedEnd) }
        switch bytes[offset] {
        case UInt8(ascii: "{"): return try object(at: pointer)
        case UInt8(ascii: "["): return try array(at: pointer)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case let byte: throw error(.unexpected(byte: byte, expected: "a value"))
        }
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws(JSONParseError) -> JSONValue {
        let length = text.utf8CodeUnitCount
        guard offset + length <= bytes.count else { throw error(.unexpectedEnd) }
        for index in 0..<length where bytes[offset + index] != text.utf8Start[index] {
            offset += index
            throw error(.unexpected(byte: bytes[offset], expected: "'\(text)'"))
        }
        offset += length
        return value
    }

    private mutating func array(at pointer: String) throws(JSONParseError) -> JSONValue {
        try enter()
        defer { remainingDepth += 1 }
        var elements: [JSONValue] = []
        skipBlanks()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            skipBlanks()
            let place = map == nil ? "" : "\(pointer)/\(elements.count)"
            record(place)
            elements.append(try value(at: place))
            skipBlanks()
            if take(UInt8(ascii: ",")) { continue }
            if take(UInt8(ascii: "]")) { return .array(elements) }
            throw unexpected("',' or ']'")
        }
    }

    private mutating func object(at pointer: String) throws(JSONParseError) -> JSONValue {
        try enter()
        defer { remainingDepth += 1 }
        var object = JSONObject()
        skipBlanks()
        if take(UInt8(ascii: "}")) { return .object(object) }
        while true {
            skipBlanks()
            guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else {
                throw unexpected("a name in quotes")
            }
            let start = offset
            let key = try string()
            let place = map == nil ? "" : "\(pointer)/\(SourceMap.escape(key))"
            record(place, at: start)
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw unexpected("':'") }
            skipBlanks()
            let value = try value(at: place)
            object[key] = value
            skipBlanks()
            if take(UInt8(ascii: ",")) { continue }
            if take(UInt8(ascii: "}")) { return .object(object) }
            throw unexpected("',' or '}'")
        }
    }

    private mutating func enter() throws(JSONParseError) {
        guard remainingDepth > 0 else { throw error(.tooDeep(maximum: maximumDepth)) }
        remainingDepth -= 1
        offset += 1
    }

    // MARK: Numbers

    private mutating func number() throws(JSONParseError) -> JSONValue {
        let start = offset
        let isNegative = take(UInt8(ascii: "-"))
        guard let first = peek(), isDigit(first) else { throw unexpected("a digit") }
        var significand: UInt64 = 0
        var digits = 0
        while let byte = peek(), isDigit(byte) {
            if digits < 19 { significand = significand &* 10 &+ UInt64(byte & 0xF) }
            digits += 1
            offset += 1
        }
        if digits > 1, first == UInt8(ascii: "0") { throw error(.invalidNumber, at: start) }
        guard let next = peek(), next == UInt8(ascii: ".") || next | 0x20 == UInt8(ascii: "e") else {
            if digits <= 18 { return .integer(isNegative ? -Int64(significand) : Int64(significand)) }
            let text = sourceText(from: start)
            return Int64(text).map(JSONValue.integer) ?? .bigNumber(text)
        }
        return try fraction(from: start, isNegative: isNegative, significand: significand, digits: digits)
    }

    private mutating func fraction(
        from start: Int, isNegative: Bool, significand wholePart: UInt64, digits wholeDigits: Int
    ) throws(JSONParseError) -> JSONValue {
        var significand = wholePart
        var digits = wholeDigits
        var scale = 0
        if take(UInt8(ascii: ".")) {
            guard let byte = peek(), isDigit(byte) else { throw unexpected("a digit") }
            while let byte = peek(), isDigit(byte) {
                if digits < 19 { significand = significand &* 10 &+ UInt64(byte & 0xF) }
                digits += 1
                scale -= 1
                offset += 1
            }
        }
        if let byte = peek(), byte | 0x20 == UInt8(ascii: "e") {
            offset += 1
            let isBelowOne = take(UInt8(ascii: "-"))
            if !isBelowOne { _ = take(UInt8(ascii: "+")) }
            guard let byte = peek(), isDigit(byte) else { throw unexpected("a digit") }
            var exponent = 0
            while let byte = peek(), isDigit(byte) {
                exponent = min(exponent * 10 + Int(byte & 0xF), 100_000)
                offset += 1
            }
            scale += isBelowOne ? -exponent : exponent
        }
        if digits <= 15, (-22...22).contains(scale) {
            let magnitude =
                scale < 0 ? Double(significand) / powersOfTen[-scale] : Double(significand) * powersOfTen[scale]
            return .double(isNegative ? -magnitude : magnitude)
        }
        let text = sourceText(from: start)
        guard let value = Double(text), value.isFinite else { return .bigNumber(text) }
        return .double(value)
    }

    private func sourceText(from start: Int) -> String {
        String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    // MARK: Strings

    private mutating func string() throws(JSONParseError) -> String {
        offset += 1
        let start = offset
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                defer { offset += 1 }
                return String(decoding: bytes[start..<offset], as: UTF8.self)
            case UInt8(ascii: "\\"): return try escapedString(from: start)
            case ..<0x20: throw error(.controlCharacterInString)
            default: offset += 1
            }
        }
        throw error(.unexpectedEnd)
    }

    private mutating func escapedString(from start: Int) throws(JSONParseError) -> String {
        var text = Array(bytes[start..<offset])
        while offset < bytes.count {
            let byte = bytes[offset]
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &text)
            case ..<0x20: throw error(.controlCharacterInString)
            default:
                text.append(byte)
                offset += 1
            }
        }
        throw error(.unexpectedEnd)
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONParseError) {
        guard offset + 1 < bytes.count else { throw error(.unexpectedEnd, at: bytes.count) }
        let letter = bytes[offset + 1]
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            let scalar = try unicodeEscape()
            return text.append(contentsOf: String(Character(scalar)).utf8)
        default: throw error(.invalidEscape)
        }
        offset += 2
    }

    private mutating func unicodeEscape() throws(JSONParseError) -> Unicode.Scalar {
        let replacement = Unicode.Scalar(0xFFFD as UInt16) ?? " "
        let unit = try codeUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xDC00, offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "\\"),
            bytes[offset + 1] == UInt8(ascii: "u")
        else { return replacement }
        let mark = offset
        let low = try codeUnit()
        guard (0xDC00...0xDFFF).contains(low) else {
            offset = mark
            return replacement
        }
        return Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00)) ?? replacement
    }

    /// Reads `\uXXXX`.
    private mutating func codeUnit() throws(JSONParseError) -> UInt16 {
        guard offset + 6 <= bytes.count else { throw error(.invalidEscape) }
        var unit: UInt16 = 0
        for byte in bytes[(offset + 2)..<(offset + 6)] {
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue, byte < 0x80 else {
                throw error(.invalidEscape)
            }
            unit = unit << 4 | UInt16(digit)
        }
        offset += 6
        return unit
    }

    // MARK: Bytes

    private func peek() -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    private mutating func skipBlanks() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x0A, 0x0D, 0x09: offset += 1
            default: return
            }
        }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private mutating func record(_ pointer: String, at place: Int? = nil) {
        guard map != nil else { return }
        map?.record(pointer, at: line.position(of: place ?? offset, in: bytes))
    }

    // MARK: Errors

    private func checkUTF8() throws(JSONParseError) {
        guard bytes.contains(where: { $0 >= 0x80 }), String(validating: bytes, as: UTF8.self) == nil else { return }
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var offset = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { offset += UTF8.width(scalar) }
        throw error(.invalidUTF8, at: offset)
    }

    private func unexpected(_ expected: String) -> JSONParseError {
        guard offset < bytes.count else { return error(.unexpectedEnd) }
        return error(.unexpected(byte: bytes[offset], expected: expected))
    }

    private func error(_ reason: JSONParseError.Reason, at place: Int? = nil) -> JSONParseError {
        let place = place ?? offset
        return JSONParseError(reason: reason, offset: place, position: SourcePosition(offset: place, in: bytes))
    }
}

private let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
]

/// Turns rising byte offsets into lines and columns, each byte looked at once.
private struct LineCounter {
    private var offset = 0
    private var line = 1
    private var column = 1

    mutating func position(of target: Int, in bytes: UnsafeBufferPointer<UInt8>) -> SourcePosition {
        while offset < target {
            if bytes[offset] == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if bytes[offset] & 0xC0 != 0x80 {
                column += 1
            }
            offset += 1
        }
        return SourcePosition(line: line, column: column)
    }
}
