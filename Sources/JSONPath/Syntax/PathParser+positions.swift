/// Positions in arrays. Jayway's reader knows no step in a slice: `[1:5:2]` is `[1:5]`, and a line break ends what it
/// takes in.
extension PathParser {
    /// `0`, `0,2`, `1:3`, `1:`, `:3`, `@.length-1`.
    mutating func positions() throws(PathSyntaxError) -> PathStep {
        if current == UInt8(ascii: "@") { return try positionFromEnd() }
        var reader = PositionReader()
        while let byte = current, Self.isPositionByte(byte) {
            offset += 1
            switch byte {
            case UInt8(ascii: " "): break
            case UInt8(ascii: ","):
                reader.numbers.append(try number(reader.takeDigits()))
                reader.kind = max(reader.kind, .list)
            case UInt8(ascii: ":"):
                try bound(after: &reader)
                // What follows a bound is passed over, be it another ':' or something that does not belong there.
                if current != UInt8(ascii: "]") { offset += 1 }
            default: reader.digits.append(byte)
            }
        }
        if !reader.digits.isEmpty { reader.numbers.append(try number(reader.takeDigits())) }
        guard let step = reader.step else { throw unexpected("expected a position") }
        return step
    }

    /// The end of a slice, behind its ':'.
    private mutating func bound(after reader: inout PositionReader) throws(PathSyntaxError) {
        let hasStart = !reader.digits.isEmpty
        if hasStart { reader.numbers.append(try number(reader.takeDigits())) }
        while let byte = current, byte != UInt8(ascii: ","), byte != UInt8(ascii: ":"), Self.isPositionByte(byte) {
            if byte != UInt8(ascii: " ") { reader.digits.append(byte) }
            offset += 1
        }
        let end = reader.takeDigits()
        if !end.isEmpty { reader.numbers.append(try number(end)) }
        let kind: PositionReader.Kind =
            switch (hasStart, end.isEmpty) {
            case (true, true): .sliceFrom
            case (true, false): .sliceBetween
            case (false, false): .sliceTo
            case (false, true): .sliceOfAll
            }
        reader.kind = max(reader.kind, kind)
    }

    /// `@.length-1` or `@.size()-1`, with blanks and brackets anywhere.
    private mutating func positionFromEnd() throws(PathSyntaxError) -> PathStep {
        let start = offset
        offset += 1
        var function: [UInt8] = []
        var digits: [UInt8] = []
        while let byte = current, byte != UInt8(ascii: "-"), byte != UInt8(ascii: "]") {
            if !Self.isBlank(byte), byte != UInt8(ascii: "("), byte != UInt8(ascii: ")"), byte != UInt8(ascii: ".") {
                function.append(byte)
            }
            offset += 1
        }
        let name = String(decoding: function, as: UTF8.self)
        guard name == "length" || name == "size" else {
            throw PathSyntaxError(.unexpected("expected (@.length-1) or (@.size()-1)"), at: start)
        }
        while let byte = current, byte != UInt8(ascii: ")"), byte != UInt8(ascii: "]") {
            if !Self.isBlank(byte) { digits.append(byte) }
            offset += 1
        }
        return .fromEnd(try number(digits))
    }

    private func number(_ digits: [UInt8]) throws(PathSyntaxError) -> Int {
        let text = String(decoding: digits, as: UTF8.self)
        guard let value = Int32(text) else { throw error(.invalidNumber(text)) }
        return Int(value)
    }

    private static func isPositionByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ","), UInt8(ascii: " "), UInt8(ascii: ":"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

/// What was read of a bracket so far.
private struct PositionReader {
    /// The kinds in the order in which the later wins where a bracket mixes them.
    enum Kind: Int, Comparable {
        case single, sliceBetween, sliceOfAll, sliceTo, sliceFrom, list

        static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
    }

    var kind = Kind.single
    var numbers: [Int] = []
    var digits: [UInt8] = []

    mutating func takeDigits() -> [UInt8] {
        defer { digits.removeAll() }
        return digits
    }

    var step: PathStep? {
        switch kind {
        case .single: numbers.first.map { .index($0) }
        case .list: numbers.count == 1 ? .index(numbers[0]) : .indexes(numbers)
        case .sliceFrom: numbers.first.map { .slice(from: $0, to: nil) }
        case .sliceTo: numbers.first.map { .slice(from: nil, to: $0) }
        case .sliceOfAll: .slice(from: 0, to: nil)
        case .sliceBetween: numbers.count > 1 ? .slice(from: numbers[0], to: numbers[1]) : nil
        }
    }
}
