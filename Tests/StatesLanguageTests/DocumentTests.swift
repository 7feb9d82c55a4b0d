import JSON
import StatesLanguage
import Testing

@Suite struct DocumentTests {
    private func read(_ text: String, as syntax: DocumentSyntax) throws -> Document {
        try Document(reading: Array(text.utf8), as: syntax)
    }

    private func refusal(of text: String, as syntax: DocumentSyntax) -> Diagnostic? {
        do {
            _ = try read(text, as: syntax)
            return nil
        } catch {
            return error as? Diagnostic
        }
    }

    @Test func yamlScalarsAreThoseOfTheCoreSchema() throws {
        let text = """
            words: [yes, no, on, off, y, 2016-03-14T01:59:00Z, 1.2.3, 0123, ""]
            bools: [true, True, FALSE]
            nulls: [null, ~, ]
            numbers: [1, -2, +3, 0x1F, 0o17, 1.5, 1e3]
            quoted: ["1", 'true', !!str 5]
            block: |
              two
              lines
            """
        let value = try read(text, as: .yaml).value
        #expect(value["words"] == ["yes", "no", "on", "off", "y", "2016-03-14T01:59:00Z", "1.2.3", "0123", ""])
        #expect(value["bools"] == [true, true, false])
        #expect(value["nulls"] == [nil, nil])
        #expect(value["numbers"] == [1, -2, 3, 31, 15, 1.5, 1000.0])
        #expect(value["quoted"] == ["1", "true", "5"])
        #expect(value["block"] == "two\nlines")
    }

    @Test func yamlAnchorsAndMerges() throws {
        let text = """
            retry: &retry [{ErrorEquals: [A]}]
            base: &base {Type: Task, Retry: *retry}
            task: {<<: *base, End: true, Type: Pass}
            """
        let value = try read(text, as: .yaml).value
        #expect(value["task"] == ["Type": "Pass", "End": true, "Retry": [["ErrorEquals": ["A"]]]])
    }

    @Test(arguments: [
        (
            "a: !Sub '${x}'",
            "The tag '!Sub' means nothing in a definition; use a substitution such as '${Name}' instead", 1, 4
        ),
        (
            "a:\n  b: !GetAtt x.Arn",
            "The tag '!GetAtt' means nothing in a definition; use a substitution such as '${Name}' instead", 2, 6
        ),
        (
            "a: !Ref\n  - x",
            "The tag '!Ref' means nothing in a definition; use a substitution such as '${Name}' instead", 1, 4
        ),
        ("a: 1\nb: 2\na: 3", "Invalid YAML in line 1, column 1: these names come twice: a", 1, 1),
        ("a: 1\nb: ]", "Invalid YAML in line 2, column 4: did not find expected node content", 2, 4),
        ("{[1]: 2}", "A name must be a plain value", 1, 2),
        ("a: 1\n---\nb: 2", "Invalid YAML in line 2, column 1: but found another document", 2, 1),
    ])
    func yamlRefusals(_ text: String, _ message: String, _ line: Int, _ column: Int) throws {
        let found = try #require(refusal(of: text, as: .yaml))
        #expect(found.code == "INVALID_YAML_DESCRIPTION")
        #expect(found.message == message)
        #expect(found.position == SourcePosition(line: line, column: column))
    }

    @Test(arguments: [("", DocumentSyntax.json), (" \n", .json), ("", .yaml), ("# nothing", .yaml)])
    func emptyTexts(_ text: String, _ syntax: DocumentSyntax) {
        #expect(refusal(of: text, as: syntax)?.code == "MISSING_DESCRIPTION")
    }

