/// Timestamps of ISO 8601, as far as JavaScript's `Date.parse` and the JSONata reference take them.
enum ISO8601 {
    /// Milliseconds since 1970; nil where the text is no timestamp. Without a zone it is UTC.
    static func parse(_ text: String) -> Double? {
        var reader = Reader(bytes: Array(text.utf8))
        guard let year = reader.digits(4) else { return nil }
        var month = 1
        var day = 1
        if let value = reader.field("-", 2, most: 12) {
            month = value
            if let value = reader.field("-", 2, most: 31) { day = value }
        }
        var seconds = 0
        var fraction = 0.0
        if reader.take("T") {
            guard let hour = reader.digits(2), let minute = reader.field(":", 2, most: 59),
                let second = reader.field(":", 2, most: 59), hour <= 24
            else { return nil }
            seconds = (hour * 60 + minute) * 60 + second
        }
        if reader.take(".") {
            guard let value = reader.fraction() else { return nil }
            fraction = value
        }
        guard let zoneMinutes = reader.zone(), reader.isAtEnd, month > 0, day > 0 else { return nil }
        let days = Double(CivilDate.day(year: year, month: month, day: day))
        let milliseconds = (fraction * 1_000).rounded(.down)
        return (days * 86_400 + Double(seconds - zoneMinutes * 60)) * 1_000 + milliseconds
    }

    private struct Reader {
        let bytes: [UInt8]
        var offset = 0

        var isAtEnd: Bool { offset == bytes.count }

        mutating func take(_ character: Character) -> Bool {
            guard offset < bytes.count, bytes[offset] == character.asciiValue else { return false }
            offset += 1
            return true
        }

        mutating func digits(_ count: Int) -> Int? {
            guard offset + count <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[offset..<offset + count] {
                guard (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            offset += count
            return value
        }

        /// A mark and so many digits; nil, and nothing read, where they do not follow.
        mutating func field(_ mark: Character, _ count: Int, most: Int) -> Int? {
            let start = offset
            if take(mark), let value = digits(count), value <= most { return value }
            offset = start
            return nil
        }

        mutating func fraction() -> Double? {
            let start = offset
            while offset < bytes.count, (0x30...0x39).contains(bytes[offset]) { offset += 1 }
            return offset > start ? Double("0." + String(decoding: bytes[start..<offset], as: UTF8.self)) : nil
        }

        /// Minutes east of UTC; 0 where there is no zone.
        mutating func zone() -> Int? {
            if isAtEnd || take("Z") { return 0 }
            let sign = take("-") ? -1 : 1
            if sign == 1, !take("+") { return nil }
            guard let hours = digits(2) else { return nil }
            _ = take(":")
            guard let minutes = digits(2), minutes < 60 else { return nil }
            return sign * (hours * 60 + minutes)
        }
    }
}
