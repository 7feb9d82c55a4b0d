import JSON
import JSONPath
import Testing

@Suite("Paths")
struct PathTests {
    let document: JSONValue = [
        "a": ["b": [["c": 1], ["c": 2], ["d": 3]]], "n": nil, "text": "x", "numbers": [4, 2, 9],
        "people": [["name": "Ana", "age": 30, "tags": ["x", "y"]], ["name": "Bo", "age": 17], ["age": 50]],
    ]

    @Test(
        "value",
        arguments: [
            ("$", nil), ("$.a.b[0].c", 1), ("$['a']['b'][1]['c']", 2), (#"$["a"].b[1].c"#, 2),
            (#"$["\u0061"].b[1].c"#, 2),
            ("$.a.b[-1].d", 3), ("$.numbers[-3:-1]", [4, 2]), ("$.numbers[:]", [4, 2, 9]), ("$.numbers[-2:]", [2, 9]),
            ("$.a.b[*].c", [1, 2]), ("$..c", [1, 2]), ("$.numbers[0,2,7]", [4, 9]), ("$.missing[*].x", []),
            ("$.text[*]", []), ("$.numbers[*].x", []), ("$.people[*]['name','age'].x", []),
            ("$.people[0]['name','age']", ["name": "Ana", "age": 30]), ("$.people[*]['name','age']", nil),
            ("$.n", nil),
        ] as [(String, JSONValue?)])
    func value(_ text: String, _ expected: JSONValue?) throws {
        let value = try Path(text).evaluate(over: document)
        if let expected, !expected.isNull { #expect(value == expected) }
        if text == "$" { #expect(value == document) }
        if text == "$.n" { #expect(value.isNull) }
    }

    @Test(
        "filter",
        arguments: [
            ("@.age > 18", ["Ana"]), ("@.age < 18", ["Bo"]), ("@.age >= 17 && @.name", ["Ana", "Bo"]),
            ("@.name == 'Bo' || @.age==30", ["Ana", "Bo"]), ("!@.tags", ["Bo"]), ("@.tags && !(@.x)", ["Ana"]),
            ("(@.age == 17 || @.age == 30) && @.name == 'Ana'", ["Ana"]), ("@.name =~ /a.*/i", ["Ana"]),
            ("@.name =~ /a/i", []), ("@.name in ['Bo', 'Cy']", ["Bo"]), ("@.name nin ['Bo']", ["Ana"]),
            ("@.tags contains 'x'", ["Ana"]), ("@.tags size 2", ["Ana"]), ("@.tags empty false", ["Ana"]),
            ("@.tags anyof ['y','z']", ["Ana"]), ("@.tags subsetof ['x','y','z']", ["Ana"]),
            ("@.tags.length() == 2", ["Ana"]), ("@.age == $.limit", ["Bo"]), ("@.age == $$.limit", ["Ana"]),
            ("@.age == $limit.value", ["Bo"]), ("'Bo' == @.name", ["Bo"]), ("@['name'] == 'Bo'", ["Bo"]),
            ("@.age === 17", ["Bo"]), ("@.age === '17'", []), ("@.age == '17'", ["Bo"]), ("@.nope != 1", []),
            ("@.name==Bo", ["Bo"]), ("@.name == Bo && @.age == 17", ["Bo"]), ("@.name == Bo Derek", []),
            ("@.name == \"Bo\"", []), ("!(@.age == 1)", []),
        ])
    func filter(_ condition: String, _ names: [String]) throws {
        let roots = PathRoots(
            input: ["people": document["people"] ?? nil, "limit": 17], context: { ["limit": 30] },
            variables: ["limit": ["value": 17]])
        let found = try Path("$.people[?(\(condition))].name").evaluate(roots)
        #expect(found == .array(names.map { .string($0) }))
    }

    @Test(
        "function",
        arguments: [
            ("$.numbers.length()", 3), ("$.a.length()", 1), ("$.numbers.sum()", 15), ("$.numbers.min()", 2),
            ("$.numbers.max()", 9), ("$.numbers.avg()", 5), ("$.sum($.numbers, $..c)", 18), ("$.a.keys()", ["b"]),
            ("$.text.concat('y', 1)", "xy1"), ("$.numbers.append(1)", [4, 2, 9, 1]), ("$.numbers.first()", 4),
            ("$.numbers.last()", 9), ("$.numbers.index(-2)", 2), ("$.people[*].length()", [3, 2, 1]),
        ] as [(String, JSONValue)])
    func function(_ text: String, _ expected: JSONValue) throws {
        #expect(try Path(text).evaluate(over: document) == expected)
    }

    @Test(
        "message where there is no value",
        arguments: [
            ("$.x", "No results for path: $['x']"), ("$.a.x", "No results for path: $['a']['x']"),
            ("$.no.such.path", "Missing property in path $['no']"),
            ("$.a.no.path", "Missing property in path $['a']['no']"),
            ("$.text.x", "Property ['x'] not found in path $['text']"), ("$.n[0]", "The path $['n'] is null"),
            ("$.numbers[7]", "No results for path: $['numbers'][7]"),
            ("$.numbers[7].x", "Property ['x'] not found in path $['numbers'][7]"),
            ("$.text[0]", "Filter: [0] can only be applied to arrays. Current context is: x"),
            ("$.people[1][0]", "Filter: [0] can only be applied to arrays. Current context is: {name=Bo, age=17}"),
            ("$.text[?(@.x)]", "Filter: [?] can not be applied to primitives. Current context is: x"),
        ])
    func message(_ text: String, _ message: String) throws {
        let path = try Path(text)
        let error = try #require(throws: PathEvaluationError.self) { try path.evaluate(over: document) }
        #expect(error.message == message)
        #expect(path.cause(error) == "Invalid path '\(text)' : \(message)")
    }

    @Test("the cause for a member of a payload template names path, field and input")
    func templateCause() throws {
        let path = try Path("$.nope.deep")
        let error = try #require(throws: PathEvaluationError.self) { try path.evaluate(over: ["other": 1]) }
        let expected =
            #"The JSONPath '$.nope.deep' specified for the field 'missing.$' could not be found in the input '{"other":1}'"#
        #expect(path.cause(error, field: "missing.$", searched: ["other": 1]) == expected)
    }

    @Test("causes show a path into the context object as it is applied to it")
    func contextCauses() throws {
        let path = try Path("$$.Execution.Input")
        #expect(path.itemsCause == #"Reference path "$.Execution.Input" must point to array."#)
        #expect(
            path.choiceCause
                == "Invalid path '$.Execution.Input': The choice state's condition path references an invalid value.")
        let error = try #require(throws: PathEvaluationError.self) { try path.evaluate(PathRoots(input: 1)) }
        #expect(path.cause(error) == "Invalid path '$.Execution.Input' : Missing property in path $['Execution']")
    }

    @Test("a position beyond the end is null in a payload template only")
    func positionInTemplate() throws {
        let roots = PathRoots(input: ["items": [1, 2]])
        #expect(try Path("$.items[5]").evaluateInTemplate(roots).isNull)
        #expect(throws: PathEvaluationError.positionOutOfRange(location: "$['items'][5]")) {
            try Path("$.items[5]").evaluate(roots)
        }
    }

    @Test("the roots")
    func roots() throws {
        let roots = PathRoots(input: 1, context: { ["State": ["Name": "S"]] }, variables: ["x": [7], "größe": 2])
        #expect(try Path("$").evaluate(roots) == 1)
        #expect(try Path("$$.State.Name").evaluate(roots) == "S")
        #expect(try Path("$x[0]").evaluate(roots) == 7)
        #expect(try Path("$größe").evaluate(roots) == 2)
        #expect(throws: PathEvaluationError.undefinedVariable("y")) { try Path("$y").evaluate(roots) }
        #expect(try Path("$x[?(@ == $y)]").variableNames == ["x", "y"])
    }

    @Test(
        "refused",
        arguments: [
            "", "a", "$.", "$..", "$[", "$[]", "$['a", "$['a'", "$[?(@.a]", "$[?@.a]", "$[?()]", "$[?(@.a ==)]",
            "$.a b",
            "$.a.nope()", "$.length().x", "$[99999999999]", "$[?(@.a =~ /(/)]", "$[?(@.a like 'x')]", "$1a", "$a-b",
            "$.a..",
            "$[?(@.a == 'x)]", "$[?((@.a)]", "$[abc]", "$[1,-]", "States.UUID()",
        ])
    func refused(_ text: String) {
        #expect(throws: PathSyntaxError.self) { try Path(text) }
    }

    @Test("deep nesting and long chains are refused or work, never crash")
    func bounds() throws {
        #expect(throws: PathSyntaxError.self) {
            try Path(
                "$[?(" + String(repeating: "(", count: 100_000) + "@.a" + String(repeating: ")", count: 100_000) + ")]")
        }
        #expect(throws: PathSyntaxError.self) { try Path("$" + String(repeating: ".a", count: 100_000)) }
        #expect(throws: PathSyntaxError.self) { try Path(String(repeating: "$[?(@", count: 10_000)) }
        let chain = Array(repeating: "@.c == 1", count: 20_000).joined(separator: " || ")
        #expect(try Path("$.a.b[?(\(chain))]").evaluate(over: document) == [["c": 1]])
    }

    @Test("a path that multiplies its results stops at a bound")
    func explosion() throws {
        var nested: JSONValue = 1
        for _ in 0..<200 { nested = [nested] }
        #expect(throws: PathEvaluationError.tooManyValues(maximum: 5_000_000)) {
            try Path("$..*..*..*..*..*").evaluate(over: nested)
        }
    }

    @Test("a filter that looks at everything for everything stops at a bound")
    func nestedExplosion() throws {
        let wide = JSONValue.array((0..<20_000).map { .integer($0) })
        #expect(throws: PathEvaluationError.tooManyValues(maximum: 5_000_000)) {
            try Path("$[?(@ == $..nope)]").evaluate(over: wide)
        }
    }

    @Test("filters in filters do not use up the stack")
    func nestedFilters() throws {
        var nested: JSONValue = ["f": [1]]
        for _ in 0..<900 { nested = ["a": nested] }
        let path = String(repeating: "$..f[?(", count: 20) + "@" + String(repeating: ")]", count: 20)
        #expect(throws: PathEvaluationError.tooDeep(maximum: 3_000)) { try Path(path).evaluate(over: nested) }
    }

    @Test("a costly regular expression stops at a bound")
    func costlyPattern() throws {
        let path = try Path("$[?(@ =~ /(a+)+b/)]")
        let text = JSONValue.string(String(repeating: "a", count: 64) + "cb")
        #expect(throws: PathEvaluationError.patternTooCostly("(a+)+b")) { try path.evaluate(over: [text]) }
    }
}
