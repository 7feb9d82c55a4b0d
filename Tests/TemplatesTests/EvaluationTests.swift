import JSON
import StatesLanguage
import Testing

@testable import Templates

@Suite struct EvaluationTests {
    /// The value of the property `P` of the resource `R` after the given sections.
    private func value(
        _ property: String, sections: String = "", resources: String = "", parameters: [String: String] = [:]
    ) throws -> (value: JSONValue?, unknowns: [String]) {
        let text =
            "\(sections)\nResources:\n  R:\n    Type: AWS::Test::Thing\n    Properties:\n      P: \(property)\n\(resources)"
        let template = try Template(reading: Array(text.utf8), as: .yaml, path: "t.yaml", folder: "/t")
        let stack = Stack(region: "eu-west-1", account: "111122223333", parameters: parameters)
        var evaluator = TemplateEvaluator(template, stack, files: NoFiles())
        let resource = try #require(template.resource("R"))
        return (evaluator.value("P", of: resource), evaluator.unknowns.map(\.token))
    }

    @Test(arguments: [
        ("!Sub 'a-${AWS::Region}-${!Kept}'", #""a-eu-west-1-${Kept}""#),
        (
            "!Sub ['${x}/${AWS::AccountId}', {x: !Ref Q}]",
            #""https://sqs.eu-west-1.amazonaws.com/111122223333/jobs/111122223333""#
        ),
        ("!Join ['-', [a, !Ref 'AWS::Partition', b]]", #""a-aws-b""#),
        ("!Select [1, !Split [',', 'a,b,c']]", #""b""#),
        ("!GetAtt Q.Arn", #""arn:aws:sqs:eu-west-1:111122223333:jobs""#),
        ("!GetAtt [Q, QueueName]", #""jobs""#),
        ("!Ref T", #""arn:aws:sns:eu-west-1:111122223333:T""#),
        ("!FindInMap [Sizes, !Ref Stage, Count]", "3"),
        ("!If [IsTest, small, large]", #""small""#),
        ("[!If [IsTest, !Ref 'AWS::NoValue', 1], 2]", "[2]"),
        ("{a: !Ref 'AWS::NoValue', b: 1}", #"{"b":1}"#),
        ("!Base64 'Hello, Ada'", #""SGVsbG8sIEFkYQ==""#),
        ("!ToJsonString {a: [1, !Ref Stage]}", #""{\"a\":[1,\"test\"]}""#),
        ("{'Fn::Length': [a, b]}", "2"),
        ("!Ref List", #"["x","y"]"#),
        ("{'Fn::Join': ['', ['a', {Ref: Stage}]]}", #""atest""#),
    ])
    func evaluates(_ property: String, _ expected: String) throws {
        let sections = """
            Parameters:
              Stage: {Type: String, Default: test}
              List: {Type: CommaDelimitedList, Default: 'x, y'}
            Mappings: {Sizes: {test: {Count: 3}}}
            Conditions:
              IsTest: !And [!Equals [!Ref Stage, test], !Not [!Condition Never]]
              Never: !Equals [a, b]
            """
        let resources = """
              Q: {Type: 'AWS::SQS::Queue', Properties: {QueueName: jobs}}
              T: {Type: 'AWS::SNS::Topic'}
            """
        let (value, unknowns) = try value(property, sections: sections, resources: resources)
        #expect(value?.text == expected)
        #expect(unknowns.isEmpty)
    }

    @Test func givenParametersGoBeforeDefaults() throws {
        let sections = "Parameters: {Stage: {Type: String, Default: test}}"
        #expect(try value("!Ref Stage", sections: sections, parameters: ["Stage": "live"]).value == "live")
    }

    @Test(arguments: [
        ("!Ref Secret", "${Secret}"), ("!ImportValue 'net:Vpc'", "${net:Vpc}"), ("!Ref Nothing", "${Nothing}"),
        ("'{{resolve:ssm:/app/key}}'", "${ssm:-app-key}"), ("!Cidr [10.0.0.0/16, 2, 30]", "${Cidr}"),
    ])
    func unknownValuesBecomeTokens(_ property: String, _ expected: String) throws {
        let (value, unknowns) = try value(property, sections: "Parameters: {Secret: {Type: String}}")
        #expect(value == .string(expected))
        #expect(unknowns.map { "${\($0)}" } == [expected])
    }

    @Test func circlesEnd() throws {
        let sections = "Conditions: {A: !Condition B, B: !Condition A}"
        #expect(try value("!If [A, 1, 2]", sections: sections).value == 2)
        let table = "  T: {Type: 'AWS::DynamoDB::Table', Properties: {TableName: !Ref T}}"
        #expect(try value("!Ref T", resources: table).value == "T")
    }

    @Test func errorsTellTheirPlace() {
        let text = "Resources:\n  A: {Type: x}\n  A: {Type: y}\n"
        let error = #expect(throws: TemplateFault.self) {
            try Template(reading: Array(text.utf8), as: .yaml, path: "t.yaml", folder: "/t")
        }
        #expect(error?.position != nil)
        let none = #expect(throws: TemplateFault.self) {
            try Template(reading: Array("a: 1".utf8), as: .yaml, path: "t.yaml", folder: "/t")
        }
        #expect(none?.description == "t.yaml:1:1: no template: it has no 'Resources'")
    }
}

struct NoFiles: TemplateFiles {
    func read(_ path: String) -> [UInt8]? { nil }
    func paths(in folder: String) -> [String] { [] }
    func isFolder(_ path: String) -> Bool { false }
    func exists(_ path: String) -> Bool { false }
}
