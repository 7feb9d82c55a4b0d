import Glibc

/// A fraction of whole numbers as long as it fits 127 bits, a floating-point number from then on.
enum ExactNumber: Sendable {
    /// In lowest terms, with a positive denominator.
    case fraction(Int128, Int128)
    case rounded(Double)

    init(_ value: Int64) { self = .fraction(Int128(value), 1) }

    /// A decimal number such as `12`, `.5`, `1.25e-3`.
    init?(_ text: String) {
        guard let double = Double(text), double.isFinite else { return nil }
        self = Self.exact(text) ?? .rounded(double)
    }

    private static func exact(_ text: String) -> ExactNumber? {
        let parts = text.lowercased().split(separator: "e", omittingEmptySubsequences: false)
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let digits = mantissa.joined()
        guard let number = Int128(digits), let exponent = parts.count > 1 ? Int(parts[1]) : 0 else { return nil }
        let scale = exponent - (mantissa.count > 1 ? mantissa[1].count : 0)
        guard let factor = power(10, abs(scale)) else { return nil }
        return scale < 0 ? reduced(number, factor) : multiplied(number, factor).map { .fraction($0, 1) }
    }

    var double: Double {
        switch self {
        case .fraction(let top, let bottom): Double(top) / Double(bottom)
        case .rounded(let value): value
        }
    }

    var isZero: Bool { double == 0 }

    /// The number where it is a whole one.
    var whole: Int128? {
        if case .fraction(let top, 1) = self { return top }
        return nil
    }

    // MARK: Operations

    static func + (left: ExactNumber, right: ExactNumber) -> ExactNumber {
        exactly(left, right) { a, b, c, d in
            guard let ad = multiplied(a, d), let cb = multiplied(c, b), let bottom = multiplied(b, d) else {
                return nil
            }
            let (top, overflow) = ad.addingReportingOverflow(cb)
            return overflow ? nil : reduced(top, bottom)
        } ?? .rounded(left.double + right.double)
    }

    static prefix func - (value: ExactNumber) -> ExactNumber {
        switch value {
        case .fraction(let top, let bottom) where top != .min: .fraction(-top, bottom)
        default: .rounded(-value.double)
        }
    }

    static func - (left: ExactNumber, right: ExactNumber) -> ExactNumber { left + -right }

    static func * (left: ExactNumber, right: ExactNumber) -> ExactNumber {
        exactly(left, right) { a, b, c, d in
            guard let top = multiplied(a, c), let bottom = multiplied(b, d) else { return nil }
            return reduced(top, bottom)
        } ?? .rounded(left.double * right.double)
    }

    /// - Precondition: the divisor is not zero.
    static func / (left: ExactNumber, right: ExactNumber) -> ExactNumber {
        exactly(left, right) { a, b, c, d in
            guard let top = multiplied(a, d), let bottom = multiplied(b, c) else { return nil }
            return reduced(top, bottom)
        } ?? .rounded(left.double / right.double)
    }

    /// What is left of a division, with the sign of the dividend.
    func remainder(by divisor: ExactNumber) -> ExactNumber {
        let quotient = (self / divisor).rounded(.towardZero)
        if case .fraction = quotient { return self - quotient * divisor }
        return .rounded(fmod(double, divisor.double))
    }

    func power(_ exponent: ExactNumber) -> ExactNumber {
        if let whole = exponent.whole, abs(whole) <= 4_096, case .fraction(let top, let bottom) = self,
            let newTop = Self.power(top, Int(abs(whole))), let newBottom = Self.power(bottom, Int(abs(whole)))
        {
            if let result = whole < 0 ? Self.reduced(newBottom, newTop) : Self.reduced(newTop, newBottom) {
                return result
            }
        }
        if case .fraction(1, 2) = exponent, let root = exactRoot { return root }
        return .rounded(pow(double, exponent.double))
    }

    /// The square root where it is a fraction.
    var exactRoot: ExactNumber? {
        guard case .fraction(let top, let bottom) = self, top >= 0, let a = Self.root(top), let b = Self.root(bottom)
        else { return nil }
        return .fraction(a, b)
    }

