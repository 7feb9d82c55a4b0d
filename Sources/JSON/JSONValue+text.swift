extension JSONValue: CustomStringConvertible {
    /// The value as JSON text without blanks.
    public var text: String {
        var writer = JSONWriter()
        writer.write(self)
        return writer.text
    }

    public var description: String { text }

    /// The value as JSON text over several lines, two blanks for each level.
    public var prettyText: String {
        var writer = JSONWriter()
        writePretty(self, indent: "\n", to: &writer)
        return writer.text
    }

    /// A double as Step Functions prints it: the shortest digits that give the same double, with at least one after
    /// the point; `1.0E10` from ten million on and below a thousandth.
    ///
    /// A number that JSON cannot hold (infinite, not a number) is printed as a string.
    public static func text(of number: Double) -> String {
        guard number.isFinite else { return number.isNaN ? "\"NaN\"" : number < 0 ? "\"-Infinity\"" : "\"Infinity\"" }
        let shortest = number.description
        let magnitude = number.magnitude
        if magnitude == 0 || (1e-3..<1e7).contains(magnitude) { return shortest }
        return scientific(shortest)
    }

    /// Rewrites `12345678.9`, `1e+16` or `0.0001` as one digit, a point, the others, and a power of ten.
    private static func scientific(_ text: String) -> String {
        let sign = text.hasPrefix("-") ? "-" : ""
        let parts = text.drop { $0 == "-" }.split(separator: "e")
        let mantissa = parts[0].split(separator: ".")
        let whole = String(mantissa[0])
        let fraction = mantissa.count > 1 ? String(mantissa[1]) : ""
        var exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) + whole.count - 1
        var digits = whole + fraction
        while digits.hasPrefix("0"), digits.count > 1 {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.hasSuffix("0"), digits.count > 1 { digits.removeLast() }
        let rest = digits.dropFirst()
        return "\(sign)\(digits.prefix(1)).\(rest.isEmpty ? "0" : String(rest))E\(exponent)"
    }
}

private func writePretty(_ value: JSONValue, indent: String, to writer: inout JSONWriter) {
    let inner = indent + "  "
    switch value {
    case .array(let elements) where !elements.isEmpty:
        writer.raw("[")
        for (index, element) in elements.enumerated() {
            if index > 0 { writer.raw(",") }
            writer.raw(inner)
            writePretty(element, indent: inner, to: &writer)
        }
        writer.raw(indent)
        writer.raw("]")
    case .object(let object) where !object.isEmpty:
        writer.raw("{")
        for (index, member) in object.enumerated() {
            if index > 0 { writer.raw(",") }
            writer.raw(inner)
            writer.write(member.key)
            writer.raw(": ")
            writePretty(member.value, indent: inner, to: &writer)
        }
        writer.raw(indent)
        writer.raw("}")
    default: writer.write(value)
    }
}
