import JSON
import JSONata
import Testing

/// The language in small cases of this project's own.
struct ExpressionTests {
    static let document = """
        {"shop": "Kiosk", "orders": [
          {"id": "a1", "lines": [{"sku": "pen", "qty": 2, "price": 1.5}, {"sku": "ink", "qty": 1, "price": 4}]},
          {"id": "b2", "lines": [{"sku": "pen", "qty": 5, "price": 1.25}]}]}
        """

    @Test(arguments: [
        ("shop", #""Kiosk""#),
        ("orders.lines.sku", #"["pen","ink","pen"]"#),
        ("orders[0].lines[-1].sku", #""ink""#),
        ("orders.lines[qty > 1].price", "[1.5,1.25]"),
        ("orders.lines[sku = 'ink'].price[]", "[4]"),
        ("$sum(orders.lines.(qty * price))", "13.25"),
        ("orders.lines{sku: $sum(qty)}", #"{"pen":7,"ink":1}"#),
        ("orders.lines^(>price).price", "[4,1.5,1.25]"),
        ("orders.lines.(sku & '@' & %.id)", #"["pen@a1","ink@a1","pen@b2"]"#),
        ("orders@$o.$o.lines#$i.($o.id & $string($i))", #"["a10","a11","b20"]"#),
        ("$map([1..3], function($v, $i) { $v * $i })", "[0,2,6]"),
        ("($f := function($n) { $n < 2 ? 1 : $n * $f($n - 1) }; $f(10))", "3628800"),
        (
            "orders[0] ~> |lines|{'price': price * 2}, 'qty'|",
            #"{"id":"a1","lines":[{"sku":"pen","price":3},{"sku":"ink","price":8}]}"#
        ),
        ("(orders[1] ~> |$|{'all': $$, 'self': $}|).[id, all.shop, self.id, self.all]", #"["b2","Kiosk","b2"]"#),
        ("({'a': {'b': {}}} ~> |a|{'up': $$.shop}|).a", #"{"b":{},"up":"Kiosk"}"#),
        ("$replace('2026-03-04', /(\\d+)-(\\d+)-(\\d+)/, '$3.$2.$1')", #""04.03.2026""#),
        ("'a' ?: 'b'", #""a""#), ("nothing ?? 'b'", #""b""#),
        ("6/2", "3"), ("$string(0.1 + 0.2)", #""0.3""#), ("$string(1e21)", #""1e+21""#), ("1e-7", "1e-7"),
        ("$formatNumber(1234.5, '#,##0.00')", #""1,234.50""#),
        ("$formatInteger(1999, 'I')", #""MCMXCIX""#),
        ("$fromMillis(0, '[FNn], [D1o] [MNn] [Y]')", #""Thursday, 1st January 1970""#),
        ("$fromMillis(0, '[FNn,3--3]|')", #""|""#),
        ("$toMillis('2026-03-04T05:06:07.089Z')", "1772600767089"),
        ("$eval('orders[0].id')", #""a1""#),
    ])
    func evaluates(_ expression: String, to expected: String) throws {
        let input = try JSONValue(parsing: Self.document)
        #expect(try JSONataExpression(expression).evaluate(input) == JSONValue(parsing: expected))
    }

    @Test(arguments: [
        ("1 + 'a'", "T2002", "The right side of the \"+\" operator must evaluate to a number"),
        ("$sum('a')", "T0412", "Argument 1 of function \"sum\" must be an array of \"numbers\""),
        ("$nope()", "T1006", "Attempted to invoke a non-function"),
        ("sum(1)", "T1005", "Attempted to invoke a non-function. Did you mean $sum?"),
        ("1 +", "S0207", "Unexpected end of expression"),
        ("'open", "S0101", "String literal must be terminated by a matching quote"),
        ("1 2", "S0201", "Syntax error: 2"),
        ("!a", "S0204", #"Unknown operator: "!""#), ("a ~ b", "S0204", #"Unknown operator: "~""#),
        (#""a\"#, "S0103", #"Unsupported escape sequence: \"""#),
        ("[1, 2)", "S0202", "Expected \"]\", got \")\""),
        ("$error('stop')", "D3137", "stop"),
    ])
    func fails(_ expression: String, with code: String, _ message: String) {
        let error = #expect(throws: JSONataError.self) { try JSONataExpression(expression).evaluate(nil) }
        #expect(error?.code == code)
        #expect(error?.message == message)
    }

    /// Corners at which the reference implementation was asked.
    @Test(arguments: [
        ("[].a", "[]"), ("[1..3][$ > 5].$string()", nil), ("([{'a': 1}, {'a': 2}])[0].a", "1"), ("[{'a': 1}].a", "1"),
        ("[1..3][-1][]", "[3]"), ("($x := [1, 2]; $x[][-1])", "[2]"),
        ("$spread([{'a': 1}])", #"[{"a":1}]"#), ("$spread({'a': 1})", #"{"a":1}"#), ("$spread([{}])", "[]"),
        ("$spread([])", nil), ("$pad('a', nothing, '#')", #""a""#),
        ("$fromMillis(-0.5)", #""1970-01-01T00:00:00.000Z""#),
        ("$contains('abc', /^/)", "true"), ("$contains('', /^$/)", "true"), ("$contains('abc', /x*/)", "true"),
        ("$match('abc', /$/).index", "3"), ("$replace('abc', /$/, '!')", #""abc!""#),
        ("$replace('aa', /a*/, 'x')", #""x""#), ("$split('abc', /$/)", #"["abc",""]"#),
        ("$match('', /^$/).match", #""""#), ("/b*/('abc').match", #""""#),
    ])
    func agreesWithTheReference(_ expression: String, on expected: String?) throws {
        #expect(try JSONataExpression(expression).evaluate(nil) == expected.map { try JSONValue(parsing: $0) })
    }

    /// An empty match that would be found again and again.
    @Test(arguments: [
        "$match('abc', /^/)", "$replace('abc', /x*/, '-')", "$replace('aab', /a*/, '-', 1)", "$split('abc', /x*/, 1)",
        "/x*/('abc').next()",
    ])
    func refusesEmptyMatchesThatRepeat(_ expression: String) {
        let error = #expect(throws: JSONataError.self) { try JSONataExpression(expression).evaluate(nil) }
        #expect(error?.code == "D1004")
    }

    @Test func bindsVariablesOfTheCaller() throws {
        let expression = try JSONataExpression("$states.input.a + $n")
        let bindings: [String: JSONValue] = ["states": ["input": ["a": 40]], "n": 2]
        #expect(try expression.evaluate(nil, bindings: bindings) == 42)
    }

    @Test func tellsFunctionsFromValues() throws {
        #expect(try JSONataExpression("$sum").evaluateDetailed(nil) == .function)
        #expect(try JSONataExpression("{'f': $sum}").evaluateDetailed(nil) == .function)
        #expect(try JSONataExpression("/a/").evaluateDetailed(nil) == .regularExpression)
        #expect(try JSONataExpression("nothing").evaluateDetailed(nil) == .undefined)
    }
}
