import JSON
import JSONata
import Testing

@testable import AgentStates

/// JSON Schemas as JSONata.
@Suite struct SchemaCheckTests {
    private func faults(_ schema: JSONValue, _ value: JSONValue) throws -> [String] {
        let source = "[\(SchemaCheck(schema).faults(of: "$x", called: "v"))]"
        let expression = try JSONataExpression(source, dialect: .stepFunctions)
        let found = try expression.evaluate(nil, bindings: ["x": value])
        return (found?.array ?? []).map { $0.string ?? $0.text }
    }

    @Test(
        arguments: [
            (["type": "string"], "a", []), (["type": "string"], 1, ["v must be a string"]),
            (["type": "integer"], 3, []), (["type": "integer"], 3.5, ["v must be an integer"]),
            (["type": ["string", "null"]], nil, []), (["type": ["string", "null"]], 1, ["v must be a string or null"]),
            (["enum": ["a", 1, nil]], nil, []), (["enum": ["a", 1]], "b", [#"v must be one of ["a",1]"#]),
            (["enum": [["a"], [:]]], ["a"], []), (["const": 1], 2, ["v must be 1"]),
            (["minLength": 2], "ä", ["v must have 2 characters or more"]), (["maxLength": 1], "ä", []),
            (["pattern": "^a/b$"], "a/b", []), (["pattern": "^a/b$"], "ab", ["v must match ^a/b$"]),
            (["minimum": 1, "exclusiveMaximum": 3], 3, ["v must be less than 3"]), (["multipleOf": 0.5], 1.5, []),
            (
                ["type": "array", "items": ["type": "number"]], [1, "a", nil],
                ["v[1] must be a number", "v[2] must be a number"]
            ),
            (["type": "array", "items": ["type": "number"]], [], []),
            (
                ["type": "array", "minItems": 1, "uniqueItems": true], [1, 1],
                ["v must not have the same element twice"]
            ),
            (["type": "object", "required": ["a"]], [:], ["v.a is required"]),
            (["type": "object", "required": ["a"]], ["a": nil], []),
            (["type": "object", "required": ["a"]], [], ["v must be an object"]),
            (
                ["type": "object", "properties": ["a": [:]], "additionalProperties": false], ["a": 1, "b": 2],
                ["v.b is not allowed"]
            ),
            (["anyOf": [["type": "string"], ["minimum": 3]]], 2, ["v has none of the allowed forms"]),
            (["anyOf": [["type": "string"], ["minimum": 3]]], 4, []),
            (["oneOf": [["minimum": 1], ["minimum": 3]]], 4, ["v must have exactly one of the allowed forms"]),
            (["not": ["type": "string"]], "a", ["v has a form that is not allowed"]),
            (["allOf": [["minimum": 1], ["maximum": 3]]], 4, ["v must be at most 3"]),
            (["$ref": "#/$defs/n", "$defs": ["n": ["type": "number"]]], "x", ["v must be a number"]),
            (
                [
                    "type": "array",
                    "items": ["type": "object", "properties": ["t": ["type": "array", "items": ["type": "string"]]]],
                ], [["t": ["a"]], ["t": ["a", 2]]], ["v[1].t[1] must be a string"]
            ),
        ] as [(JSONValue, JSONValue, [String])])
    func namesWhatIsWrong(schema: JSONValue, value: JSONValue, expected: [String]) throws {
        #expect(try faults(schema, value) == expected)
    }

    @Test func staysWithinTheDepthOfStepFunctions() throws {
        var schema: JSONValue = ["type": "string"]
        var value: JSONValue = 1
        for _ in 0..<8 {
            schema = ["type": "object", "properties": ["a": schema], "required": ["a"]]
            value = ["a": value]
        }
        #expect(try faults(schema, value) == ["v.a.a.a.a.a.a.a.a must be a string"])
    }

    @Test func saysWhatItDoesNotCheck() {
        let schema: JSONValue = ["type": "object", "properties": ["a": ["if": [:], "contains": [:]]]]
        #expect(SchemaCheck(schema).unchecked.map(\.keyword) == ["if", "contains"])
    }
}

/// Expressions of authors that move to other states.
@Suite struct JSONataRewritingTests {
    private let rewriting = JSONataRewriting { name, field in
        name == "states" && field == "result" ? .field("$states.result[0]") : nil
    }

    @Test(arguments: [
        ("$states.result.a", "$states.result[0].a"), ("$states . result", "$states.result[0]"),
        ("$states.results", "$states.results"), ("$states.input", "$states.input"),
        (#""$states.result" & $states.result"#, #""$states.result" & $states.result[0]"#),
        ("'it\\'s $states.result'", "'it\\'s $states.result'"), ("/* $states.result */ 1", "/* $states.result */ 1"),
        ("$match(x, /$states.result'/) & $states.result", "$match(x, /$states.result'/) & $states.result[0]"),
        ("1 / $states.result / 2", "1 / $states.result[0] / 2"), ("`$states.result`", "`$states.result`"),
        ("($a)/$states.result", "($a)/$states.result[0]"),
    ])
    func replacesVariablesOnly(source: String, expected: String) {
        #expect(rewriting.rewrite(source) == expected)
    }
}
