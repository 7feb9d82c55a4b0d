import TestSupport

/// Makes inputs out of others: the same seed, number and corpus always give the same one.
struct Mutator {
    let corpus: [[UInt8]]
    /// Pieces that mean something to what reads the input.
    let tokens: [[UInt8]]
    let seed: UInt64
    /// Longer inputs are cut.
    private static let maximumBytes = 20_000

    /// The input of that number.
    func input(_ number: UInt64) -> [UInt8] {
        var random = SplitMix(state: seed &* 0x9E37_79B9_7F4A_7C15 ^ number)
        var input = pick(corpus, &random)
        for _ in 0..<Int.random(in: 1...6, using: &random) { mutate(&input, &random) }
        return Array(input.prefix(Self.maximumBytes))
    }

    private func mutate(_ input: inout [UInt8], _ random: inout SplitMix) {
        let place = Int.random(in: 0...input.count, using: &random)
        let end = min(input.count, place + Int.random(in: 1...16, using: &random))
        switch Int.random(in: 0..<10, using: &random) {
        case 0: input.removeSubrange(place..<end)
        case 1: input.insert(UInt8.random(in: 0...255, using: &random), at: place)
        case 2: if place < input.count { input[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
        case 3: input.insert(contentsOf: input[place..<end], at: place)
        case 4:
            let count = Int.random(in: 2...200, using: &random)
            let slice = Array(input[place..<min(end, place + 4)])
            input.insert(contentsOf: (0..<count).flatMap { _ in slice }, at: place)
        case 5:
            let other = pick(corpus, &random)
            let start = Int.random(in: 0...other.count, using: &random)
            input.replaceSubrange(place..., with: other[start...])
        case 6:
            let other = pick(corpus, &random)
            let start = Int.random(in: 0...other.count, using: &random)
            input.insert(contentsOf: other[start..<min(other.count, start + 24)], at: place)
        case 7: input.replaceSubrange(place..<end, with: pick(tokens, &random))
        case 8: input.removeSubrange(place...)
        default: input.insert(contentsOf: pick(tokens, &random), at: place)
        }
    }

    private func pick(_ choices: [[UInt8]], _ random: inout SplitMix) -> [UInt8] {
        choices.randomElement(using: &random) ?? []
    }
}
