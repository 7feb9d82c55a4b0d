/// A moment in milliseconds since 1970, as ISO 8601 text and back.
///
/// The arithmetic is the civil calendar's (proleptic Gregorian, UTC); it needs neither locale nor time zone data.
package struct Timestamp: Sendable, Hashable, Comparable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    /// Reads RFC 3339: a date, `T`, a time with or without a fraction, and `Z` or an offset.
    ///
    /// Specification: Amazon States Language, "Timestamps".
    package init?(parsing text: String) {
        var reader = DigitReader(bytes: Array(text.utf8))
        guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
            let day = reader.number(2), reader.take("T"), let hour = reader.number(2), reader.take(":"),
            let minute = reader.number(2)
        else { return nil }
        var second: Int64 = 0
        var fraction: Int64 = 0
        if reader.take(":") {
            guard let value = reader.number(2) else { return nil }
            second = value
            if reader.take(".") {
                guard let value = reader.milliseconds() else { return nil }
                fraction = value
            }
        }
        guard let offsetMinutes = reader.offsetMinutes(), reader.isAtEnd, (1...12).contains(month),
            (1...Self.days(inMonth: month, of: year)).contains(day), hour < 24, minute < 60, second < 60
        else { return nil }
        let days = Self.daysSinceEpoch(year: year, month: month, day: day)
        let seconds = days * 86_400 + hour * 3_600 + (minute - offsetMinutes) * 60 + second
        self.init(milliseconds: seconds * 1_000 + fraction)
    }

    /// The moment as `2026-11-23T08:00:00.123Z`.
    package var text: String {
        let days = milliseconds.flooredQuotient(by: 86_400_000)
        let rest = milliseconds - days * 86_400_000
        let (year, month, day) = Self.civil(daysSinceEpoch: days)
        let digits: [(Int64, Int, String)] = [
            (year, 4, "-"), (month, 2, "-"), (day, 2, "T"), (rest / 3_600_000, 2, ":"), (rest / 60_000 % 60, 2, ":"),
            (rest / 1_000 % 60, 2, "."), (rest % 1_000, 3, "Z"),
        ]
        var text = ""
        text.reserveCapacity(24)
        for (number, width, separator) in digits {
            let plain = String(number)
            for _ in 0..<max(0, width - plain.utf8.count) { text += "0" }
            text += plain
            text += separator
        }
        return text
    }

    /// The moment as `Mon, 23 Nov 2026 08:00:00 GMT` (RFC 9110).
    package var httpDate: String {
        let days = milliseconds.flooredQuotient(by: 86_400_000)
        let (year, month, day) = Self.civil(daysSinceEpoch: days)
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let weekday = weekdays[Int(days - days.flooredQuotient(by: 7) * 7)]
        let time = text.dropFirst(11).prefix(8)
        return "\(weekday), \(day < 10 ? "0" : "")\(day) \(months[Int(month) - 1]) \(year) \(time) GMT"
    }

    private static func days(inMonth month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01, by eras of 400 years that start on the first of March.
    private static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted.flooredQuotient(by: 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func civil(daysSinceEpoch days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted.flooredQuotient(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

extension Int64 {
    fileprivate func flooredQuotient(by divisor: Int64) -> Int64 {
        self >= 0 ? self / divisor : (self - divisor + 1) / divisor
    }
}

private struct DigitReader {
    let bytes: [UInt8]
    var offset = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { offset == bytes.count }

    private func digit() -> Int64? {
        guard offset < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset]) else { return nil }
        return Int64(bytes[offset] & 0xF)
    }

    mutating func number(_ width: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<width {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
            offset += 1
        }
        return value
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    /// Digits after the point, of which the first three count; at most nine.
    mutating func milliseconds() -> Int64? {
        let start = offset
        var value: Int64 = 0
        while let digit = digit() {
            if offset - start < 3 { value = value * 10 + digit }
            offset += 1
        }
        let count = offset - start
        guard (1...9).contains(count) else { return nil }
        for _ in 0..<max(0, 3 - count) { value *= 10 }
        return value
    }

    mutating func offsetMinutes() -> Int64? {
        if take("Z") { return 0 }
        let sign: Int64 = take("+") ? 1 : take("-") ? -1 : 0
        guard sign != 0, let hours = number(2), hours < 24 else { return nil }
        guard take(":") else { return sign * hours * 60 }
        guard let minutes = number(2), minutes < 60 else { return nil }
        return sign * (hours * 60 + minutes)
    }
}
