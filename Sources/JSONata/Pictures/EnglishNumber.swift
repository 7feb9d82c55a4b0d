/// Whole numbers in English words.
enum EnglishNumber {
    private static let few = [
        "Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve",
        "Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen",
    ]
    private static let fewOrdinals = [
        "Zeroth", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth",
        "Eleventh", "Twelfth", "Thirteenth", "Fourteenth", "Fifteenth", "Sixteenth", "Seventeenth", "Eighteenth",
        "Nineteenth",
    ]
    private static let decades = [
        "Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety", "Hundred",
    ]
    private static let magnitudes = ["Thousand", "Million", "Billion", "Trillion"]

    /// The words, such as `One Hundred and Twenty-Three`.
    static func words(for number: Double, isOrdinal: Bool) -> String {
        guard number.isFinite else { return "" }
        return words(number, isContinuation: false, isOrdinal: isOrdinal)
    }

    private static func words(_ number: Double, isContinuation: Bool, isOrdinal: Bool) -> String {
        if number < 20 {
            let names = isOrdinal ? fewOrdinals : few
            return (isContinuation ? " and " : "") + names[Int(number)]
        }
        if number < 100 { return (isContinuation ? " and " : "") + decade(Int(number), isOrdinal: isOrdinal) }
        if number < 1_000 {
            let hundreds = (isContinuation ? ", " : "") + few[Int(number) / 100] + " Hundred"
            return hundreds + remainder(number.truncatingRemainder(dividingBy: 100), isOrdinal: isOrdinal)
        }
        var power = 1
        var size = 1_000.0
        while power < magnitudes.count, number >= size * 1_000 {
            power += 1
            size *= 1_000
        }
        let count = (number / size).rounded(.down)
        return (isContinuation ? ", " : "") + words(count, isContinuation: false, isOrdinal: false) + " "
            + magnitudes[power - 1] + remainder(number - count * size, isOrdinal: isOrdinal)
    }

    private static func decade(_ number: Int, isOrdinal: Bool) -> String {
        let name = decades[number / 10 - 2]
        if number % 10 > 0 { return name + "-" + (isOrdinal ? fewOrdinals : few)[number % 10] }
        return isOrdinal ? name.dropLast() + "ieth" : name
    }

    private static func remainder(_ number: Double, isOrdinal: Bool) -> String {
        if number > 0 { return words(number, isContinuation: true, isOrdinal: isOrdinal) }
        return isOrdinal ? "th" : ""
    }

    // MARK: Reading

    /// The value of every word, in lower case.
    static let values: [String: Double] = {
        var values: [String: Double] = [:]
        for names in [few, fewOrdinals] {
            for (value, name) in names.enumerated() { values[name.lowercased()] = Double(value) }
        }
        for (index, name) in decades.enumerated() {
            values[name.lowercased()] = Double((index + 2) * 10)
            values[name.lowercased().dropLast() + "ieth"] = Double((index + 2) * 10)
        }
        values["hundredth"] = 100
        var size = 1.0
        for name in magnitudes {
            size *= 1_000
            values[name.lowercased()] = size
            values[name.lowercased() + "th"] = size
        }
        return values
    }()

    /// The number that the words say; not a number where one is unknown.
    static func number(of text: String) -> Double {
        var segments = [0.0]
        for word in text.lowercased().split(whereSeparator: { $0.isWhitespace || $0 == "," || $0 == "-" })
        where word != "and" {
            guard let value = values[String(word)] else { return .nan }
            var last = segments.removeLast()
            if value < 100 {
                if last >= 1_000 {
                    segments.append(last)
                    last = 0
                }
                segments.append(last + value)
            } else {
                segments.append(last * value)
            }
        }
        return segments.reduce(0, +)
    }
}
