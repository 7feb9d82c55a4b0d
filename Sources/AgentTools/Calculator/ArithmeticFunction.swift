import Glibc

/// The functions and constants of the calculator.
enum ArithmeticFunction {
    static let constants: [String: ExactNumber] = [
        "pi": .rounded(.pi), "e": .rounded(M_E), "tau": .rounded(2 * .pi),
    ]

    private enum Form {
        case one((ExactNumber) throws(ArithmeticFault) -> ExactNumber)
        case two((ExactNumber, ExactNumber) throws(ArithmeticFault) -> ExactNumber)
        /// One argument or more.
        case many(([ExactNumber]) throws(ArithmeticFault) -> ExactNumber)
    }

    static func apply(_ name: String, _ arguments: [ExactNumber], at offset: Int) throws(ArithmeticFault) -> ExactNumber
    {
        guard let form = table[name] else {
            throw ArithmeticFault(
                reason: "there is no function '\(name)'; there are \(table.keys.sorted().joined(separator: ", "))",
                offset: offset)
        }
        func wants(_ count: String) -> ArithmeticFault {
            ArithmeticFault(reason: "'\(name)' takes \(count), not \(arguments.count)", offset: offset)
        }
        do throws(ArithmeticFault) {
            switch form {
            case .one(let function):
                guard arguments.count == 1 else { throw wants("1 argument") }
                return try function(arguments[0])
            case .two(let function):
                guard arguments.count == 2 else { throw wants("2 arguments") }
                return try function(arguments[0], arguments[1])
            case .many(let function):
                guard !arguments.isEmpty else { throw wants("1 argument or more") }
                return try function(arguments)
            }
        } catch {
            throw error.offset == nil ? ArithmeticFault(reason: error.reason, offset: offset) : error
        }
    }

    static func factorial(_ value: ExactNumber, at offset: Int?) throws(ArithmeticFault) -> ExactNumber {
        guard let whole = value.whole, (0...170).contains(whole) else {
            throw ArithmeticFault(reason: "a factorial needs a whole number from 0 to 170", offset: offset)
        }
        guard whole > 1 else { return ExactNumber(1) }
        return (2...Int64(whole)).reduce(ExactNumber(1)) { $0 * ExactNumber($1) }
    }

    private static var table: [String: Form] {
        [
            "abs": .one { $0.double < 0 ? -$0 : $0 },
            "sign": .one { ExactNumber($0.double < 0 ? -1 : $0.isZero ? 0 : 1) },
            "floor": .one { $0.rounded(.down) }, "ceil": .one { $0.rounded(.up) },
            "trunc": .one { $0.rounded(.towardZero) }, "round": .many(round),
            "sqrt": .one { $0.exactRoot ?? .rounded($0.double.squareRoot()) },
            "cbrt": .one { .rounded(cbrt($0.double)) }, "exp": .one { .rounded(exp($0.double)) },
            "ln": .one { value throws(ArithmeticFault) in try logarithm(value) { log($0) } },
            "log10": .one { value throws(ArithmeticFault) in try logarithm(value) { log10($0) } },
            "log2": .one { value throws(ArithmeticFault) in try logarithm(value) { log2($0) } },
            "log": .many(anyLogarithm),
            "sin": .one { .rounded(sin($0.double)) }, "cos": .one { .rounded(cos($0.double)) },
            "tan": .one { .rounded(tan($0.double)) }, "asin": .one { .rounded(asin($0.double)) },
            "acos": .one { .rounded(acos($0.double)) }, "atan": .one { .rounded(atan($0.double)) },
            "atan2": .two { .rounded(atan2($0.double, $1.double)) }, "sinh": .one { .rounded(sinh($0.double)) },
            "cosh": .one { .rounded(cosh($0.double)) }, "tanh": .one { .rounded(tanh($0.double)) },
            "hypot": .two { ($0 * $0 + $1 * $1).exactRoot ?? .rounded(hypot($0.double, $1.double)) },
            "pow": .two { $0.power($1) }, "mod": .two(modulo),
            "factorial": .one { value throws(ArithmeticFault) in try factorial(value, at: nil) },
            "gcd": .many { values throws(ArithmeticFault) in try folded(values) { ExactNumber.gcd($0, $1) } },
            "lcm": .many { values throws(ArithmeticFault) in try folded(values, leastMultiple) },
            "min": .many { $0.dropFirst().reduce($0[0]) { $1.double < $0.double ? $1 : $0 } },
            "max": .many { $0.dropFirst().reduce($0[0]) { $1.double > $0.double ? $1 : $0 } },
            "sum": .many { $0.reduce(ExactNumber(0), +) },
            "mean": .many(mean), "avg": .many(mean), "median": .many(median),
            "radians": .one { .rounded($0.double * .pi / 180) }, "degrees": .one { .rounded($0.double * 180 / .pi) },
        ]
    }

