import JSON
import JSONPath
import Testing

@Suite("Reference paths")
struct ReferencePathTests {
    @Test(
        "set",
        arguments: [
            ("$", #"{"a":1}"#, "9"), ("$.b", #"{"a":1}"#, #"{"a":1,"b":9}"#),
            ("$.a", #"{"a":1,"z":2}"#, #"{"a":9,"z":2}"#),
            ("$.x.y.z", "{}", #"{"x":{"y":{"z":9}}}"#), ("$.l[1]", #"{"l":[1,2,3]}"#, #"{"l":[1,9,3]}"#),
            ("$.l[0].k", #"{"l":[{}]}"#, #"{"l":[{"k":9}]}"#), ("$['a b']", "{}", #"{"a b":9}"#),
        ])
    func set(_ path: String, _ document: String, _ expected: String) throws {
        let changed = try ReferencePath(path).setting(9, in: JSONValue(parsing: document))
        #expect(changed.text == expected)
    }

    @Test(
        "no such place",
        arguments: [
            ("$.a", "1"), ("$.a.b", #"{"a":"text"}"#), ("$.l[1]", #"{"l":[0]}"#), ("$.l[0]", "{}"), ("$[0]", "{}"),
        ])
    func noPlace(_ path: String, _ document: String) throws {
        let document = try JSONValue(parsing: document)
        let error = try #require(throws: ReferencePathError.self) { try ReferencePath(path).setting(9, in: document) }
        #expect(error.cause == "Unable to apply ReferencePath \(path) to input \(document.text)")
    }

    @Test(
        "refused",
        arguments: ["$..a", "$[*]", "$.a[1:2]", "$[0,1]", "$['a','b']", "$[?(@.a)]", "$[-1]", "$.a.length()", "a"])
    func refused(_ text: String) {
        #expect(throws: PathSyntaxError.self) { try ReferencePath(text) }
    }

    @Test("get")
    func get() throws {
        #expect(try ReferencePath("$.a[1]").value(in: ["a": [1, 2]]) == 2)
        #expect(try ReferencePath("$.a[2]").value(in: ["a": [1, 2]]) == nil as JSONValue?)
        #expect(try ReferencePath("$x.a").root == .variable("x"))
    }
}
