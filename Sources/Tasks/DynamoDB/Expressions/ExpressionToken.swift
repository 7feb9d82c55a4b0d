/// A word of a DynamoDB expression.
enum ExpressionToken: Hashable, Sendable {
    /// An attribute's name or a keyword.
    case word(String)
    /// `#name`
    case name(String)
    /// `:value`
    case value(String)
    case index(Int)
    /// `=`, `<>`, `(`, …
    case symbol(String)

    var text: String {
        switch self {
        case .word(let text), .name(let text), .value(let text), .symbol(let text): text
        case .index(let number): "\(number)"
        }
    }

    /// The words of an expression.
    ///
    /// Specification: DynamoDB Developer Guide, "Using expressions".
    static func tokens(of text: String, kind: String) throws(DynamoFault) -> [ExpressionToken] {
        let bytes = Array(text.utf8)
        var tokens: [ExpressionToken] = []
        var index = 0
        while index < bytes.count {
            let start = index
            let byte = bytes[index]
            index += 1
            if byte == 0x20 || (0x09...0x0D).contains(byte) { continue }
            if byte.isNameByte || byte == UInt8(ascii: "#") || byte == UInt8(ascii: ":") {
                while index < bytes.count, bytes[index].isNameByte { index += 1 }
                let word = String(decoding: bytes[start..<index], as: UTF8.self)
                switch byte {
                case UInt8(ascii: "#"): tokens.append(.name(word))
                case UInt8(ascii: ":"): tokens.append(.value(word))
                default: tokens.append(Int(word).map { .index($0) } ?? .word(word))
                }
                continue
            }
            let pair = String(decoding: bytes[start..<min(start + 2, bytes.count)], as: UTF8.self)
            if ["<>", "<=", ">="].contains(pair) {
                index += 1
                tokens.append(.symbol(pair))
            } else if "()[].,=<>+-".utf8.contains(byte) {
                tokens.append(.symbol(String(UnicodeScalar(byte))))
            } else {
                let near = String(decoding: bytes[start...].prefix(20), as: UTF8.self)
                throw .validation("Invalid \(kind): Syntax error; token: \"\(near.prefix(1))\", near: \"\(near)\"")
            }
        }
        return tokens
    }
}

extension UInt8 {
    fileprivate var isNameByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
