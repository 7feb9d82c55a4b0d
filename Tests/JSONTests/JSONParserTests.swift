import JSON
import Testing

@Suite struct JSONParserTests {
    @Test(arguments: [
        ("1", "1"), ("-0", "0"), ("1.0", "1.0"), ("1e2", "100.0"), ("1.10", "1.1"), ("1e10", "1.0E10"),
        ("9223372036854775807", "9223372036854775807"), ("9223372036854775808", "9223372036854775808"),
        ("123456789012345678901234567890", "123456789012345678901234567890"), ("1e400", "1e400"),
        ("0.0001", "1.0E-4"), ("12345678.9", "1.23456789E7"), ("-0.5", "-0.5"),
        ("\"\\u00e9\\n\\ud83d\\ude00\\ud800\"", "\"é\\n😀\u{FFFD}\""),
        ("[1, {\"b\": 2, \"a\": 1, \"b\": 3}]", "[1,{\"b\":3,\"a\":1}]"),
        ("\"\\u0001\"", "\"\\u0001\""), (" [ ] ", "[]"), ("{}", "{}"),
    ])
    func printsWhatItRead(source: String, printed: String) throws {
        #expect(try JSONValue(parsing: source).text == printed)
    }

    @Test(arguments: [
        ("", "1:1: unexpected end of the text"), ("[1,]", "1:4: expected a value, found ']'"),
        ("{\"a\" 1}", "1:6: expected ':', found '1'"), ("01", "1:1: not a number as JSON writes it"),
        ("[1\n 2]", "2:2: expected ',' or ']', found '2'"),
        ("\"\\x\"", "1:2: not an escape that JSON knows (\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX)"),
        ("1 2", "1:3: more text after the end of the value"),
        ("\"a\nb\"", "1:3: a control character must be escaped in a string"),
        ("tru", "1:1: unexpected end of the text"), ("nul1", "1:4: expected 'null', found '1'"),
        ("1.", "1:3: unexpected end of the text"),
    ])
    func saysWhereAndWhy(source: String, message: String) {
        let error = #expect(throws: JSONParseError.self) { try JSONValue(parsing: source) }
        #expect(error?.description == message)
    }

    @Test func refusesInvalidUTF8() {
        let error = #expect(throws: JSONParseError.self) { try JSONValue(parsing: Array("\"é".utf8) + [0xFF, 0x22]) }
        #expect(error?.reason == .invalidUTF8)
        #expect(error?.offset == 3)
    }

    @Test func boundsDepth() throws {
        let deep = String(repeating: "[", count: 1_000) + String(repeating: "]", count: 1_000)
        _ = try JSONValue(parsing: deep)
        let error = #expect(throws: JSONParseError.self) { try JSONValue(parsing: "[\(deep)]") }
        #expect(error?.reason == .tooDeep(maximum: 1_000))
    }

    @Test func keepsPositionsAndDuplicates() throws {
        let (_, map) = try JSONValue.parseWithPositions(Array("{\n  \"a/b\": [1,\n 2],\n \"a/b\": 3}".utf8))
        #expect(map.position(of: "/a~1b/1") == SourcePosition(line: 3, column: 2))
        #expect(map.position(of: "/none") == SourcePosition(line: 1, column: 1))
        #expect(map.duplicates.map(\.pointer) == ["/a~1b"])
    }
}

@Suite struct JSONObjectTests {
    @Test func keepsOrderPastTheIndexThreshold() {
        var object = JSONObject()
        for number in 0..<100 { object["key\(number)"] = .integer(Int64(number)) }
        object["key50"] = nil
        object["key1"] = "one"
        #expect(object.count == 99)
        #expect(object["key50"] == nil)
        #expect(object["key99"] == 99)
        #expect(Array(object.keys.prefix(3)) == ["key0", "key1", "key2"])
    }

    @Test func keepsCanonicallyEquivalentNamesApart() {
        let object: JSONObject = ["é": 1, "e\u{301}": 2]
        #expect(object.count == 2)
    }

    @Test func comparesRegardlessOfOrder() {
        let left: JSONValue = ["a": 1, "b": [1.0, nil]]
        let right: JSONValue = ["b": [1, nil], "a": 1.0]
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
    }
}
