/// Estimated widths of text in the common sans-serif fonts, slightly on the wide side.
enum TextMetrics {
    /// The width in pixels at that font size.
    static func width(_ text: some StringProtocol, fontSize: Double, isBold: Bool = false) -> Double {
        let units = text.unicodeScalars.reduce(0) { $0 + Self.units(of: $1) }
        return units * fontSize * (isBold ? 1.07 : 1.0)
    }

    /// The text, cut at the end with `…` where it is wider than that.
    static func fitted(_ text: String, into width: Double, fontSize: Double, isBold: Bool = false) -> String {
        guard self.width(text, fontSize: fontSize, isBold: isBold) > width else { return text }
        var result = ""
        var used = self.width("…", fontSize: fontSize, isBold: isBold)
        for character in text {
            used += self.width(String(character), fontSize: fontSize, isBold: isBold)
            guard used <= width else { break }
            result.append(character)
        }
        while result.last == " " { result.removeLast() }
        return result + "…"
    }

    /// The text on up to two lines, broken between words or before a capital.
    static func wrapped(_ text: String, into width: Double, fontSize: Double, isBold: Bool = false) -> [String] {
        guard self.width(text, fontSize: fontSize, isBold: isBold) > width else { return [text] }
        let candidates = breaks(of: text).filter {
            self.width(text[..<$0], fontSize: fontSize, isBold: isBold) <= width
        }
        guard let place = candidates.last, place > text.startIndex else {
            return [fitted(text, into: width, fontSize: fontSize, isBold: isBold)]
        }
        let rest = String(text[place...].drop { $0 == " " })
        let first = String(text[..<place])
        return [
            first.last == " " ? String(first.dropLast()) : first,
            fitted(rest, into: width, fontSize: fontSize, isBold: isBold),
        ]
    }

    private static func breaks(of text: String) -> [String.Index] {
        zip(text.indices, text.indices.dropFirst()).compactMap { before, here in
            let (left, right) = (text[before], text[here])
            let isBreak = " -_/.".contains(left) || left.isLowercase && right.isUppercase
            return isBreak ? here : nil
        }
    }

    /// Widths relative to the font size.
    private static func units(of scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case "i", "j", "l", "I", "'", "|", "!", ".", ",", ":", ";": 0.29
        case " ", "f", "t", "r", "(", ")", "[", "]", "/", "\\", "\"", "-", "*", "{", "}": 0.37
        case "m", "w", "M", "W", "@", "%", "…": 0.90
        case "A"..."Z", "&", "<", ">", "=", "+", "~", "≤", "≥", "#": 0.69
        case "a"..."z", "0"..."9", "_", "$", "?": 0.56
        case _ where scalar.value < 0x20: 0
        case _ where scalar.value < 0x1100: 0.62
        default: 1.05
        }
    }
}
