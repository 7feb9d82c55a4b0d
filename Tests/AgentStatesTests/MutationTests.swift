import JSON
import StatesLanguage
import Testing

@testable import AgentStates

/// Whatever is wrong with a definition, it is told, never a crash; and what is lowered is a definition.
@Suite struct MutationTests {
    /// A linear congruential generator: the same mutations each time.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    private static let oddities: [JSONValue] = [
        .null, true, -1, 3.5, "", "x", "{% $ %}", "{% ( %}", [], [1, "a"], [:], ["a": [:]], "Lead", "Agent",
    ]

    /// The value with one place in it replaced or taken away.
    private func mutated(_ value: JSONValue, _ dice: inout Dice) -> JSONValue? {
        let isHere = Int.random(in: 0..<4, using: &dice) == 0
        switch value {
        case .object(let object) where !object.isEmpty && !isHere:
            let index = Int.random(in: 0..<object.count, using: &dice)
            return .object(
                JSONObject(
                    object.enumerated().compactMap { place, member -> (String, JSONValue)? in
                        guard place == index else { return (member.key, member.value) }
                        return mutated(member.value, &dice).map { (member.key, $0) }
                    }))
        case .array(let elements) where !elements.isEmpty && !isHere:
            let index = Int.random(in: 0..<elements.count, using: &dice)
            return .array(
                elements.enumerated().compactMap { $0 == index ? mutated($1, &dice) : $1 })
        default: return Int.random(in: 0..<5, using: &dice) == 0 ? nil : Self.oddities.randomElement(using: &dice)
        }
    }

    @Test(arguments: LoweringPropertyTests.singles) func isToldNeverACrash(yaml: String) throws {
        let original = try Document(reading: Array(yaml.utf8), as: .yaml)
        var dice = Dice(state: UInt64(yaml.utf8.count))
        var lowered = 0
        for _ in 0..<60 {
            guard let value = mutated(original.value, &dice) else { continue }
            let lowering = Lowering(Document(value: value, map: original.map))
            #expect((lowering.document == nil) == lowering.diagnostics.hasErrors, "\(value.text)")
            guard let plain = lowering.document else { continue }
            lowered += 1
            // What is left to find is found by the checks of the plain language, and is told of the author's text.
            let found = lowering.translating(DefinitionCompiler().compile(plain).diagnostics)
            #expect(Set(found).count == found.count)
            #expect(Lowering(plain).document?.value == plain.value)
        }
        #expect(lowered > 0)
    }
}
