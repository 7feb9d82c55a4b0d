import JSON
import JSONata
import Testing

/// Input that must end in an error, never in a crash.
struct RobustnessTests {
    @Test(arguments: [
        String(repeating: "(", count: 200_000),
        String(repeating: "[", count: 200_000) + String(repeating: "]", count: 200_000),
        String(repeating: "-", count: 200_000) + "1",
        Array(repeating: "1", count: 100_000).joined(separator: "+"),
        Array(repeating: "a", count: 100_000).joined(separator: "."),
    ])
    func survivesDeepNesting(_ source: String) {
        do {
            _ = try JSONataExpression(source).evaluate(nil)
        } catch {
            #expect(["U1001", "S0207", "S0203"].contains(error.code))
        }
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
