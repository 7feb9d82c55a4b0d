import Glibc

/// Time since the machine started, which never goes back.
package struct MonotonicTime: Comparable, Hashable, Sendable {
    package let nanoseconds: Int64

    package static var now: MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    package static func < (left: MonotonicTime, right: MonotonicTime) -> Bool { left.nanoseconds < right.nanoseconds }

    package func adding(milliseconds: Int64) -> MonotonicTime {
        let span = milliseconds.multipliedReportingOverflow(by: 1_000_000)
        let sum = nanoseconds.addingReportingOverflow(span.partialValue)
        return MonotonicTime(nanoseconds: span.overflow || sum.overflow ? .max : sum.partialValue)
    }

    /// Whole milliseconds from now until this time, rounded up, at least 0, at most what `poll` takes.
    package var millisecondsLeft: Int32 {
        let left = nanoseconds.subtractingReportingOverflow(Self.now.nanoseconds).partialValue
        return left <= 0 ? 0 : Int32(clamping: (left - 1) / 1_000_000 + 1)
    }
}

/// The time of day, in UTC.
struct WallTime: Hashable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    let milliseconds: Int64

    static var now: WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// A time in UTC such as `2026-11-23T09:45:00.123Z`.
    init?(iso8601 text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.last == UInt8(ascii: "Z") else { return nil }
        let number = { (range: Range<Int>) in Int64(String(decoding: bytes[range], as: UTF8.self)) }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            (1...12).contains(month)
        else { return nil }
        let marchYear = month <= 2 ? year - 1 : year
        let era = marchYear.floorDivided(by: 400)
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        let fraction =
            bytes.count > 20 ? Double("0" + String(decoding: bytes[19..<(bytes.count - 1)], as: UTF8.self)) : 0
        guard let fraction else { return nil }
        milliseconds =
            ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1_000 + Int64((fraction * 1_000).rounded())
    }

    /// Year, month and day of the proleptic Gregorian calendar, and seconds of the day.
    private var fields: (year: Int64, month: Int64, day: Int64, weekday: Int64, second: Int64) {
        let seconds = milliseconds.floorDivided(by: 1_000)
        let days = seconds.floorDivided(by: 86_400)
        // Days are counted in eras of 400 years that start on 1 March, so that the leap day is a year's last.
        let shifted = days + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let weekday = (days + 4) - (days + 4).floorDivided(by: 7) * 7
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1, weekday, seconds - days * 86_400)
    }

    /// `20261123T094500Z`, as AWS signatures write it.
    var basicISO8601: String {
        let f = fields
        return
            "\(pad(f.year, 4))\(pad(f.month))\(pad(f.day))T\(pad(f.second / 3600))\(pad(f.second / 60 % 60))\(pad(f.second % 60))Z"
    }

    /// `2026-11-23T09:45:00.123Z`, without the fraction where it is zero.
    var iso8601: String {
        let f = fields
        let fraction = milliseconds - milliseconds.floorDivided(by: 1_000) * 1_000
        let time = "\(pad(f.second / 3600)):\(pad(f.second / 60 % 60)):\(pad(f.second % 60))"
        return "\(pad(f.year, 4))-\(pad(f.month))-\(pad(f.day))T\(time)\(fraction == 0 ? "" : "." + pad(fraction, 3))Z"
    }

    /// `Mon, 23 Nov 2026 09:45:00 GMT`, as HTTP headers write it.
    var httpDate: String {
        let f = fields
        let weekday = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][Int(f.weekday)]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let time = "\(pad(f.second / 3600)):\(pad(f.second / 60 % 60)):\(pad(f.second % 60))"
        return "\(weekday), \(pad(f.day)) \(months[Int(f.month) - 1]) \(pad(f.year, 4)) \(time) GMT"
    }
}

private func pad(_ number: Int64, _ width: Int = 2) -> String {
    let digits = String(number)
    return digits.utf8.count >= width ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
}

extension Int64 {
    fileprivate func floorDivided(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
