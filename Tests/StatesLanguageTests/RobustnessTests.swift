import JSON
import StatesLanguage
import Testing

/// Whatever is put in, an answer comes out.
@Suite struct RobustnessTests {
    @Test(arguments: [1_000, 5_000, 100_000])
    func deepNestingIsRefused(_ depth: Int) {
        let arrays = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        for (text, syntax) in [(arrays, DocumentSyntax.json), (arrays, .yaml)] {
            let result = DefinitionCompiler().compile(text, as: syntax)
            #expect(result.machine == nil)
            #expect(result.diagnostics.count == 1)
        }
    }

    @Test(arguments: [(90, true), (150, false)])
    func nestedParallelStates(_ depth: Int, _ isAllowed: Bool) {
        var text = #"{"StartAt":"S","States":{"S":{"Type":"Succeed"}}}"#
        for level in 0..<depth {
            text =
                #"{"StartAt":"P\#(level)","States":{"P\#(level)":{"Type":"Parallel","Branches":[\#(text)],"End":true}}}"#
        }
        let result = DefinitionCompiler().compile(text)
        #expect((result.machine != nil) == isAllowed)
        #expect(result.diagnostics.map(\.code) == (isAllowed ? [] : ["TOO_DEEPLY_NESTED"]))
    }

    @Test func nestedConditionsAndTemplates() {
        var condition = #"{"Variable":"$.a","IsNull":true}"#
        var template = "1"
        for _ in 0..<400 {
            condition = #"{"Not":\#(condition)}"#
            template = #"{"a":\#(template)}"#
        }
        let choice =
            #"{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"And":[\#(condition)],"Next":"S"}]},"S":{"Type":"Succeed"}}}"#
        #expect(DefinitionCompiler().compile(choice).diagnostics.map(\.code) == ["TOO_DEEPLY_NESTED"])
        let pass = #"{"StartAt":"P","States":{"P":{"Type":"Pass","Parameters":\#(template),"End":true}}}"#
        #expect(DefinitionCompiler().compile(pass).machine != nil)
    }

    @Test func aliasesDoNotGrowWithoutBound() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let previous = "*a\(level - 1)"
            text += "a\(level): &a\(level) [\(Array(repeating: previous, count: 10).joined(separator: ", "))]\n"
        }
        #expect(DefinitionCompiler().compile(text, as: .yaml).diagnostics.map(\.code) == ["DEFINITION_TOO_LARGE"])
    }

    @Test func largeDefinitionsAreRefused() {
        let text = #"{"Comment":"\#(String(repeating: "x", count: 1_048_577))"}"#
        #expect(DefinitionCompiler().compile(text).diagnostics.map(\.code) == ["DEFINITION_TOO_LARGE"])
    }

    @Test(arguments: [DocumentSyntax.json, .yaml])
    func truncatedTexts(_ syntax: DocumentSyntax) {
        let bytes = Array(Self.fixture.utf8)
        for length in stride(from: 0, to: bytes.count, by: 3) {
            let result = DefinitionCompiler().compile(Array(bytes[..<length]), as: syntax)
            #expect(result.machine == nil)
            #expect(!result.diagnostics.isEmpty)
        }
    }

    /// Every value of a definition replaced by values of all other kinds in turn.
    @Test func misplacedValues() throws {
        let document = try JSONValue(parsing: Self.fixture)
        #expect(DefinitionCompiler().compile(Document(value: document)).machine != nil)
        for place in 0..<200 {
            for replacement: JSONValue in [nil, true, -1, 1.5, "", "$", "{%", [], [nil], [:], ["": nil]] {
                var remaining = place
                let changed = replacing(&remaining, in: document, with: replacement)
                guard remaining < 0 else { return }
                let result = DefinitionCompiler().compile(Document(value: changed))
                #expect((result.machine == nil) == result.diagnostics.hasErrors)
            }
        }
    }

    /// Replaces the value that is so many values behind the start.
    private func replacing(_ remaining: inout Int, in value: JSONValue, with replacement: JSONValue) -> JSONValue {
        remaining -= 1
        if remaining == -1 { return replacement }
        switch value {
        case .array(let elements): return .array(elements.map { replacing(&remaining, in: $0, with: replacement) })
        case .object(let object):
            return .object(
                JSONObject(object.map { ($0.key, replacing(&remaining, in: $0.value, with: replacement)) }))
        default: return value
        }
    }

    private static let fixture = #"""
        {"Comment": "c", "TimeoutSeconds": 60, "StartAt": "Choose", "States": {
          "Choose": {"Type": "Choice", "Choices": [
            {"Or": [{"Variable": "$.a", "StringEquals": "x"}, {"Not": {"Variable": "$.b", "NumericLessThanPath": "$.c"}}], "Next": "Work"}],
            "Default": "Each"},
          "Work": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f", "Payload.$": "$"},
            "ResultSelector": {"r.$": "$.Payload"}, "ResultPath": "$.w", "TimeoutSeconds": 5, "Credentials": {"RoleArn": "r"},
            "Retry": [{"ErrorEquals": ["A"], "IntervalSeconds": 2, "BackoffRate": 1.5}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "Give up"}], "Next": "Each"},
          "Each": {"Type": "Map", "ItemsPath": "$.items", "ItemSelector": {"v.$": "$$.Map.Item.Value"}, "MaxConcurrency": 3,
            "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSON"}, "Parameters": {"Bucket": "b"}},
            "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Wait",
              "States": {"Wait": {"Type": "Wait", "Timestamp": "2030-01-01T00:00:00Z", "End": true}}}, "Next": "Both"},
          "Both": {"Type": "Parallel", "QueryLanguage": "JSONata", "Arguments": {"a": "{% $states.input %}"}, "Branches": [
            {"StartAt": "P", "States": {"P": {"Type": "Pass", "Assign": {"v": 1}, "Result": 1, "End": true}}}], "Next": "Done"},
          "Done": {"Type": "Succeed"},
          "Give up": {"Type": "Fail", "Error": "E", "CausePath": "$.e.Cause"}}}
        """#
}
