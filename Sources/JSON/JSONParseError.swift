/// Why a text is not JSON, and where.
public struct JSONParseError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was wrong.
    public enum Reason: Hashable, Sendable {
        /// The text ended inside a value.
        case unexpectedEnd
        /// A byte that cannot stand there; `expected` says what could.
        case unexpected(byte: UInt8, expected: String)
        case invalidNumber
        case invalidEscape
        case controlCharacterInString
        case invalidUTF8
        case trailingText
        /// Arrays and objects nested deeper than the bound.
        case tooDeep(maximum: Int)
    }

    public let reason: Reason
    /// The place, in bytes from the start.
    public let offset: Int
    public let position: SourcePosition

    public init(reason: Reason, offset: Int, position: SourcePosition) {
        self.reason = reason
        self.offset = offset
        self.position = position
    }

    public var description: String { "\(position): \(message)" }

    /// The reason in words, without the place.
    public var message: String {
        switch reason {
        case .unexpectedEnd: "unexpected end of the text"
        case .unexpected(let byte, let expected): "expected \(expected), found \(Self.name(of: byte))"
        case .invalidNumber: "not a number as JSON writes it"
        case .invalidEscape: "not an escape that JSON knows (\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX)"
        case .controlCharacterInString: "a control character must be escaped in a string"
        case .invalidUTF8: "the text is not valid UTF-8"
        case .trailingText: "more text after the end of the value"
        case .tooDeep(let maximum): "nested more than \(maximum) deep"
        }
    }

    private static func name(of byte: UInt8) -> String {
        (0x21..<0x7F).contains(byte) ? "'\(Character(UnicodeScalar(byte)))'" : "byte \(byte)"
    }
}
