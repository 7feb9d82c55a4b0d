internal import JSON

extension JSONValue {
    /// A time as AWS JSON 1.0 writes it: seconds since 1970 with a fraction.
    static func timestamp(milliseconds: Int64) -> JSONValue { .bigNumber(secondsText(milliseconds)) }
}

/// Milliseconds as a JSON number of seconds.
func secondsText(_ milliseconds: Int64) -> String {
    let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1_000)
    if rest == 0 { return String(seconds) }
    let digits = String(abs(rest) + 1_000).dropFirst()
    return "\(seconds).\(digits)"
}
