internal import JSON

/// What a function takes, such as `<s-nn?:s>`, parsed once.
///
/// `s` string, `n` number, `b` Boolean, `l` null, `o` object, `a` array, `f` function, `j` any JSON, `x` anything, `(sn)` one of
/// several; `-` the context where missing, `?` may be missing, `+` one or more, `a<n>` the type of the elements.
/// Source: jsonata.org, "Function signatures".
struct Signature: Sendable {
    /// A set of types.
    struct Types: OptionSet, Sendable {
        let rawValue: UInt16

        static let string = Types(rawValue: 1)
        static let number = Types(rawValue: 2)
        static let boolean = Types(rawValue: 4)
        static let null = Types(rawValue: 8)
        static let object = Types(rawValue: 16)
        static let array = Types(rawValue: 32)
        static let function = Types(rawValue: 64)
        static let missing = Types(rawValue: 128)

        static let json: Types = [.array, .string, .number, .boolean, .null, .object, .missing]
        static let any: Types = [.json, .function]
    }

    struct Parameter: Sendable {
        var types: Types
        var takesContext = false
        var isOptional = false
        var isRepeated = false
        /// Whether other values become an array of one.
        var isArray = false
        var elementSymbol: Character?
        var elementType: String?
    }

    var parameters: [Parameter] = []

    /// A signature of this library's own.
    init(trusted text: String) {
        do {
            try self.init(parsing: text)
        } catch {
            preconditionFailure("'\(text)' is not a signature")
        }
    }

    /// - Throws: `S0401` and `S0402` where type parameters stand where they may not.
    init(parsing text: String) throws(Fault) {
        let symbols = Array(text)
        var index = 1
        while index < symbols.count, symbols[index] != ":" {
            switch symbols[index] {
            case "-":
                change { $0.takesContext = true }
                change { $0.isOptional = true }
            case "?": change { $0.isOptional = true }
            case "+": change { $0.isRepeated = true }
            case "(":
                let end = Self.closing(symbols, index, "(", ")")
                let choice = symbols[(index + 1)..<max(index + 1, end)]
                if choice.contains("<") { throw Fault("S0402", at: index, value: .string(String(choice))) }
                var types: Types = .missing
                for symbol in choice { types.formUnion(symbol == "a" ? .array : Self.types(symbol) ?? []) }
                parameters.append(Parameter(types: types))
                index = end
            case "<":
                let end = Self.closing(symbols, index, "<", ">")
                guard let last = parameters.last, last.isArray || last.types == .function else {
                    throw Fault("S0401", at: index, value: .string(String(symbols[max(0, index - 1)])))
                }
                let element = symbols[(index + 1)..<max(index + 1, end)]
                if last.isArray {
                    change { $0.elementSymbol = element.first }
                    change { $0.elementType = String(element) }
                }
                index = end
            case let symbol:
                if let types = Self.types(symbol) {
                    parameters.append(Parameter(types: types, isArray: symbol == "a"))
                }
            }
            index += 1
        }
    }

    private mutating func change(_ change: (inout Parameter) -> Void) {
        if !parameters.isEmpty { change(&parameters[parameters.count - 1]) }
    }

    private static func types(_ symbol: Character) -> Types? {
        switch symbol {
        case "s": [.string, .missing]
        case "n": [.number, .missing]
        case "b": [.boolean, .missing]
        case "l": [.null, .missing]
        case "o": [.object, .missing]
        case "a", "x": .any
        case "j": .json
        case "f": .function
        default: nil
        }
    }

    private static func closing(_ symbols: [Character], _ start: Int, _ open: Character, _ close: Character) -> Int {
        var depth = 0
        for index in start..<symbols.count {
            if symbols[index] == open { depth += 1 }
            if symbols[index] == close { depth -= 1 }
            if depth == 0 { return index }
        }
        return symbols.count
    }
}

extension Value {
    /// The type that signatures see.
    var signatureType: Signature.Types {
        switch self {
        case .undefined, .unbound: .missing
        case .json(let value): value.signatureType
        case .sequence, .keptSequence, .constructed, .wrapped, .tuples: .array
        case .function: .function
        }
    }
}

extension JSONValue {
    var signatureType: Signature.Types {
        switch self {
        case .null: .null
        case .bool: .boolean
        case .integer, .double: .number
        case .bigNumber(let text):
            text.utf8.first == UInt8(ascii: "-") || text.utf8.first.map { $0 < 0x40 } == true ? .number : .function
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }
}
