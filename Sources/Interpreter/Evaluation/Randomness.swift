package import JSONPath

extension Randomness {
    /// A number from 0 up to, but not including, 1.
    package mutating func nextFraction() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A version 4 UUID (RFC 9562).
    package mutating func nextUUID() -> String {
        let high = next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        var text: [UInt8] = []
        for (index, digit) in (hexadecimal(high) + hexadecimal(low)).utf8.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append(UInt8(ascii: "-")) }
            text.append(digit)
        }
        return String(decoding: text, as: UTF8.self)
    }

    private func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}

extension Execution {
    enum RandomPurpose: UInt64 {
        case expression = 1
        case jitter = 2
        case mapRun = 3
    }

    /// The generator for what happens before the next event: the same in every replay.
    func randomness(purpose: RandomPurpose) -> Randomness {
        let seed = header.seed(afterEvent: lastEventID)
        var mixer = Randomness(seed: seed ^ (UInt64(bitPattern: lastEventID) &* 0xD6E8_FEB8_6659_FD93))
        return Randomness(seed: mixer.next() ^ purpose.rawValue &* 0xA076_1D64_78BD_642F)
    }
}
