import JSON
import JSONPath
import Testing

@Suite("Intrinsic functions")
struct IntrinsicTests {
    func evaluate(_ text: String, _ input: JSONValue = ["a": 1, "o": ["k": [1, nil]], "tpl": "n={}"]) throws
        -> JSONValue
    {
        var random = Randomness(seed: 7)
        let roots = PathRoots(input: input, context: { ["State": ["Name": "S"]] }, variables: ["v": [1, 2]])
        return try IntrinsicExpression(text).evaluate(roots, random: &random)
    }

    @Test(
        "result",
        arguments: [
            (#"States.Format('{}-{}', $.a, 'b')"#, "1-b"), (#"States.Format('\{{}\} \'\\', $.a)"#, #"{1} '\"#),
            ("States.Format('{}', $.o)", "{k=[1, null]}"), ("States.Format($.tpl, 1)", "n=1"),
            ("States.Format('{} {} {}', null, true, 1.5)", "null true 1.5"), ("States.Format('x')", "x"),
            (#"States.StringToJson('{"a":[1]}')"#, ["a": [1]]), ("States.JsonToString($.o)", #"{"k":[1,null]}"#),
            ("States.Array()", []), ("States.Array($.a, 'x', -2.5, $$.State.Name, $v[1])", [1, "x", -2.5, "S", 2]),
            ("States.ArrayPartition(States.Array(1,2,3), 2)", [[1, 2], [3]]),
            ("States.ArrayContains($v, 2)", true), ("States.ArrayContains($v, '2')", false),
            ("States.ArrayRange(1, 9, 2)", [1, 3, 5, 7, 9]), ("States.ArrayRange(3, 0, -2)", [3, 1]),
            ("States.ArrayRange(3, 1, 1)", []), ("States.ArrayGetItem($v, 1)", 2),
            ("States.ArrayUnique(States.Array(1, 1.0, 'a', 'a', null, null))", [1, "a", nil]),
            ("States.ArrayLength($v[*])", 2), ("States.Base64Encode('Data to encode')", "RGF0YSB0byBlbmNvZGU="),
            ("States.Base64Decode('ZGE=')", "da"), ("States.Base64Decode('ZG\n E')", "da"),
            ("States.Base64Encode('')", ""),
            ("States.Hash('input data', 'SHA-1')", "aaff4a450a104cd177d28d18d74485e8cae074b7"),
            ("States.JsonMerge($.o, States.StringToJson('{\"x\":1}'), false)", ["k": [1, nil], "x": 1]),
            ("States.MathAdd(-1.5, 0)", -1), ("States.MathAdd(2147483646, 1)", 2_147_483_647),
            ("States.StringSplit('1,2;3', ',;')", ["1", "2", "3"]), ("States.StringSplit('', ',')", []),
            ("States.StringSplit('abc', '')", ["abc"]), (" States.MathAdd( 1 , 2 ) ", 3),
        ] as [(String, JSONValue)])
    func result(_ text: String, _ expected: JSONValue) throws {
        #expect(try evaluate(text) == expected)
    }

    @Test(
        "cause as recorded by AWS",
        arguments: [
            (
                "States.Format('{}', $.nope)",
                "The JsonPath argument for the field '$.nope' could not be found in the input '{\"other\":1}'"
            ),
            (
                "States.Format('{} {}', $.other, $.a.b)",
                "The JsonPath argument for the field '$.a.b' could not be found in the input '{\"other\":1}'"
            ),
            (
                "States.Format('{}', States.Format('{}',$.nope))",
                "The JsonPath argument for the field '$.nope' could not be found in the input '{\"other\":1}'"
            ),
            (
                "States.Format('{}', $$.Nope.Deep)",
                "The JsonPath argument for the field '$.Nope.Deep' could not be found in the input '{\"other\":1}'"
            ),
            ("States.Format('{}', $.other[0])", "Filter: [0] can only be applied to arrays. Current context is: 1"),
        ])
    func cause(_ text: String, _ message: String) throws {
        let error = try #require(throws: IntrinsicError.self) { try evaluate(text, ["other": 1]) }
        #expect(error.cause == "The function '\(text)' had the following error: \(message)")
    }

    @Test(
        "failure",
        arguments: [
            "States.Format('{}')", "States.Format('', 1)", "States.Format('{x}', 1)", "States.StringToJson('{')",
            "States.StringToJson(1)", "States.ArrayPartition($v, 0)", "States.ArrayPartition(1, 1)",
            "States.ArrayRange(0, 1000, 1)",
            "States.ArrayRange(0, 1, 0)", "States.ArrayGetItem($v, 2)", "States.ArrayGetItem($v, -1)",
            "States.ArrayLength('x')",
            "States.Base64Decode('a')", "States.Base64Decode('!!!!')", "States.Hash('x', 'SHA-2')",
            "States.Hash(1, 'MD5')",
            "States.JsonMerge($.o, $.o, true)", "States.JsonMerge($.o, 1, false)", "States.MathAdd(2147483647, 1)",
            "States.MathAdd(3000000000, 1)", "States.MathAdd('1', 1)", "States.MathRandom(1, 1)",
            "States.StringSplit(1, ',')",
        ])
    func failure(_ text: String) throws {
        #expect(throws: IntrinsicError.self) { try evaluate(text) }
    }

    @Test("limits on the length of a text")
    func textLimit() throws {
        let input: JSONValue = [
            "fits": .string(String(repeating: "a", count: 10_000)),
            "long": .string(String(repeating: "a", count: 10_001)),
        ]
        for function in ["States.Base64Encode(%)", "States.Hash(%, 'MD5')"] {
            #expect(throws: Never.self) { try evaluate(function.replacing("%", with: "$.fits"), input) }
            #expect(throws: IntrinsicError.self) { try evaluate(function.replacing("%", with: "$.long"), input) }
        }
    }

    @Test(
        "refused",
        arguments: [
            "", "States", "States.Nope()", "States.format('x')", "States.UUID(1)", "States.UUID", "States.UUID() x",
            "States.Format()",
            #"States.StringToJson('{"text":"An \"escaped double quote\" here"}')"#, #"States.Format('a\n')"#,
            "States.Format('x)",
            "States.Array(1 2)", "States.Array(1,)", "States.Array(,1)", "States.Array(x)", "States.Array($.)",
            "States.Array('x', \"y\")",
            "States.MathAdd(1)", "States.MathAdd(1, 2, 3)",
            String(repeating: "States.Array(", count: 11) + String(repeating: ")", count: 11),
            String(repeating: "States.Array(", count: 100_000),
        ])
    func refused(_ text: String) {
        #expect(throws: IntrinsicSyntaxError.self) { try IntrinsicExpression(text) }
    }

    @Test("calls may nest ten deep")
    func nesting() throws {
        let text = String(repeating: "States.Array(", count: 10) + String(repeating: ")", count: 10)
        #expect(try evaluate(text).text == "[[[[[[[[[[]]]]]]]]]]")
    }

    @Test("random numbers come from the generator that is given, or from the seed as Java draws them")
    func randomness() throws {
        #expect(try evaluate("States.UUID()") == evaluate("States.UUID()"))
        let uuid = try #require(try evaluate("States.UUID()").string)
        #expect(uuid.count == 36)
        let parts = uuid.split(separator: "-")
        #expect(parts.map(\.count) == [8, 4, 4, 4, 12])
        #expect(parts[2].hasPrefix("4"))
        #expect("89ab".contains(parts[3].prefix(1)))
        let drawn = try #require(try evaluate("States.MathRandom(-5, 5)").integer)
        #expect((-5..<5).contains(drawn))
        // new java.util.Random(42): nextInt(10) is 0, then 3; nextDouble() is 0.7275636800328681.
        #expect(try evaluate("States.MathRandom(0, 10, 42)") == 0)
        var java = JavaRandom(seed: 42)
        #expect((0..<5).map { _ in java.nextInteger(in: 0..<10) } == [0, 3, 8, 4, 0])
        java = JavaRandom(seed: 42)
        #expect(java.nextDouble() == 0.7275636800328681)
    }

    @Test("what an expression reads")
    func reads() throws {
        let expression = try IntrinsicExpression("States.Array($.a, States.Array($x[?(@ == $y)], $$.b), $x.z)")
        #expect(expression.paths.map(\.text) == ["$.a", "$x[?(@ == $y)]", "$$.b", "$x.z"])
        #expect(expression.variableNames == ["x", "y"])
    }
}
