import JSONata
import Testing

/// What an expression refers to outside itself.
struct ReferenceTests {
    private func kinds(_ source: String) throws -> [JSONataReference.Kind] {
        try JSONataExpression(source, dialect: .stepFunctions).references.map(\.kind)
    }

    @Test func findsVariablesWithTheirPaths() throws {
        #expect(
            try kinds("$states.input.a.b & $x[0].c") == [
                .variable(name: "states", path: ["input", "a", "b"]), .variable(name: "x", path: []),
            ])
        #expect(try kinds("($x := 1; $x + $y)") == [.variable(name: "y", path: [])])
        #expect(
            try kinds("$map($states.input, function($v) { $v + $sum($w) })") == [
                .variable(name: "states", path: ["input"]), .variable(name: "w", path: []),
            ])
    }

    @Test func findsTheContextAtTheTopOnly() throws {
        #expect(try kinds("phone") == [.field("phone")])
        #expect(try kinds("{'a': $, 'b': $$}") == [.context, .root])
        #expect(try kinds("$states.input[phone = $].x") == [.variable(name: "states", path: ["input"])])
    }

    @Test func findsUnknownFunctions() throws {
        #expect(try kinds("$eval('1')") == [.unknownFunction("eval")])
        #expect(try kinds("$uuid()") == [])
    }

    @Test func findsPathsAfterAnItemOfAConstructor() throws {
        #expect(try kinds("[1, 2][0].a") == [.pathAfterPick])
        #expect(try kinds("([1, 2])[0].a & [1, 2][0] & [{'a': 1}].a") == [])
    }

    @Test func tellsWhere() throws {
        let references = try JSONataExpression("1 + $a.b + `c d`").references
        #expect(references.map(\.position) == [4, 11])
    }
}
