extension IntegerPicture {
    /// The number in the way of the picture; a fraction is cut off beforehand.
    func format(_ number: Double) -> String {
        let text: String =
            switch style {
            case .letters(let letterCase): Self.letters(number.magnitude, letterCase)
            case .roman(let letterCase): letterCase.applied(to: Self.roman(Int(min(number.magnitude, 100_000))))
            case .words(let letterCase):
                letterCase.applied(to: EnglishNumber.words(for: number.magnitude, isOrdinal: isOrdinal))
            case .decimal(let digits): decimal(number.magnitude, digits)
            }
        return number < 0 ? "-" + text : text
    }

    private static func letters(_ number: Double, _ letterCase: LetterCase) -> String {
        let first: UInt8 = letterCase == .upper ? UInt8(ascii: "A") : UInt8(ascii: "a")
        var letters: [UInt8] = []
        var rest = number
        while rest > 0, letters.count < 400 {
            letters.append(first + UInt8((rest - 1).truncatingRemainder(dividingBy: 26)))
            rest = ((rest - 1) / 26).rounded(.down)
        }
        return String(decoding: letters.reversed(), as: UTF8.self)
    }

    private static let romanNumerals: [(value: Int, letters: String)] = [
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
        (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ]

    private static func roman(_ number: Int) -> String {
        var rest = number
        var text = ""
        for numeral in romanNumerals {
            while rest >= numeral.value {
                text += numeral.letters
                rest -= numeral.value
            }
        }
        return text
    }

    private func decimal(_ number: Double, _ digits: Digits) -> String {
        var text = Array(javaScriptText(of: number))
        if text.count < digits.mandatory {
            text = Array(repeating: "0", count: digits.mandatory - text.count) + text
        }
        if digits.zero != 0x30 { text = text.map { Self.digit($0, zero: digits.zero) } }
        switch digits.grouping {
        case .regular(let every, let character):
            for count in stride(from: (text.count - 1) / every, to: 0, by: -1) {
                text.insert(character, at: text.count - count * every)
            }
        case .irregular(let separators):
            for separator in separators.reversed() where separator.position <= text.count {
                text.insert(separator.character, at: text.count - separator.position)
            }
        }
        return String(text) + (isOrdinal ? Self.suffix(text) : "")
    }

    private static func digit(_ character: Character, zero: UInt32) -> Character {
        guard let value = character.wholeNumberValue, let scalar = Unicode.Scalar(zero + UInt32(value)) else {
            return character
        }
        return Character(scalar)
    }

    private static func suffix(_ digits: [Character]) -> String {
        if digits.count > 1, digits[digits.count - 2] == "1" { return "th" }
        switch digits.last {
        case "1": return "st"
        case "2": return "nd"
        case "3": return "rd"
        default: return "th"
        }
    }
}

extension IntegerPicture.LetterCase {
    func applied(to text: String) -> String {
        switch self {
        case .lower: text.lowercased()
        case .upper: text.uppercased()
        case .title: text
        }
    }
}
