import JSON
import JSONata
import Testing

/// Input that must end in an error, never in a crash.
struct RobustnessTests {
    /// What is repeated, between what, and how an expression of 100,000 of it is put together.
    enum Shape: String, CaseIterable {
        case parentheses, brackets, minuses, sum, path

        var source: String {
            let count = 100_000
            return switch self {
            case .parentheses: String(repeating: "(", count: count)
            case .brackets: String(repeating: "[", count: count) + String(repeating: "]", count: count)
            case .minuses: String(repeating: "-", count: count) + "1"
            case .sum: "1" + String(repeating: "+1", count: count)
            case .path: "a" + String(repeating: ".a", count: count)
            }
        }
    }

    @Test(arguments: Shape.allCases)
    func survivesDeepNesting(_ shape: Shape) {
        let error = #expect(throws: JSONataError.self) { try JSONataExpression(shape.source).evaluate(nil) }
        #expect(error?.isBound == true)
    }

    @Test func boundsTheNestingOfValues() {
        let error = #expect(throws: JSONataError.self) {
            try JSONataExpression("$reduce([1..100000], function($a, $i) { [[$a]] })").evaluate(nil)
        }
        #expect(error?.isBound == true)
    }

    @Test func boundsRunawayPatterns() {
        let error = #expect(throws: JSONataError.self) {
            try JSONataExpression("$contains('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /^(a+)+$/)").evaluate(nil)
        }
        #expect(error?.isBound == true)
    }
}
