extension IntegerPicture {
    /// The number that a text is; not a number where it is none.
    func parse(_ text: String) -> Double {
        switch style {
        case .letters(let letterCase): return Self.number(ofLetters: text, letterCase)
        case .roman: return Self.number(ofRoman: text)
        case .words: return EnglishNumber.number(of: text)
        case .decimal(let digits): return number(ofDigits: text, digits)
        }
    }

    private static func number(ofLetters text: String, _ letterCase: LetterCase) -> Double {
        let first: UInt8 = letterCase == .upper ? UInt8(ascii: "A") : UInt8(ascii: "a")
        return text.utf8.reduce(0) { $0 * 26 + Double(Int($1) - Int(first) + 1) }
    }

    private static func number(ofRoman text: String) -> Double {
        var total = 0
        var largest = 1
        for letter in text.uppercased().reversed() {
            guard let value = romanValues[letter] else { return .nan }
            if value < largest {
                total -= value
            } else {
                largest = value
                total += value
            }
        }
        return Double(total)
    }

    private static let romanValues: [Character: Int] = [
        "M": 1000, "D": 500, "C": 100, "L": 50, "X": 10, "V": 5, "I": 1,
    ]

    private func number(ofDigits text: String, _ digits: Digits) -> Double {
        var characters = Array(isOrdinal ? text.dropLast(2) : Substring(text))
        switch digits.grouping {
        case .regular: characters.removeAll { $0 == "," }
        case .irregular(let separators):
            characters.removeAll { character in separators.contains { $0.character == character } }
        }
        let plain = characters.map { character -> Character in
            guard digits.zero != 0x30, let scalar = character.unicodeScalars.first,
                (digits.zero...digits.zero + 9).contains(scalar.value),
                let digit = Unicode.Scalar(scalar.value - digits.zero + 0x30)
            else { return character }
            return Character(digit)
        }
        return leadingInteger(String(plain))
    }
}

/// The whole number that a text starts with, as JavaScript's `parseInt` reads it.
func leadingInteger(_ text: String) -> Double {
    var rest = Substring(text).drop { $0.isWhitespace }
    var sign = 1.0
    if let first = rest.first, first == "-" || first == "+" {
        sign = first == "-" ? -1 : 1
        rest = rest.dropFirst()
    }
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    return digits.isEmpty ? .nan : sign * (Double(digits) ?? .nan)
}
