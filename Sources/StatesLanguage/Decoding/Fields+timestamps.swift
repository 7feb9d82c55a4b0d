import JSON

extension Fields {
    /// The RFC 3339 timestamp of that name, as it was written.
    func timestamp(_ name: String) -> String? {
        guard let text = string(name) else { return nil }
        if isTimestamp(text) { return text }
        report.schema(SchemaMessage.notTimestamp, at: location(of: name))
        return nil
    }
}

/// Whether a text is a timestamp such as `2016-03-14T01:59:00Z`, with `T` and an offset, and such a day and time exist.
///
/// Specification: RFC 3339, section 5.6, with the upper-case letters that Amazon States Language asks for.
func isTimestamp(_ text: String) -> Bool {
    var scanner = TimestampScanner(text)
    guard let year = scanner.number(4), scanner.take("-"), let month = scanner.number(2), scanner.take("-"),
        let day = scanner.number(2), scanner.take("T"), let hour = scanner.number(2), scanner.take(":"),
        let minute = scanner.number(2), scanner.take(":"), let second = scanner.number(2)
    else { return false }
    if scanner.take(".") {
        guard scanner.digits() > 0 else { return false }
    }
    guard scanner.offset(), scanner.isAtEnd else { return false }
    return (1...12).contains(month) && (1...daysIn(month: month, of: year)).contains(day) && hour < 24 && minute < 60
        && second <= 60
}

private func daysIn(month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
}

private struct TimestampScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = Substring(text).utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(_ count: Int) -> Int? {
        var number = 0
        for _ in 0..<count {
            guard let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            number = number * 10 + Int(byte & 0xF)
            rest.removeFirst()
        }
        return number
    }

    mutating func digits() -> Int {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
        rest.removeFirst(digits)
        return digits
    }

    /// `Z`, `+01:00`
    mutating func offset() -> Bool {
        if take("Z") { return true }
        guard take("+") || take("-"), let hour = number(2), take(":"), let minute = number(2) else { return false }
        return hour < 24 && minute < 60
    }
}
