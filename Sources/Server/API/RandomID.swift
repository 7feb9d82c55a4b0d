/// Fresh identifiers.
enum RandomID {
    /// A random UUID (version 4) in lower case.
    static func uuid() -> String {
        var generator = SystemRandomNumberGenerator()
        let high: UInt64 = generator.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low: UInt64 = generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        return String(unsafeUninitializedCapacity: 36) { text in
            var length = 0
            for position in 0..<32 {
                if [8, 12, 16, 20].contains(position) {
                    text[length] = UInt8(ascii: "-")
                    length += 1
                }
                let word = position < 16 ? high : low
                text[length] = digits[Int(word >> UInt64(60 - 4 * (position % 16)) & 0xF)]
                length += 1
            }
            return length
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