    /// `round(x)` and `round(x, digits)`, halves away from zero.
    private static func round(_ arguments: [ExactNumber]) throws(ArithmeticFault) -> ExactNumber {
        guard arguments.count <= 2 else { throw ArithmeticFault(reason: "'round' takes 1 or 2 arguments") }
        guard arguments.count == 2 else { return arguments[0].rounded(.toNearestOrAwayFromZero) }
        guard let digits = arguments[1].whole, (-20...20).contains(digits) else {
            throw ArithmeticFault(reason: "'round' takes a whole number of digits from -20 to 20")
        }
        let scale = ExactNumber(10).power(ExactNumber(Int64(digits)))
        return (arguments[0] * scale).rounded(.toNearestOrAwayFromZero) / scale
    }

    private static func logarithm(
        _ value: ExactNumber, _ function: (Double) -> Double
    ) throws(ArithmeticFault) -> ExactNumber {
        guard value.double > 0 else { throw ArithmeticFault(reason: "a logarithm needs a number above 0") }
        let result = function(value.double)
        return result == result.rounded() ? ExactNumber("\(Int64(result))") ?? .rounded(result) : .rounded(result)
    }

    /// `log(x)` to the base 10, `log(x, base)`.
    private static func anyLogarithm(_ arguments: [ExactNumber]) throws(ArithmeticFault) -> ExactNumber {
        guard arguments.count <= 2 else { throw ArithmeticFault(reason: "'log' takes 1 or 2 arguments") }
        guard arguments.count == 2 else { return try logarithm(arguments[0]) { log10($0) } }
        let base = arguments[1].double
        guard base > 0, base != 1 else { throw ArithmeticFault(reason: "a base is above 0 and not 1") }
        return try logarithm(arguments[0]) { log($0) / log(base) }
    }

    /// With the sign of the divisor, unlike `%`.
    private static func modulo(_ left: ExactNumber, _ right: ExactNumber) throws(ArithmeticFault) -> ExactNumber {
        guard !right.isZero else { throw ArithmeticFault(reason: "division by zero") }
        return left - (left / right).rounded(.down) * right
    }

    private static func folded(
        _ values: [ExactNumber], _ body: (Int128, Int128) throws(ArithmeticFault) -> Int128
    ) throws(ArithmeticFault) -> ExactNumber {
        var result: Int128?
        for value in values {
            guard let whole = value.whole, whole != .min else {
                throw ArithmeticFault(reason: "'gcd' and 'lcm' take whole numbers")
            }
            result = try result.map { found throws(ArithmeticFault) in try body(found, abs(whole)) } ?? abs(whole)
        }
        return .fraction(result ?? 0, 1)
    }

    private static func leastMultiple(_ left: Int128, _ right: Int128) throws(ArithmeticFault) -> Int128 {
        let divisor = ExactNumber.gcd(left, right)
        guard divisor != 0 else { return 0 }
        guard let product = ExactNumber.multiplied(left / divisor, right) else {
            throw ArithmeticFault(reason: "the result is too large")
        }
        return product
    }

    private static func mean(_ values: [ExactNumber]) throws(ArithmeticFault) -> ExactNumber {
        values.reduce(ExactNumber(0), +) / ExactNumber(Int64(values.count))
    }

    private static func median(_ values: [ExactNumber]) throws(ArithmeticFault) -> ExactNumber {
        let sorted = values.sorted { $0.double < $1.double }
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? try mean([sorted[middle - 1], sorted[middle]]) : sorted[middle]
    }
}
