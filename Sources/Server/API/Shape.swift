/// What a value of a request may be: the service model's shapes, as far as they constrain anything.
indirect enum Shape: Sendable {
    case text(TextRule)
    case choice([String])
    case whole(Bounds)
    case decimal(Bounds)
    case truth
    case elements(Shape, Bounds)
    /// The name is that of the structure in the service model, where messages show it.
    case members([Field], name: String = "")

    /// A lowest and a highest value or length, each perhaps absent.
    struct Bounds: Sendable {
        let minimum: Int?
        let maximum: Int?
    }

    struct TextRule: Sendable {
        let length: Bounds
        let pattern: Pattern?
        /// Whether messages must not show the value.
        let isSensitive: Bool
    }

    /// The regular expressions of the model, each as a function.
    enum Pattern: String, Sendable {
        case characterRestrictedName = #"^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$"#
        case clientToken = "[!-~]+"
        case traceHeader = #"\p{ASCII}*"#
    }
}

/// A member of a structure.
struct Field: Sendable {
    let name: String
    let shape: Shape
    let isRequired: Bool

    init(_ name: String, _ shape: Shape, isRequired: Bool = false) {
        self.name = name
        self.shape = shape
        self.isRequired = isRequired
    }
}

/// How the table of shapes is written.
extension Shape {
    static func string(
        minimum: Int? = nil, maximum: Int? = nil, pattern: Pattern? = nil, isSensitive: Bool = false
    ) -> Shape {
        .text(
            TextRule(
                length: Bounds(minimum: minimum, maximum: maximum), pattern: pattern, isSensitive: isSensitive))
    }

    static func enumeration(_ values: [String]) -> Shape { .choice(values) }

    static func integer(minimum: Int? = nil, maximum: Int? = nil) -> Shape {
        .whole(Bounds(minimum: minimum, maximum: maximum))
    }

    static func number(minimum: Int? = nil, maximum: Int? = nil) -> Shape {
        .decimal(Bounds(minimum: minimum, maximum: maximum))
    }

    static var boolean: Shape { .truth }

    static func list(of element: Shape, minimum: Int? = nil, maximum: Int? = nil) -> Shape {
        .elements(element, Bounds(minimum: minimum, maximum: maximum))
    }

    static func structure(_ fields: [Field], name: String = "") -> Shape { .members(fields, name: name) }
}

extension Shape.Pattern {
    func matches(_ text: String) -> Bool {
        switch self {
        case .characterRestrictedName:
            text.utf8.allSatisfy { isRestricted($0) } && text.utf8.contains { isRestricted($0) && !isDigit($0) }
        case .clientToken: !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        case .traceHeader: text.utf8.allSatisfy { $0 < 0x80 }
        }
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private func isRestricted(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
            UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: isDigit(byte)
        }
    }
}
