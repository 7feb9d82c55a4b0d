internal import JSON

/// A picture of a date and time, such as `[D1o] [MNn] [Y0001]`.
///
/// Specification: XPath and XQuery Functions 3.1, section 9.8.4, as far as the JSONata reference goes.
struct DatePicture {
    enum Part {
        case literal(String)
        case component(Component)
    }

    struct Component {
        /// `Y`, `M`, `D`, …
        let symbol: Character
        /// How a name is written, where the component is one.
        var names: IntegerPicture.LetterCase?
        /// How a number is written, where the component is one.
        var integer: IntegerPicture?
        /// `t` in `[Z01:01t]`: UTC is `Z`.
        var isTraditional = false
        var maximumWidth: Int?
        /// How many digits a year, month or day has; nil where that is open.
        var digitCount: Int?
    }

    let parts: [Part]

    /// What `$fromMillis` and `$now` write without a picture.
    static func iso8601() throws(Fault) -> DatePicture {
        try DatePicture("[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]")
    }

    /// - Throws: `D3132` for an unknown component, `D3135` for a bracket that is not closed.
    init(_ picture: String) throws(Fault) {
        var parts: [Part] = []
        var literal = ""
        var rest = Array(picture)[...]
        while let character = rest.popFirst() {
            if character == "[", rest.first == "[" {
                literal.append("[")
                rest.removeFirst()
            } else if character == "[" {
                guard let end = rest.firstIndex(of: "]") else { throw Fault("D3135") }
                if !literal.isEmpty { parts.append(.literal(literal)) }
                literal = ""
                parts.append(.component(try Component(rest[..<end].filter { !$0.isWhitespace })))
                rest = rest[(end + 1)...]
            } else {
                literal.append(character)
                if character == "]", rest.first == "]" { rest.removeFirst() }
            }
        }
        if !literal.isEmpty { parts.append(.literal(literal)) }
        self.parts = Self.withFixedWidths(parts)
    }

    /// Times without anything between their parts (`[H00][m00]`) are read by the number of digits in the picture.
    private static func withFixedWidths(_ parts: [Part]) -> [Part] {
        var parts = parts
        for index in parts.indices.dropLast() {
            guard case .component(var component) = parts[index], case .component = parts[index + 1] else { continue }
            if "Hhms".contains(component.symbol) { component.setDigitCount() }
            parts[index] = .component(component)
        }
        return parts
    }
}

extension DatePicture.Component {
    private static let numeric: Set<Character> = ["Y", "M", "D", "d", "F", "W", "w", "X", "x", "H", "h", "m", "s", "f"]

    private static let defaultPresentations: [Character: String] = [
        "Y": "1", "M": "1", "D": "1", "d": "1", "F": "n", "W": "1", "w": "1", "X": "1", "x": "1", "H": "1", "h": "1",
        "P": "n", "m": "01", "s": "01", "f": "1", "Z": "01:01", "z": "01:01", "C": "n", "E": "n",
    ]

    /// Reads what stands between the brackets.
    fileprivate init(_ marker: [Character]) throws(Fault) {
        symbol = marker.first ?? " "
        var modifiers = marker.dropFirst()
        var minimumWidth: Int?
        if let comma = modifiers.lastIndex(of: ",") {
            let widths = String(modifiers[(comma + 1)...]).split(separator: "-", maxSplits: 1)
            minimumWidth = widths.first.flatMap { Int($0) }
            // As JavaScript cuts texts: what is less than nothing is nothing.
            maximumWidth = widths.count > 1 ? Int(widths[1]).map { max(0, $0) } : nil
            modifiers = modifiers[..<comma]
        }
        guard var presentation = modifiers.isEmpty ? Self.defaultPresentations[symbol] : String(modifiers) else {
            throw Fault("D3132", value: .string(String(symbol)))
        }
        var isOrdinal = false
        if modifiers.count > 1, let last = presentation.last, "atco".contains(last) {
            presentation.removeLast()
            isOrdinal = last == "o"
            isTraditional = last == "t"
        }
        if presentation.first == "n" {
            names = .lower
        } else if presentation.first == "N" {
            names = presentation.dropFirst().first == "n" ? .title : .upper
        } else if Self.numeric.contains(symbol) {
            integer = try Self.integer(presentation, isOrdinal: isOrdinal, minimumWidth: minimumWidth)
            if "YMD".contains(symbol) { setDigitCount() }
        }
        if symbol == "Z" || symbol == "z" { integer = try IntegerPicture(presentation) }
    }

    private static func integer(
        _ presentation: String, isOrdinal: Bool, minimumWidth: Int?
    ) throws(Fault) -> IntegerPicture {
        var integer = try IntegerPicture(presentation)
        integer.isOrdinal = isOrdinal
        if case .decimal(var digits) = integer.style, let minimumWidth, digits.mandatory < minimumWidth {
            digits.mandatory = min(minimumWidth, 100)
            integer.style = .decimal(digits)
        }
        return integer
    }

    fileprivate mutating func setDigitCount() {
        guard case .decimal(var digits) = integer?.style else { return }
        if let maximumWidth {
            digitCount = maximumWidth
            digits.mandatory = min(maximumWidth, 100)
            integer?.style = .decimal(digits)
        } else if digits.mandatory + digits.optional >= 2 {
            digitCount = digits.mandatory + digits.optional
        }
    }
}

/// A time zone's distance from UTC.
struct ZoneOffset {
    let hours: Int
    let minutes: Int

    /// Reads `+0100` or `-0530`.
    init(_ text: String?) {
        let number = text.map(leadingInteger) ?? 0
        let whole = number.magnitude < 10_000 ? Int(number) : 0
        hours = whole / 100
        minutes = whole % 100
    }

    var milliseconds: Int { (60 * hours + minutes) * 60_000 }
}
