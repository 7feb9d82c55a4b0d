internal import Glibc
internal import JSON

extension DatePicture {
    static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// The moment (milliseconds since 1970) as the picture shows it in a time zone.
    func format(_ milliseconds: Int, zone: ZoneOffset) throws(Fault) -> String {
        let date = CivilDate(milliseconds: milliseconds + zone.milliseconds)
        var text = ""
        for part in parts {
            switch part {
            case .literal(let literal): text += literal
            case .component(let component): text += try component.format(date, zone)
            }
        }
        return text
    }
}

extension DatePicture.Component {
    fileprivate func format(_ date: CivilDate, _ zone: ZoneOffset) throws(Fault) -> String {
        switch symbol {
        case "Z", "z": return try format(zone)
        case "P": return names == .upper ? (date.hour >= 12 ? "PM" : "AM") : date.hour >= 12 ? "pm" : "am"
        case "C", "E": return "ISO"
        default: break
        }
        guard let value = value(of: date) else { return "" }
        if let names { return try name(value, names) }
        var number = Double(value)
        if symbol == "Y", let digitCount {
            number = number.truncatingRemainder(dividingBy: pow(10, Double(digitCount)))
        }
        return integer?.format(number) ?? ""
    }

    /// The number that the component shows; nil where it is no number.
    func value(of date: CivilDate) -> Int? {
        switch symbol {
        case "Y": date.year
        case "M": date.month
        case "D": date.dayOfMonth
        case "d": date.dayOfYear
        case "F": date.weekday
        case "W": date.weekOfYear
        case "w": date.weekOfMonth
        case "X": date.yearOfWeek
        case "x": date.monthOfWeek
        case "H": date.hour
        case "h": date.hour % 12 == 0 ? 12 : date.hour % 12
        case "P": date.hour >= 12 ? 1 : 0
        case "m": date.minute
        case "s": date.second
        case "f": date.millisecond
        default: nil
        }
    }

    private func name(_ value: Int, _ letterCase: IntegerPicture.LetterCase) throws(Fault) -> String {
        let name: String
        switch symbol {
        case "M", "x": name = DatePicture.months[value - 1]
        case "F": name = DatePicture.weekdays[value - 1]
        default: throw Fault("D3133", value: .string(String(symbol)))
        }
        return String(letterCase.applied(to: name).prefix(maximumWidth ?? .max))
    }

    private func format(_ zone: ZoneOffset) throws(Fault) -> String {
        guard let integer, let digits = integer.digits else { return "" }
        let offset = 100 * zone.hours + zone.minutes
        var text: String
        if case .regular = digits.grouping {
            text = integer.format(Double(offset))
        } else {
            switch digits.mandatory {
            case 1, 2:
                text = integer.format(Double(zone.hours))
                if zone.minutes != 0 {
                    text += ":" + (zone.minutes.magnitude < 10 ? "0" : "") + String(zone.minutes.magnitude)
                }
            case 3, 4: text = integer.format(Double(offset))
            case let count: throw Fault("D3134", value: .integer(Int64(count)))
            }
        }
        if offset >= 0 { text = "+" + text }
        if symbol == "z" { text = "GMT" + text }
        return offset == 0 && isTraditional ? "Z" : text
    }
}
