/// A DynamoDB number: up to 38 significant decimal digits, exact.
///
/// Specification: DynamoDB Developer Guide, "Data types", Number.
struct DecimalNumber: Hashable, Sendable {
    /// Without zeros at either end; empty for zero. The value is 0.d₁d₂d₃… × 10^exponent.
    private let digits: [UInt8]
    private let exponent: Int
    private let isNegative: Bool

    static let maximumDigits = 38

    private init(digits: [UInt8], exponent: Int, isNegative: Bool) {
        let leading = digits.prefix { $0 == 0 }.count
        var rest = Array(digits.dropFirst(leading))
        while rest.last == 0 { rest.removeLast() }
        self.digits = rest
        self.exponent = rest.isEmpty ? 0 : exponent - leading
        self.isNegative = isNegative && !rest.isEmpty
    }

    /// Digits with an optional sign, point and exponent.
    init?(_ text: String) {
        let parts = text.split(separator: "e", maxSplits: 1, omittingEmptySubsequences: false)
        let upper =
            parts.count == 1 ? text.split(separator: "E", maxSplits: 1, omittingEmptySubsequences: false) : parts
        guard let mantissa = upper.first, let power = upper.count > 1 ? Int(upper[1]) : 0 else { return nil }
        let unsigned = mantissa.hasPrefix("-") || mantissa.hasPrefix("+") ? mantissa.dropFirst() : mantissa
        let halves = unsigned.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let written = halves.flatMap { $0.utf8.map { $0 &- UInt8(ascii: "0") } }
        guard !written.isEmpty, written.allSatisfy({ $0 <= 9 }), abs(power) < 10_000 else { return nil }
        self.init(
            digits: written, exponent: halves[0].utf8.count + power, isNegative: mantissa.hasPrefix("-"))
    }

    /// Whether DynamoDB can hold the number.
    var isStorable: Bool { digits.isEmpty || digits.count <= Self.maximumDigits && (-129...126).contains(exponent) }

    /// Plain digits, as DynamoDB gives numbers back.
    var text: String {
        guard !digits.isEmpty else { return "0" }
        let letters = digits.map { UInt8(ascii: "0") + $0 }
        let zeros = { (count: Int) in [UInt8](repeating: UInt8(ascii: "0"), count: count) }
        let unsigned: [UInt8] =
            if exponent <= 0 {
                [UInt8(ascii: "0"), UInt8(ascii: ".")] + zeros(-exponent) + letters
            } else if exponent >= letters.count {
                letters + zeros(exponent - letters.count)
            } else {
                letters[..<exponent] + [UInt8(ascii: ".")] + letters[exponent...]
            }
        return (isNegative ? "-" : "") + String(decoding: unsigned, as: UTF8.self)
    }

    /// Bytes whose order is that of the numbers.
    var orderedBytes: [UInt8] {
        guard !digits.isEmpty else { return [0x80] }
        let scale = UInt16(clamping: exponent + 0x4000)
        let magnitude = [UInt8(scale >> 8), UInt8(scale & 0xFF)] + digits.map { $0 + 1 } + [0]
        return isNegative ? [0x40] + magnitude.map { ~$0 } : [0xC0] + magnitude
    }

    static prefix func - (number: DecimalNumber) -> DecimalNumber {
        DecimalNumber(digits: number.digits, exponent: number.exponent, isNegative: !number.isNegative)
    }

    static func + (left: DecimalNumber, right: DecimalNumber) -> DecimalNumber {
        let whole = max(left.exponent, right.exponent)
        let fraction = max(left.digits.count - left.exponent, right.digits.count - right.exponent)
        let (a, b) = (left.aligned(whole, fraction), right.aligned(whole, fraction))
        if left.isNegative == right.isNegative {
            return DecimalNumber(digits: added(a, b), exponent: whole + 1, isNegative: left.isNegative)
        }
        return a.lexicographicallyPrecedes(b)
            ? DecimalNumber(digits: subtracted(b, a), exponent: whole, isNegative: right.isNegative)
            : DecimalNumber(digits: subtracted(a, b), exponent: whole, isNegative: left.isNegative)
    }

    static func - (left: DecimalNumber, right: DecimalNumber) -> DecimalNumber { left + -right }

    /// The digits with so many before the point and so many after it.
    private func aligned(_ whole: Int, _ fraction: Int) -> [UInt8] {
        let before = [UInt8](repeating: 0, count: whole - exponent)
        return before + digits + [UInt8](repeating: 0, count: whole + fraction - before.count - digits.count)
    }

    private static func added(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
        var sum = [UInt8](repeating: 0, count: a.count + 1)
        for index in a.indices.reversed() {
            let total = a[index] + b[index] + sum[index + 1]
            sum[index + 1] = total % 10
            sum[index] = total / 10
        }
        return sum
    }

    private static func subtracted(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
        var difference = a
        var borrow: UInt8 = 0
        for index in a.indices.reversed() {
            let taken = b[index] + borrow
            borrow = a[index] < taken ? 1 : 0
            difference[index] = a[index] + borrow * 10 - taken
        }
        return difference
    }
}

extension DecimalNumber: Comparable {
    static func < (left: DecimalNumber, right: DecimalNumber) -> Bool {
        left.orderedBytes.lexicographicallyPrecedes(right.orderedBytes)
    }
}
