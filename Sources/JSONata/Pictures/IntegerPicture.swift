internal import JSON

/// How `$formatInteger`, `$parseInteger` and the components of date pictures write a whole number.
///
/// Specification: XPath and XQuery Functions 3.1, section 4.6, as far as the JSONata reference goes.
struct IntegerPicture: Sendable {
    enum LetterCase: Sendable { case lower, upper, title }

    struct Separator: Sendable {
        /// How many digits stand to its right.
        let position: Int
        let character: Character
    }

    enum Grouping: Sendable {
        /// The same separator after every so many digits.
        case regular(every: Int, character: Character)
        case irregular([Separator])
    }

    struct Digits: Sendable {
        /// The code of the digit zero.
        var zero: UInt32
        var mandatory: Int
        var optional: Int
        var grouping: Grouping
    }

    enum Style: Sendable {
        case decimal(Digits)
        case letters(LetterCase)
        case roman(LetterCase)
        case words(LetterCase)
    }

    var style: Style
    var isOrdinal = false

    /// - Throws: `D3130` for a numbering that is none of these, `D3131` for digits of several scripts.
    init(_ picture: String) throws(Fault) {
        var primary = Substring(picture)
        if let semicolon = picture.lastIndex(of: ";") {
            primary = picture[..<semicolon]
            isOrdinal = picture[picture.index(after: semicolon)...].first == "o"
        }
        switch primary {
        case "A": style = .letters(.upper)
        case "a": style = .letters(.lower)
        case "I": style = .roman(.upper)
        case "i": style = .roman(.lower)
        case "W": style = .words(.upper)
        case "Ww": style = .words(.title)
        case "w": style = .words(.lower)
        default:
            guard let digits = try Self.digits(primary) else { throw Fault("D3130", value: .string(String(primary))) }
            style = .decimal(digits)
        }
    }

    var digits: Digits? {
        if case .decimal(let digits) = style { digits } else { nil }
    }

    private static func digits(_ pattern: Substring) throws(Fault) -> Digits? {
        var zero: UInt32?
        var mandatory = 0
        var optional = 0
        var position = 0
        var separators: [Separator] = []
        for scalar in pattern.unicodeScalars.reversed() {
            if let family = zeroes.first(where: { ($0...$0 + 9).contains(scalar.value) }) {
                if let zero, zero != family { throw Fault("D3131") }
                zero = family
                mandatory += 1
                position += 1
            } else if scalar == "#" {
                optional += 1
                position += 1
            } else {
                separators.append(Separator(position: position, character: Character(scalar)))
            }
        }
        guard let zero else { return nil }
        return Digits(zero: zero, mandatory: mandatory, optional: optional, grouping: grouping(separators))
    }

    private static func grouping(_ separators: [Separator]) -> Grouping {
        guard let first = separators.first, separators.allSatisfy({ $0.character == first.character }),
            let step = regularStep(separators.map(\.position))
        else { return .irregular(separators) }
        return .regular(every: step, character: first.character)
    }

    /// The zeroes of the decimal digit families of Unicode that the reference knows.
    static let zeroes: [UInt32] = [
        0x30, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6,
        0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40,
        0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
    ]
}

/// The distance of positions that are the first multiples of one number; nil where they are not.
func regularStep(_ positions: [Int]) -> Int? {
    let step = positions.reduce(0, greatestCommonDivisor)
    guard step > 0, (1...positions.count).allSatisfy({ positions.contains($0 * step) }) else { return nil }
    return step
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : greatestCommonDivisor(b, a % b) }