    @Test(arguments: [
        ("{\"a\": 1,}", "Invalid JSON in line 1, column 9: expected a name in quotes, found '}'"),
        ("{\n  // text\n}", "Invalid JSON in line 2, column 3: expected a name in quotes, found '/'"),
        ("{\"a\": ${n}}", "Invalid JSON in line 1, column 7: expected a value, found '$'"),
    ])
    func jsonRefusals(_ text: String, _ message: String) {
        let found = refusal(of: text, as: .json)
        #expect(found?.code == "INVALID_JSON_DESCRIPTION")
        #expect(found?.message == message)
    }

    @Test(arguments: [
        ("order.asl.json", DocumentSyntax.json), ("a/B.JSON", .json), ("x.asl", .json), ("x.asl.yaml", .yaml),
        ("x.yml", .yaml),
    ])
    func syntaxByFileName(_ name: String, _ syntax: DocumentSyntax) {
        #expect(DocumentSyntax(fileName: name) == syntax)
        #expect(DocumentSyntax(fileName: "x.txt") == nil)
    }

    @Test func positionsOfDiagnosticsPointAtTheField() throws {
        let text = """
            StartAt: A
            States:
              A:
                Type: Wait
                Seconds: -1
                Cause: x
                Next: B
              B:
                Type: Choice
                Choices:
                  - Variable: $.a
                    IsNull: 5
                    Next: C
            """
        let result = DefinitionCompiler().compile(text, as: .yaml)
        #expect(
            result.diagnostics.map { $0.line(file: "a.yaml") }
                == [
                    "a.yaml:6:5: error SCHEMA_VALIDATION_FAILED: Field 'Cause' is not supported (/States/A)",
                    "a.yaml:5:5: error SCHEMA_VALIDATION_FAILED: Minimum value is 0 (/States/A/Seconds)",
                    "a.yaml:12:9: error SCHEMA_VALIDATION_FAILED: Expected value of type [BOOLEAN] (/States/B/Choices[0]/IsNull)",
                    "a.yaml:13:9: error MISSING_TRANSITION_TARGET: Missing 'Next' target: C (/States/B/Choices[0]/Next)",
                    "error MISSING_END_STATE: Workflow has no terminal state",
                ].map { $0.hasPrefix("error") ? "a.yaml: \($0)" : $0 })
    }

    @Test func substitutions() throws {
        let text = """
            {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"${FunctionArn}","TimeoutSeconds":"${Limit}",
            "Parameters":{"account":"${Account}","text":"${Limit} of ${Missing}, $${Limit} ${"},"End":true}}}
            """
        let compiler = DefinitionCompiler(substitutions: [
            "FunctionArn": "arn:aws:lambda:eu-west-1:1:function:f", "Limit": "30", "Account": "123456789012",
        ])
        let result = compiler.compile(text)
        let state = try #require(result.document?["States"]?["T"])
        #expect(state["Resource"] == "arn:aws:lambda:eu-west-1:1:function:f")
        #expect(state["TimeoutSeconds"] == 30)
        #expect(state["Parameters"] == ["account": "123456789012", "text": "30 of ${Missing}, $30 ${"])
        #expect(result.machine != nil)
        #expect(
            result.diagnostics.map { $0.line() } == [
                "2:38: warning UNRESOLVED_SUBSTITUTION: No value is given for '${Missing}' (/States/T/Parameters/text)"
            ])
        let api = DefinitionCompiler().compile(text).diagnostics.map(\.code)
        #expect(!api.contains("UNRESOLVED_SUBSTITUTION"))
    }

    @Test func tokensInPlaceOfNumbers() {
        let text = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Comment":"\" ${n}","Seconds":${n},"End":${end}}}}"#
        let result = DefinitionCompiler(substitutions: ["n": "5", "end": "true"]).compile(text)
        #expect(result.diagnostics.isEmpty)
        #expect(result.document?["States"]?["W"] == ["Type": "Wait", "Comment": "\" 5", "Seconds": 5, "End": true])
        #expect(
            DefinitionCompiler(substitutions: ["n": "5"]).compile(text).diagnostics.map(\.code) == [
                "INVALID_JSON_DESCRIPTION"
            ])
    }
}
