internal import JSON

extension DatePicture {
    /// The moment that a text shows, in milliseconds since 1970; nil where it does not fit the picture.
    ///
    /// Components larger than the first one given are those of `nowMilliseconds`, smaller ones start at their least.
    /// - Throws: `D3136` where one between is missing, `D3133` where a name cannot be read.
    func parse(_ text: String, nowMilliseconds: Int, _ evaluation: Evaluation) throws(Fault) -> Double? {
        var pattern = "^"
        for part in parts { pattern += "(\(try part.pattern))" }
        let regex = try RegularExpression(pattern + "$", flags: "i", at: 0)
        var text = text
        let match = try text.withBytes { bytes throws(Fault) -> Match? in
            try regex.find(in: bytes, after: nil, evaluation) ? Match(evaluation.matches, in: bytes) : nil
        }
        guard let match else { return nil }
        var values: [Character: Double] = [:]
        for (part, group) in zip(parts, match.groups) {
            guard case .component(let component) = part, let value = component.parse(group ?? "") else { continue }
            values[component.symbol] = value
        }
        if values.isEmpty { return nil }
        var components = DateComponents(values)
        return try components.milliseconds(now: CivilDate(milliseconds: nowMilliseconds))
    }
}

extension DatePicture.Part {
    /// A regular expression, without groups, for what the part may look like.
    fileprivate var pattern: String {
        get throws(Fault) {
            switch self {
            case .literal(let text): text.map { #".*+?^${}()|[]\"#.contains($0) ? "\\\($0)" : String($0) }.joined()
            case .component(let component): try component.pattern
            }
        }
    }
}

extension DatePicture.Component {
    fileprivate var pattern: String {
        get throws(Fault) {
            if symbol == "Z" || symbol == "z" { return zonePattern }
            if let integer { return integer.pattern(digitCount: digitCount) }
            guard ["M", "x", "F", "P"].contains(symbol) else { throw Fault("D3133", value: .string(String(symbol))) }
            return "[a-zA-Z]+"
        }
    }

    private var zoneSeparator: Character? {
        if case .regular(_, let character)? = integer?.digits?.grouping { character } else { nil }
    }

    private var zonePattern: String {
        let minutes = zoneSeparator.map { "\\\($0)[0-9]+" } ?? ""
        return (symbol == "z" ? "GMT" : "") + "[-+][0-9]+" + minutes
    }

    /// The number that a text stands for; nil where it is none.
    fileprivate func parse(_ text: String) -> Double? {
        if symbol == "Z" || symbol == "z" { return zoneMinutes(text) }
        if symbol == "f" { return Double("0." + text).map { ($0 * 1_000).rounded(.down) } }
        if let integer { return integer.parse(text) }
        switch symbol {
        case "M", "x": return place(of: text, in: DatePicture.months)
        case "F": return place(of: text, in: DatePicture.weekdays)
        default: return ["am": 0, "AM": 0, "pm": 1, "PM": 1][text]
        }
    }

    private func place(of text: String, in names: [String]) -> Double? {
        names.firstIndex { $0.prefix(maximumWidth ?? .max) == text }.map { Double($0 + 1) }
    }

