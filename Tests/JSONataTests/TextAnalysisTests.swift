import JSONata
import Testing

/// What can be told of a text before it is computed.
@Suite struct TextAnalysisTests {
    private static let cases: [(String, [String])] = [
        ("'a'", ["a"]),
        ("'orders-' & $states.input.region & '-x'", ["orders-*-x"]),
        ("$states.input.big ? 'a' : 'b'", ["a", "b"]),
        ("($x := 'a'; $y := $x & '-' & $z; $y)", ["a-known"]),
        ("$z", ["known"]),
        ("$unknown", ["*"]),
        ("input.name", ["*"]),
        ("$states.input.name ?: 'standard'", ["*", "standard"]),
        ("('a')", ["a"]),
        ("$x := $x", ["*"]),
        ("$uppercase('a')", ["*"]),
    ]

    @Test(arguments: cases) func findsTexts(source: String, expected: [String]) throws {
        let expression = try JSONataExpression(source, dialect: .stepFunctions)
        let texts = expression.texts { $0 == "z" ? [TextPattern("known")] : nil }
        #expect(texts.map(\.wildcardText) == expected)
    }

    private static let memberCases: [(String, [String], [String])] = [
        ("{'Bucket': 'a', 'Key': $k}", ["Bucket"], ["a"]),
        ("{'Bucket': 'a', 'Key': $k}", ["Key"], ["*"]),
        ("{'Bucket': 'a'}", ["Key"], []),
        ("{$k: 'a'}", ["Key"], ["*"]),
        ("{'A': {'B': 'c'}}", ["A", "B"], ["c"]),
        ("$merge([$base, {'Bucket': 'a'}])", ["Bucket"], ["a"]),
        ("$merge([{'Bucket': 'a'}, $more])", ["Bucket"], ["a"]),
        ("$c ? {'Bucket': 'a'} : {'Bucket': 'b' & $x}", ["Bucket"], ["a", "b*"]),
        ("$states.input", ["Bucket"], ["*"]),
    ]

    @Test(arguments: memberCases) func findsMembers(source: String, path: [String], expected: [String]) throws {
        let expression = try JSONataExpression(source, dialect: .stepFunctions)
        #expect(expression.texts(at: path).map(\.wildcardText) == expected)
    }
}
