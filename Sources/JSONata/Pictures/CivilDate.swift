/// A moment in UTC taken apart by the calendar, without a time zone database.
struct CivilDate {
    static let millisecondsADay = 86_400_000

    /// Days since 1970-01-01.
    let day: Int
    let millisecondOfDay: Int
    let year: Int
    /// From 1.
    let month: Int
    let dayOfMonth: Int

    init(milliseconds: Int) {
        day = floorDivide(milliseconds, Self.millisecondsADay)
        millisecondOfDay = milliseconds - day * Self.millisecondsADay
        (year, month, dayOfMonth) = Self.civil(day)
    }

    /// From 1 for Monday to 7 for Sunday.
    var weekday: Int { Self.weekday(ofDay: day) }
    var dayOfYear: Int { day - Self.day(year: year, month: 1, day: 1) + 1 }
    var hour: Int { millisecondOfDay / 3_600_000 }
    var minute: Int { millisecondOfDay / 60_000 % 60 }
    var second: Int { millisecondOfDay / 1_000 % 60 }
    var millisecond: Int { millisecondOfDay % 1_000 }

    static func weekday(ofDay day: Int) -> Int { floorRemainder(day + 3, 7) + 1 }

    /// Days since 1970-01-01; months and days past their range count on.
    ///
    /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    static func day(year: Int, month: Int, day: Int) -> Int {
        let months = year * 12 + month - 1
        let month = floorRemainder(months, 12) + 1
        let year = floorDivide(months, 12) - (month <= 2 ? 1 : 0)
        let era = floorDivide(year, 400)
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(_ day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    // MARK: Weeks

    /// The Monday of the first week of a month, which has its Thursday in the month. The month counts from 1.
    private static func firstMonday(year: Int, month: Int) -> Int {
        let first = day(year: year, month: month, day: 1)
        let weekday = weekday(ofDay: first)
        return weekday > 4 ? first + 8 - weekday : first - weekday + 1
    }

    private static func week(of day: Int, from monday: Int) -> Int { floorDivide(day - monday, 7) + 1 }

    /// The week of the year. Specification: ISO 8601.
    var weekOfYear: Int {
        let week = Self.week(of: day, from: Self.firstMonday(year: year, month: 1))
        if week > 52, day >= Self.firstMonday(year: year + 1, month: 1) { return 1 }
        return week < 1 ? Self.week(of: day, from: Self.firstMonday(year: year - 1, month: 1)) : week
    }

    /// The week of the month, counted as those of a year are.
    var weekOfMonth: Int {
        let week = Self.week(of: day, from: Self.firstMonday(year: year, month: month))
        if week > 4, day >= Self.firstMonday(year: year, month: month + 1) { return 1 }
        return week < 1 ? Self.week(of: day, from: Self.firstMonday(year: year, month: month - 1)) : week
    }

    /// The year that the week belongs to.
    var yearOfWeek: Int {
        if day < Self.firstMonday(year: year, month: 1) { return year - 1 }
        return day >= Self.firstMonday(year: year + 1, month: 1) ? year + 1 : year
    }

    /// The month that the week belongs to.
    var monthOfWeek: Int {
        if day < Self.firstMonday(year: year, month: month) { return month == 1 ? 12 : month - 1 }
        return day >= Self.firstMonday(year: year, month: month + 1) ? month % 12 + 1 : month
    }
}

/// The quotient rounded down.
func floorDivide(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : -((b - 1 - a) / b) }

/// What `floorDivide` leaves, from 0 up to but not including the divisor.
func floorRemainder(_ a: Int, _ b: Int) -> Int { a - floorDivide(a, b) * b }
