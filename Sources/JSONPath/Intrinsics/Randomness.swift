/// Random numbers from a seed, the same on every machine and in every release: what an execution drew is drawn again when
/// it is replayed.
///
/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
package struct Randomness: RandomNumberGenerator, Hashable, Sendable {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// The generator of `java.util.Random`, bit for bit, which Step Functions uses where a seed is given.
package struct JavaRandom: Sendable {
    private static let multiplier: UInt64 = 0x5_DEEC_E66D
    private static let mask: UInt64 = (1 << 48) - 1
    private var state: UInt64

    package init(seed: Int64) {
        state = (UInt64(bitPattern: seed) ^ Self.multiplier) & Self.mask
    }

    private mutating func next(bits: UInt64) -> Int32 {
        state = (state &* Self.multiplier &+ 0xB) & Self.mask
        return Int32(truncatingIfNeeded: Int64(bitPattern: state) >> Int64(48 - bits))
    }

    /// `nextDouble()`: from 0 up to but without 1.
    package mutating func nextDouble() -> Double {
        let high = Int64(next(bits: 26)) << 27
        return Double(high + Int64(next(bits: 27))) * 0x1.0p-53
    }

    /// `ints(from, to)`: from the first up to but without the second, which must be greater.
    package mutating func nextInteger(in range: Range<Int32>) -> Int32 {
        precondition(!range.isEmpty, "no number to draw")
        let (bound, overflow) = range.upperBound.subtractingReportingOverflow(range.lowerBound)
        guard !overflow else {
            while true {
                let number = next(bits: 32)
                if range.contains(number) { return number }
            }
        }
        return nextInteger(below: bound) + range.lowerBound
    }

    private mutating func nextInteger(below bound: Int32) -> Int32 {
        var bits = next(bits: 31)
        if bound & (bound - 1) == 0 { return Int32((Int64(bound) * Int64(bits)) >> 31) }
        var number = bits % bound
        // Draws again where the last, incomplete run of `bound` numbers was hit.
        while (bits - number).addingReportingOverflow(bound - 1).overflow {
            bits = next(bits: 31)
            number = bits % bound
        }
        return number
    }
}