    func rounded(_ rule: FloatingPointRoundingRule) -> ExactNumber {
        guard case .fraction(let top, let bottom) = self else { return .rounded(double.rounded(rule)) }
        let (quotient, rest) = top.quotientAndRemainder(dividingBy: bottom)
        guard rest != 0 else { return .fraction(quotient, 1) }
        let outward: Int128 = top < 0 ? -1 : 1
        switch rule {
        case .down: return .fraction(top < 0 ? quotient - 1 : quotient, 1)
        case .up: return .fraction(top > 0 ? quotient + 1 : quotient, 1)
        case .towardZero: return .fraction(quotient, 1)
        default:
            let isHalf = rest.magnitude >= (bottom - rest.magnitudeAsSigned).magnitude
            return .fraction(isHalf ? quotient + outward : quotient, 1)
        }
    }

    // MARK: Whole numbers

    private static func exactly(
        _ left: ExactNumber, _ right: ExactNumber,
        _ body: (Int128, Int128, Int128, Int128) -> ExactNumber?
    ) -> ExactNumber? {
        guard case .fraction(let a, let b) = left, case .fraction(let c, let d) = right else { return nil }
        return body(a, b, c, d)
    }

    static func reduced(_ top: Int128, _ bottom: Int128) -> ExactNumber? {
        guard bottom != 0, top != .min, bottom != .min else { return nil }
        let divisor = gcd(abs(top), abs(bottom))
        let sign: Int128 = bottom < 0 ? -1 : 1
        return divisor == 0 ? .fraction(0, 1) : .fraction(sign * top / divisor, sign * bottom / divisor)
    }

    static func gcd(_ left: Int128, _ right: Int128) -> Int128 {
        var (a, b) = (left, right)
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }

    static func multiplied(_ left: Int128, _ right: Int128) -> Int128? {
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        return overflow ? nil : product
    }

    private static func power(_ base: Int128, _ exponent: Int) -> Int128? {
        var result: Int128 = 1
        if base == 0 || base == 1 { return exponent == 0 ? 1 : base }
        if base == -1 { return exponent.isMultiple(of: 2) ? 1 : -1 }
        // Any other base is past 127 bits by then.
        guard exponent <= 127 else { return nil }
        for _ in 0..<exponent {
            guard let next = multiplied(result, base) else { return nil }
            result = next
        }
        return result
    }

    private static func root(_ value: Int128) -> Int128? {
        var guess = Int128(Double(value).squareRoot())
        // A double is off by less than this for numbers that it rounds.
        while guess > 0, guess * guess > value { guess -= 1 }
        while (guess + 1) * (guess + 1) <= value { guess += 1 }
        return guess * guess == value ? guess : nil
    }
}

extension Int128 {
    fileprivate var magnitudeAsSigned: Int128 { self < 0 ? -self : self }
}

extension ExactNumber {
    /// All digits where these end, else as many as a floating-point number has.
    var text: String {
        guard case .fraction(let top, let bottom) = self else { return Self.text(double) }
        if bottom == 1 { return "\(top)" }
        return Self.decimal(top, bottom) ?? Self.text(double)
    }

    private static func text(_ value: Double) -> String {
        if value == value.rounded(), abs(value) < 1e15 { return "\(Int64(value))" }
        // 15 digits hide what the last steps of floating-point arithmetic added.
        var buffer = [CChar](repeating: 0, count: 40)
        _ = withVaList([value]) { vsnprintf(&buffer, buffer.count, "%.15g", $0) }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// A fraction whose denominator has no other factors than 2 and 5.
    private static func decimal(_ top: Int128, _ bottom: Int128) -> String? {
        var rest = bottom
        var (twos, fives) = (0, 0)
        while rest % 2 == 0 { (rest, twos) = (rest / 2, twos + 1) }
        while rest % 5 == 0 { (rest, fives) = (rest / 5, fives + 1) }
        let places = max(twos, fives)
        guard rest == 1, places <= 30, let scale = power(10, places), let scaled = multiplied(top, scale / bottom)
        else {
            return nil
        }
        var digits = "\(scaled.magnitude)"
        while digits.count <= places { digits = "0" + digits }
        let point = digits.index(digits.endIndex, offsetBy: -places)
        return "\(top < 0 ? "-" : "")\(digits[..<point]).\(digits[point...])"
    }
}
