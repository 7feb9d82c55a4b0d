import JSON
import JSONata
import Testing

/// What Step Functions adds to the language, leaves out, and bounds.
struct StepFunctionsTests {
    private func evaluate(_ source: String, seed: UInt64 = 1) throws -> JSONValue? {
        try JSONataExpression(source, dialect: .stepFunctions).evaluate(nil, environment: .init(randomSeed: seed))
    }

    @Test(arguments: [
        ("$partition([1..5], 2)", "[[1,2],[3,4],[5]]"),
        ("$range(-1.7, 2, 1)", "[-1,0,1,2]"),
        ("$range(5, 1, -2)", "[5,3,1]"),
        ("$hash('abc', 'SHA-256')", #""ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad""#),
        ("$random(42)", "0.7275636800328681"),
        ("$parse('{\"a\": [1, null]}')", #"{"a":[1,null]}"#),
        ("$string(1e20)", #""100000000000000000000""#),
        ("1/0", #""Infinity""#),
        ("{'a': [-1/0]}", #"{"a":["-Infinity"]}"#),
        ("$count([1..873782])", "873782"),
    ])
    func evaluates(_ expression: String, to expected: String) throws {
        #expect(try evaluate(expression) == JSONValue(parsing: expected))
    }

    @Test func hasNoEval() {
        let error = #expect(throws: JSONataError.self) { try evaluate("$eval('1')") }
        #expect(error?.code == "T1006")
    }

    @Test(arguments: [
        "[1..873783]",
        Array(repeating: "1", count: 200).joined(separator: "+"),
        "($f := function($n) { 1 + $f($n) }; $f(1))",
    ])
    func bounds(_ expression: String) {
        let error = #expect(throws: JSONataError.self) { try evaluate(expression) }
        #expect(error?.isBound == true)
    }

    @Test func endsEndlessTailRecursion() throws {
        var limits = JSONataEnvironment.Limits()
        limits.maximumSteps = 100_000
        let expression = try JSONataExpression("($f := function() { $f() }; $f())", dialect: .stepFunctions)
        let error = #expect(throws: JSONataError.self) {
            try expression.evaluate(nil, environment: .init(limits: limits))
        }
        #expect(error?.isBound == true)
    }

    @Test func makesUUIDsFromTheSeed() throws {
        let first = try #require(try evaluate("$uuid()", seed: 7)?.string)
        #expect(first.wholeMatch(of: #/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/#) != nil)
        #expect(try evaluate("$uuid()", seed: 7)?.string == first)
        #expect(try evaluate("$uuid()", seed: 8)?.string != first)
    }
}
