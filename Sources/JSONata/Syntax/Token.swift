/// One word of an expression and the byte offset just after it, which is where the reference says it stands.
struct Token {
    enum Kind {
        case end
        case name(String)
        case variable(String)
        case string(String)
        case number(Double)
        case bool(Bool)
        case null
        case regex(pattern: String, flags: String)
        case symbol(Symbol)
    }

    let kind: Kind
    let position: Int
    /// The byte offset of its first byte.
    let start: Int

    var symbol: Symbol? {
        if case .symbol(let symbol) = kind { symbol } else { nil }
    }

    /// Whether it is a number or a constant.
    var isLiteral: Bool {
        switch kind {
        case .number, .bool, .null: true
        default: false
        }
    }

    /// The text that an error message shows.
    var text: String {
        switch kind {
        case .end: "(end)"
        case .name(let text), .variable(let text), .string(let text): text
        case .number(let value): javaScriptText(of: value)
        case .bool(let value): value ? "true" : "false"
        case .null: "null"
        case .regex(let pattern, _): pattern
        case .symbol(let symbol): symbol.rawValue
        }
    }
}

/// An operator or a punctuation mark.
enum Symbol: String, CaseIterable {
    case dot = "."
    case openBracket = "["
    case closeBracket = "]"
    case openBrace = "{"
    case closeBrace = "}"
    case openParenthesis = "("
    case closeParenthesis = ")"
    case comma = ","
    case at = "@"
    case hash = "#"
    case semicolon = ";"
    case colon = ":"
    case question = "?"
    case plus = "+"
    case minus = "-"
    case star = "*"
    case slash = "/"
    case percent = "%"
    case bar = "|"
    case equal = "="
    case less = "<"
    case greater = ">"
    case caret = "^"
    case ampersand = "&"
    case exclamation = "!"
    case tilde = "~"
    case descendants = "**"
    case range = ".."
    case bind = ":="
    case notEqual = "!="
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case apply = "~>"
    case fallback = "?:"
    case coalesce = "??"
    case and
    case or
    case `in`

    /// Whether it means something by itself; the others only end a name before them.
    var isOperator: Bool { self != .exclamation && self != .tilde }

    /// How strongly the symbol binds what stands on its left; 0 where it cannot follow an expression.
    var bindingPower: Int {
        switch self {
        case .openParenthesis, .openBracket, .at, .hash: 80
        case .dot: 75
        case .openBrace: 70
        case .star, .slash, .percent: 60
        case .plus, .minus, .ampersand: 50
        case .equal, .less, .greater, .caret, .notEqual, .lessOrEqual, .greaterOrEqual, .apply, .in, .fallback,
            .coalesce:
            40
        case .and: 30
        case .or: 25
        case .question: 20
        case .bind: 10
        default: 0
        }
    }

    /// The symbol of one byte.
    static func single(_ byte: UInt8) -> Symbol? { singles[Int(byte)] }

    /// The symbol of two bytes.
    static func double(_ first: UInt8, _ second: UInt8) -> Symbol? {
        switch (first, second) {
        case (UInt8(ascii: "."), UInt8(ascii: ".")): .range
        case (UInt8(ascii: ":"), UInt8(ascii: "=")): .bind
        case (UInt8(ascii: "!"), UInt8(ascii: "=")): .notEqual
        case (UInt8(ascii: ">"), UInt8(ascii: "=")): .greaterOrEqual
        case (UInt8(ascii: "<"), UInt8(ascii: "=")): .lessOrEqual
        case (UInt8(ascii: "*"), UInt8(ascii: "*")): .descendants
        case (UInt8(ascii: "~"), UInt8(ascii: ">")): .apply
        case (UInt8(ascii: "?"), UInt8(ascii: ":")): .fallback
        case (UInt8(ascii: "?"), UInt8(ascii: "?")): .coalesce
        default: nil
        }
    }

    private static let singles: [Symbol?] = {
        var table = [Symbol?](repeating: nil, count: 256)
        for symbol in allCases {
            let bytes = Array(symbol.rawValue.utf8)
            if bytes.count == 1 { table[Int(bytes[0])] = symbol }
        }
        return table
    }()
}