    private func zoneMinutes(_ text: String) -> Double {
        let digits = symbol == "z" ? text.dropFirst(3) : Substring(text)
        let hours: Substring
        let minutes: Substring
        if let separator = zoneSeparator, let place = digits.firstIndex(of: separator) {
            hours = digits[..<place]
            minutes = digits[digits.index(after: place)...]
        } else {
            hours = digits.count <= 3 ? digits : digits.prefix(3)
            minutes = digits.dropFirst(hours.count)
        }
        let sign = hours.hasPrefix("-") ? -1.0 : 1
        return leadingInteger(String(hours)) * 60 + sign * (minutes.isEmpty ? 0 : leadingInteger(String(minutes)))
    }
}

extension IntegerPicture {
    /// A regular expression for the numbers of the picture, with so many digits where that is given.
    fileprivate func pattern(digitCount: Int?) -> String {
        switch style {
        case .letters(let letterCase): return letterCase == .upper ? "[A-Z]+" : "[a-z]+"
        case .roman(let letterCase): return letterCase == .upper ? "[MDCLXVI]+" : "[mdclxvi]+"
        case .words:
            return "(?:\(EnglishNumber.values.keys.sorted { $0.count > $1.count }.joined(separator: "|"))|and|[-, ])+"
        case .decimal(let digits):
            var quantifier = "+"
            if let digitCount, digitCount > 0, digitCount < 1_000 {
                let least = max(0, digitCount - digits.optional)
                quantifier = digits.optional == 0 ? "{\(digitCount)}" : "{\(least),\(digitCount)}"
            }
            return "[0-9]\(quantifier)" + (isOrdinal ? "(?:th|st|nd|rd)" : "")
        }
    }
}

/// What the components of a text came to.
private struct DateComponents {
    private var values: [Character: Double]

    init(_ values: [Character: Double]) { self.values = values }

    /// Whether all components given among `candidates` are in `set`, and at least one is.
    private func given(_ set: String, among candidates: String) -> Bool {
        let present = candidates.filter { values[$0] != nil }
        return !present.isEmpty && present.allSatisfy { set.contains($0) }
    }

    mutating func milliseconds(now: CivilDate) throws(Fault) -> Double {
        let dateSymbols = "YXMxWwdD"
        let isOrdinalDate = !given("YMD", among: dateSymbols) && given("Yd", among: dateSymbols)
        let isWeekOfMonth = given("Xxw", among: dateSymbols)
        let isWeekOfYear = !isWeekOfMonth && given("XW", among: dateSymbols)
        let isTwelveHours = !given("Hmsf", among: "PHhmsf") && given("Phmsf", among: "PHhmsf")
        let order =
            (isOrdinalDate ? "YD" : isWeekOfMonth ? "XxwF" : isWeekOfYear ? "XWF" : "YMD")
            + (isTwelveHours ? "Phmsf" : "Hmsf")
        try complete(order, now)
        if isWeekOfMonth || isWeekOfYear { throw Fault("D3136") }
        var month = values["M"].map { max(1, $0) } ?? 1
        var day = values["D"] ?? 1
        if isOrdinalDate {
            month = 1
            day = values["d"] ?? 1
        }
        var hour = values["H"] ?? 0
        if isTwelveHours {
            hour = values["h"] == 12 ? 0 : values["h"] ?? 0
            if values["P"] == 1 { hour += 12 }
        }
        return total(month, day, hour)
    }

    /// Fills in what is missing: from now before the first component given, with the least after it.
    private mutating func complete(_ order: String, _ now: CivilDate) throws(Fault) {
        var hasStarted = false
        var hasEnded = false
        for symbol in order {
            if values[symbol] != nil {
                hasStarted = true
                if hasEnded { throw Fault("D3136") }
            } else if hasStarted {
                values[symbol] = "MDd".contains(symbol) ? 1 : 0
                hasEnded = true
            } else {
                let component = DatePicture.Component(symbol)
                values[symbol] = component.value(of: now).map(Double.init)
            }
        }
    }

    private func total(_ month: Double, _ day: Double, _ hour: Double) -> Double {
        var year = values["Y"] ?? 1970
        if year >= 0, year <= 99 { year += 1900 }
        guard [year, month, day].allSatisfy({ $0.magnitude < 1e6 }) else { return .nan }
        let days = CivilDate.day(year: Int(year), month: Int(month), day: 1)
        let minutes = hour * 60 + (values["m"] ?? 0) - (values["Z"] ?? values["z"] ?? 0)
        return (Double(days) + day - 1) * Double(CivilDate.millisecondsADay) + minutes * 60_000
            + (values["s"] ?? 0) * 1_000 + (values["f"] ?? 0)
    }
}

extension DatePicture.Component {
    fileprivate init(_ symbol: Character) { self.symbol = symbol }
}
