internal import Glibc

/// A picture of `$formatNumber`, such as `#,##0.00;(#,##0.00)`.
///
/// Specification: XPath and XQuery Functions 3.1, section 4.7, as far as the JSONata reference goes.
struct DecimalPicture {
    private let format: DecimalFormat
    private let positive: Subpicture
    private let negative: Subpicture

    /// - Throws: `D3080` to `D3093` where the picture breaks a rule.
    init(_ picture: String, _ format: DecimalFormat) throws(Fault) {
        self.format = format
        let parts = picture.split(separator: format.patternSeparator, omittingEmptySubsequences: false)
        guard parts.count <= 2 else { throw Fault("D3080") }
        positive = try Subpicture(Array(parts[0]), format)
        if parts.count == 2 {
            negative = try Subpicture(Array(parts[1]), format)
        } else {
            var copy = positive
            copy.prefix = Array(format.minusSign) + copy.prefix
            negative = copy
        }
    }

    func format(_ number: Double) -> String {
        let picture = number >= 0 ? positive : negative
        var mantissa = number.magnitude
        if picture.characters.contains(format.percent) { mantissa *= 100 }
        if picture.characters.contains(format.perMille) { mantissa *= 1_000 }
        var exponent = 0
        if picture.minimumExponentDigits > 0 { exponent = Self.scale(&mantissa, to: picture.scalingFactor) }
        var digits = characters(
            NumberFunctions.rounded(mantissa, places: Double(picture.maximumFractionDigits)),
            places: picture.maximumFractionDigits)
        trimAndPad(&digits, picture)
        group(&digits, picture)
        if !picture.characters.contains(format.decimalSeparator) || digits.last == format.decimalSeparator {
            digits.removeLast()
        }
        if picture.minimumExponentDigits > 0 { digits += self.exponent(exponent, picture) }
        return String(picture.prefix + digits + picture.suffix)
    }

    /// Moves the point so that so many digits stand before it; the power of ten that this took.
    private static func scale(_ mantissa: inout Double, to digits: Int) -> Int {
        guard mantissa > 0, mantissa.isFinite else { return 0 }
        let most = pow(10, Double(digits))
        let least = pow(10, Double(digits - 1))
        var exponent = 0
        while mantissa < least {
            mantissa *= 10
            exponent -= 1
        }
        while mantissa > most {
            mantissa /= 10
            exponent += 1
        }
        return exponent
    }

    private func characters(_ number: Double, places: Int) -> [Character] {
        guard number.isFinite else { return Array(javaScriptText(of: number)) }
        return printed("%.\(min(places, 60))f", number).utf8.map { byte in
            (0x30...0x39).contains(byte) ? format.digit(byte) : Character(Unicode.Scalar(byte))
        }
    }

    /// Leaves as many zeros at both ends as the picture asks for, and always a point.
    private func trimAndPad(_ digits: inout [Character], _ picture: Subpicture) {
        if let point = digits.firstIndex(of: ".") {
            digits[point] = format.decimalSeparator
        } else {
            digits.append(format.decimalSeparator)
        }
        let zero = format.zeroDigit
        digits.removeFirst(digits.prefix { $0 == zero }.count)
        while digits.last == zero { digits.removeLast() }
        let point = digits.firstIndex(of: format.decimalSeparator) ?? digits.count
        digits += repeatElement(zero, count: max(0, picture.minimumFractionDigits - (digits.count - point - 1)))
        digits = Array(repeating: zero, count: max(0, picture.minimumIntegerDigits - point)) + digits
    }

    private func group(_ digits: inout [Character], _ picture: Subpicture) {
        var point = digits.firstIndex(of: format.decimalSeparator) ?? digits.count
        if let step = picture.regularGrouping {
            for count in 1..<max(1, (point - 1) / step + 1) {
                digits.insert(format.groupingSeparator, at: point - count * step)
            }
        } else {
            for position in picture.integerGroups where position <= point {
                digits.insert(format.groupingSeparator, at: point - position)
                point += 1
            }
        }
        point = digits.firstIndex(of: format.decimalSeparator) ?? digits.count
        for position in picture.fractionGroups where position + point + 1 <= digits.count {
            digits.insert(format.groupingSeparator, at: position + point + 1)
        }
    }

    private func exponent(_ exponent: Int, _ picture: Subpicture) -> [Character] {
        var digits = characters(Double(exponent.magnitude), places: 0)
        let missing = max(0, picture.minimumExponentDigits - digits.count)
        digits = Array(repeating: format.zeroDigit, count: missing) + digits
        return [format.exponentSeparator] + (exponent < 0 ? Array(format.minusSign) : []) + digits
    }
}
