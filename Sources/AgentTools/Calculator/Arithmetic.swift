/// What is wrong with an expression, and where.
struct ArithmeticFault: Error, Hashable {
    let reason: String
    /// Characters before the place.
    var offset: Int?

    func description(in source: String) -> String {
        guard let offset else { return "\(reason), in '\(source)'" }
        return "\(reason) at character \(offset + 1) of '\(source)'"
    }
}

/// Evaluates arithmetic by recursive descent.
///
/// ```
/// sum     = product (("+" | "-") product)*
/// product = sign (("*" | "/" | "%") sign)*
/// sign    = ("+" | "-") sign | power
/// power   = postfix ("^" sign)?
/// postfix = primary "!"*
/// primary = number | name | name "(" [sum ("," sum)*] ")" | "(" sum ")"
/// ```
struct Arithmetic {
    private static let maximumLength = 10_000
    private static let maximumDepth = 200

    private let characters: [Character]
    private var place = 0
    private var depth = 0

    static func evaluate(_ source: String) throws(ArithmeticFault) -> ExactNumber {
        guard source.utf8.count <= maximumLength else {
            throw ArithmeticFault(reason: "an expression has at most \(maximumLength) characters", offset: 0)
        }
        var parser = Arithmetic(source)
        let value = try parser.sum()
        if let rest = parser.peek { throw parser.fault("unexpected '\(rest)'") }
        return try parser.checked(value, at: 0)
    }

    private init(_ source: String) {
        // What people and models write for the operators.
        let written: [Character: Character] = ["×": "*", "·": "*", "÷": "/", "−": "-", "–": "-"]
        characters = source.map { written[$0] ?? $0 }
    }

    // MARK: Grammar

    private mutating func sum() throws(ArithmeticFault) -> ExactNumber {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw fault("nested deeper than \(Self.maximumDepth)") }
        var value = try product()
        while let sign = take("+", "-") {
            let right = try product()
            value = sign == "+" ? value + right : value - right
        }
        return value
    }

    private mutating func product() throws(ArithmeticFault) -> ExactNumber {
        var value = try sign()
        while let sign = take("*", "/", "%") {
            let offset = place
            // `**` is a power, which binds closer.
            let right = try self.sign()
            switch sign {
            case "*": value = value * right
            case "/": value = try nonZero(right, at: offset) { value / $0 }
            default: value = try nonZero(right, at: offset) { value.remainder(by: $0) }
            }
        }
        return value
    }

    private func nonZero(
        _ divisor: ExactNumber, at offset: Int, _ divide: (ExactNumber) -> ExactNumber
    ) throws(ArithmeticFault) -> ExactNumber {
        guard !divisor.isZero else { throw ArithmeticFault(reason: "division by zero", offset: offset) }
        return divide(divisor)
    }

    private mutating func sign() throws(ArithmeticFault) -> ExactNumber {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw fault("nested deeper than \(Self.maximumDepth)") }
        if take("-") != nil { return -(try sign()) }
        if take("+") != nil { return try sign() }
        return try power()
    }

    private mutating func power() throws(ArithmeticFault) -> ExactNumber {
        let offset = place
        let base = try postfix()
        guard takePower() else { return base }
        let exponent = try sign()
        if base.isZero, exponent.double < 0 {
            throw ArithmeticFault(reason: "division by zero", offset: offset)
        }
        return try checked(base.power(exponent), at: offset)
    }

    private mutating func takePower() -> Bool {
        if take("^") != nil { return true }
        skipBlanks()
        guard place + 1 < characters.count, characters[place] == "*", characters[place + 1] == "*" else { return false }
        place += 2
        return true
    }

    private mutating func postfix() throws(ArithmeticFault) -> ExactNumber {
        let offset = place
        var value = try primary()
        while take("!") != nil { value = try ArithmeticFunction.factorial(value, at: offset) }
        return value
    }

    private mutating func primary() throws(ArithmeticFault) -> ExactNumber {
        guard let next = peek else { throw fault("the expression ends too early") }
        if next == "(" {
            place += 1
            let value = try sum()
            guard take(")") != nil else { throw fault("')' is missing") }
            return value
        }
        if next.isNumber || next == "." { return try number() }
        if next.isLetter { return try named() }
        throw fault("unexpected '\(next)'")
    }

    private mutating func number() throws(ArithmeticFault) -> ExactNumber {
        let start = place
        var text = ""
        while place < characters.count {
            let next = characters[place]
            let isExponentSign = "+-".contains(next) && (text.hasSuffix("e") || text.hasSuffix("E"))
            let isExponent = "eE".contains(next) && !text.lowercased().contains("e") && exponentFollows
            guard next.isASCII, next.isNumber || next == "." || next == "_" || isExponentSign || isExponent else {
                break
            }
            if next != "_" { text.append(next) }
            place += 1
        }
        guard let value = ExactNumber(text) else {
            throw ArithmeticFault(reason: "'\(text)' is not a number", offset: start)
        }
        return value
    }

    /// Whether the `e` at hand begins an exponent rather than a name.
    private var exponentFollows: Bool {
        var next = place + 1
        if next < characters.count, "+-".contains(characters[next]) { next += 1 }
        return next < characters.count && characters[next].isNumber
    }

    private mutating func named() throws(ArithmeticFault) -> ExactNumber {
        let start = place
        while place < characters.count, characters[place].isLetter || characters[place].isNumber { place += 1 }
        let name = String(characters[start..<place]).lowercased()
        guard take("(") != nil else {
            if let constant = ArithmeticFunction.constants[name] { return constant }
            throw ArithmeticFault(
                reason:
                    "there is no '\(name)'; constants are \(ArithmeticFunction.constants.keys.sorted().joined(separator: ", "))",
                offset: start)
        }
        var arguments: [ExactNumber] = []
        if take(")") == nil {
            repeat { arguments.append(try sum()) } while take(",") != nil
            guard take(")") != nil else { throw fault("')' is missing") }
        }
        return try checked(try ArithmeticFunction.apply(name, arguments, at: start), at: start)
    }

    // MARK: Characters

    private var peek: Character? {
        mutating get {
            skipBlanks()
            return place < characters.count ? characters[place] : nil
        }
    }

    private mutating func skipBlanks() {
        while place < characters.count, characters[place].isWhitespace { place += 1 }
    }

    private mutating func take(_ wanted: Character...) -> Character? {
        guard let next = peek, wanted.contains(next) else { return nil }
        if next == "*", place + 1 < characters.count, characters[place + 1] == "*" { return nil }
        place += 1
        return next
    }

    private func fault(_ reason: String) -> ArithmeticFault { ArithmeticFault(reason: reason, offset: place) }

    /// The value, unless it is none: `sqrt(-1)`, or too large for any number.
    private func checked(_ value: ExactNumber, at offset: Int) throws(ArithmeticFault) -> ExactNumber {
        let double = value.double
        if double.isNaN { throw ArithmeticFault(reason: "the result is not a real number", offset: offset) }
        if double.isInfinite { throw ArithmeticFault(reason: "the result is too large", offset: offset) }
        return value
    }
}
