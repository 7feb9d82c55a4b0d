internal import Glibc
internal import JSON

/// Functions of numbers. Source: jsonata.org, "Numeric functions".
enum NumberFunctions {
    static var all: [Builtin] {
        [
            Builtin("number", "<(nsb)-:n>", arity: 1) { arguments, _, _ throws(Fault) in try number(arguments[0]) },
            Builtin("abs", "<n-:n>", arity: 1) { arguments, _, _ in
                arguments.number(0).map { .number($0.magnitude) } ?? .undefined
            },
            Builtin("floor", "<n-:n>", arity: 1) { arguments, _, _ in
                arguments.number(0).map { .number($0.rounded(.down)) } ?? .undefined
            },
            Builtin("ceil", "<n-:n>", arity: 1) { arguments, _, _ in
                arguments.number(0).map { .number($0.rounded(.up)) } ?? .undefined
            },
            Builtin("round", "<n-n?:n>", arity: 2) { arguments, _, _ in
                arguments.number(0).map { .number(rounded($0, places: arguments.number(1) ?? 0)) } ?? .undefined
            },
            Builtin("sqrt", "<n-:n>", arity: 1) { arguments, _, _ throws(Fault) in
                guard let value = arguments.number(0) else { return .undefined }
                if value < 0 { throw Fault("D3060", value: JSONValue(number: value), index: 1) }
                return .number(value.squareRoot())
            },
            Builtin("power", "<n-n:n>", arity: 2) { arguments, _, _ throws(Fault) in
                guard let base = arguments.number(0), let exponent = arguments.number(1) else { return .undefined }
                let result = pow(base, exponent)
                if !result.isFinite {
                    throw Fault(
                        "D3061", value: JSONValue(number: base), secondValue: JSONValue(number: exponent), index: 1)
                }
                return .number(result)
            },
        ]
    }

    /// `$random` without a seed; Step Functions has one of its own.
    static var random: Builtin {
        Builtin("random", "<:n>", arity: 0) { _, _, evaluation in .number(evaluation.random.nextUnit()) }
    }

    private static func number(_ value: Value) throws(Fault) -> Value {
        switch value {
        case .json(.bool(let flag)): return .integer(flag ? 1 : 0)
        case .json(.string(let text)):
            guard let number = parse(text) else { throw Fault("D3030", value: .string(text), index: 1) }
            return .number(number)
        default: return value
        }
    }

    /// A decimal number, or a whole one with `0x`, `0o` or `0b`.
    private static func parse(_ text: String) -> Double? {
        let bytes = Array(text.utf8)
        if bytes.count > 2, bytes[0] == UInt8(ascii: "0"), let radix = radix(bytes[1]) {
            let digits = text.dropFirst(2)
            guard digits.first != "+", digits.first != "-" else { return nil }
            return whole(digits, radix: radix)
        }
        guard isDecimal(bytes), let number = Double(text), number.isFinite else { return nil }
        return number
    }

    private static func whole(_ digits: Substring, radix: Int) -> Double? {
        var value = 0.0
        for digit in digits {
            guard let next = digit.hexDigitValue, next < radix else { return nil }
            value = value * Double(radix) + Double(next)
        }
        return value
    }

    private static func radix(_ byte: UInt8) -> Int? {
        switch byte | 0x20 {
        case UInt8(ascii: "x"): 16
        case UInt8(ascii: "o"): 8
        case UInt8(ascii: "b"): 2
        default: nil
        }
    }

    /// Digits, with a fraction and an exponent where there are any; zeros may come first.
    private static func isDecimal(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        func digits() -> Int {
            let count = rest.prefix { (0x30...0x39).contains($0) }.count
            rest = rest.dropFirst(count)
            return count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        if digits() == 0 { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            if digits() == 0 { return false }
        }
        if let byte = rest.first, byte | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            if digits() == 0 { return false }
        }
        return rest.isEmpty
    }

    /// Rounded to so many places after the point, halves to the even neighbour; the point is moved in decimal, so that
    /// 1.005 is what it looks like.
    static func rounded(_ value: Double, places: Double) -> Double {
        guard value.isFinite else { return value }
        let places = Int(min(max(places, -400), 400))
        let shifted = shift(value, by: places)
        var result = shifted.rounded()
        if (result - shifted).magnitude == 0.5, result.truncatingRemainder(dividingBy: 2).magnitude == 1 {
            result -= shifted < 0 ? -1 : 1
        }
        return shift(result, by: -places)
    }

    private static func shift(_ value: Double, by places: Int) -> Double {
        if places == 0 { return value }
        var decimal = Decimal(shortest: value)
        decimal.exponent += places
        return decimal.double
    }
}
