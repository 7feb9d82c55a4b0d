internal import JSON

/// The characters that `$formatNumber` writes a number with.
///
/// Specification: XPath and XQuery Functions 3.1, section 4.7.1.
struct DecimalFormat {
    var decimalSeparator: Character = "."
    var groupingSeparator: Character = ","
    var exponentSeparator: Character = "e"
    var minusSign = "-"
    var percent: Character = "%"
    var perMille: Character = "‰"
    var zeroDigit: Character = "0"
    var optionalDigit: Character = "#"
    var patternSeparator: Character = ";"

    /// The defaults with what the options change.
    init(_ options: JSONObject?) {
        for (name, value) in options ?? [:] {
            guard let text = value.string, let character = text.first else { continue }
            switch name {
            case "decimal-separator": decimalSeparator = character
            case "grouping-separator": groupingSeparator = character
            case "exponent-separator": exponentSeparator = character
            case "minus-sign": minusSign = text
            case "percent": percent = character
            case "per-mille": perMille = character
            case "zero-digit": zeroDigit = character
            case "digit": optionalDigit = character
            case "pattern-separator": patternSeparator = character
            default: break
            }
        }
    }

    func isDigit(_ character: Character) -> Bool { value(of: character) != nil }

    private func value(of character: Character) -> UInt32? {
        guard let zero = zeroDigit.unicodeScalars.first?.value, let code = character.unicodeScalars.first?.value,
            code >= zero, code < zero + 10
        else { return nil }
        return code - zero
    }

    /// The digit of an ASCII one.
    func digit(_ ascii: UInt8) -> Character {
        guard let zero = zeroDigit.unicodeScalars.first?.value, let scalar = Unicode.Scalar(zero + UInt32(ascii) - 0x30)
        else { return zeroDigit }
        return Character(scalar)
    }

    /// Whether the character has a meaning in a picture.
    func isActive(_ character: Character) -> Bool {
        isDigit(character)
            || [decimalSeparator, exponentSeparator, groupingSeparator, optionalDigit, patternSeparator]
                .contains(character)
    }
}
