internal import Glibc
internal import JSON

/// A number as JavaScript prints it: `10000000000000000`, `1e-7`, `1e+21`.
///
/// Specification: ECMA-262, "Number::toString".
func javaScriptText(of number: Double) -> String {
    if number.magnitude <= JSONValue.largestExactInteger, let whole = Int64(exactly: number) { return String(whole) }
    guard number.isFinite else { return number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity" }
    let decimal = Decimal(shortest: number)
    return decimal.javaScriptText
}

/// A double's shortest decimal digits, and where its point stands: 0.`digits` times ten to the `exponent`.
struct Decimal {
    var isNegative: Bool
    var digits: [UInt8]
    var exponent: Int

    /// The fewest digits that give the same double.
    init(shortest number: Double) { self.init(parsing: number.description.utf8) }

    /// Rounded to so many significant digits.
    init(_ number: Double, significantDigits: Int) {
        self.init(parsing: printed("%.\(significantDigits - 1)e", number).utf8)
    }

    private init(parsing text: String.UTF8View) {
        isNegative = false
        digits = []
        exponent = 0
        var pointSeen = false
        var rest = text.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "."): pointSeen = true
            case UInt8(ascii: "e"):
                exponent += Int(String(decoding: Array(IteratorSequence(rest)), as: UTF8.self)) ?? 0
                normalize()
                return
            default:
                digits.append(byte)
                if !pointSeen { exponent += 1 }
            }
        }
        normalize()
    }

    private mutating func normalize() {
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(zeros)
        exponent -= zeros
    }

    var javaScriptText: String {
        guard !digits.isEmpty else { return "0" }
        var text: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
        let zero = UInt8(ascii: "0")
        if digits.count <= exponent, exponent <= 21 {
            text += digits
            text += repeatElement(zero, count: exponent - digits.count)
        } else if 0 < exponent, exponent <= 21 {
            text += digits[..<exponent]
            text.append(UInt8(ascii: "."))
            text += digits[exponent...]
        } else if -6 < exponent, exponent <= 0 {
            text += "0.".utf8
            text += repeatElement(zero, count: -exponent)
            text += digits
        } else {
            text.append(digits[0])
            if digits.count > 1 {
                text.append(UInt8(ascii: "."))
                text += digits[1...]
            }
            text += (exponent > 0 ? "e+" : "e-").utf8
            text += String((exponent - 1).magnitude).utf8
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The nearest double.
    var double: Double {
        let text = "\(isNegative ? "-" : "")0.\(String(decoding: digits, as: UTF8.self))e\(exponent)"
        return Double(text) ?? 0
    }
}

/// The number as C's `printf` writes it.
func printed(_ format: String, _ number: Double) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
        let length = withVaList([number]) { vsnprintf(buffer.baseAddress, buffer.count, format, $0) }
        return String(decoding: buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// The text that `$string` gives for a number: at most 15 significant digits, so that 0.1 + 0.2 is 0.3.
func roundedText(of number: Double) -> String {
    if number.magnitude < 1e15, let whole = Int64(exactly: number) { return String(whole) }
    var decimal = Decimal(shortest: number)
    if decimal.digits.count > 15 { decimal = Decimal(number, significantDigits: 15) }
    return decimal.javaScriptText
}
