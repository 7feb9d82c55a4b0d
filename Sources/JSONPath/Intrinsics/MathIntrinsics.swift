import JSON

extension IntrinsicArguments {
    /// `States.MathAdd(a, b)`: whole numbers of 32 bits.
    func mathAdd() throws(IntrinsicFailure) -> JSONValue {
        let sum = try integer(0) + integer(1)
        guard Int32(exactly: sum) != nil else {
            throw failure("the sum must be between -2147483648 and 2147483647, but was \(sum)")
        }
        return .integer(Int64(sum))
    }

    /// `States.MathRandom(first, end)`: a number from the first up to but without the end; with a seed as the third
    /// argument always the same one.
    func mathRandom(_ random: inout some RandomNumberGenerator) throws(IntrinsicFailure) -> JSONValue {
        let first = try integer(0)
        let end = try integer(1)
        guard first < end else { throw failure("the first number \(first) must be less than the end \(end)") }
        guard values.count == 3 else {
            // The high half of the product spreads 64 random bits evenly over the range.
            let offset = random.next().multipliedFullWidth(by: UInt64(end - first)).high
            return .integer(Int64(first) + Int64(offset))
        }
        var seeded = JavaRandom(seed: Int64(try integer(2)))
        return .integer(Int64(seeded.nextInteger(in: Int32(first)..<Int32(end))))
    }
}

/// `States.UUID()`: a random UUID (RFC 9562, version 4).
func uuid(_ random: inout some RandomNumberGenerator) -> String {
    let high = random.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
    let low = random.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for place in 0..<32 {
        if place == 8 || place == 12 || place == 16 || place == 20 { text.append(UInt8(ascii: "-")) }
        let half = place < 16 ? high : low
        text.append(digits[Int(half >> UInt64(60 - 4 * (place % 16)) & 0xF)])
    }
    return String(decoding: text, as: UTF8.self)
}
