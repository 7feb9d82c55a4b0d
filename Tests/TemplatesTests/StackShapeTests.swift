import Foundation
import JSON
import StatesLanguage
import Templates
import Testing

/// Files that a test gives.
private struct GivenFiles: TemplateFiles {
    let files: [String: [UInt8]]

    func read(_ path: String) -> [UInt8]? { files[path] }
    func exists(_ path: String) -> Bool { files[path] != nil }
    func isFolder(_ path: String) -> Bool { files.keys.contains { $0.hasPrefix(path + "/") } }
    func paths(in folder: String) -> [String] {
        files.keys.filter { $0.hasPrefix(folder + "/") }.map { String($0.dropFirst(folder.count + 1)) }.sorted()
    }
}

/// Templates that are more than a list of resources: loops, stacks in stacks, archives.
@Suite struct StackShapeTests {
    private func project(
        _ template: String, _ files: [String: String] = [:], parameters: [String: String] = [:],
        archives: [String: [UInt8]] = [:]
    ) throws -> ImportedProject {
        let stack = Stack(region: "eu-west-1", account: "123456789012", parameters: parameters)
        let given = files.mapValues { Array($0.utf8) }.merging(archives) { $1 }
        return ImportedProject(
            importing: try Template(reading: Array(template.utf8), path: "t.yaml", folder: "/t"), as: stack,
            files: GivenFiles(files: given))
    }

    private static let machine =
        #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": "RESULT", "End": true}}}"#

    // MARK: Loops

    private static let loop = """
        Transform: AWS::LanguageExtensions
        Parameters: {Stages: {Type: CommaDelimitedList, Default: "test,prod-1"}}
        Resources:
          Fn::ForEach::Machines:
            - Stage
            - !Ref Stages
            - Flow&{Stage}:
                Type: AWS::StepFunctions::StateMachine
                Properties:
                  StateMachineName: !Sub flow-${Stage}
                  Definition:
                    StartAt: A
                    States: {A: {Type: Pass, Result: {stage: !Ref Stage, both: ["${Stage}"]}, End: true}}
        """

    @Test func loopsAreUnrolled() throws {
        let project = try project(Self.loop)
        #expect(project.machines.map(\.logicalID) == ["Flowtest", "Flowprod1"])
        #expect(project.machines.map(\.name) == ["flow-test", "flow-prod-1"])
        let definition = try JSONValue(parsing: project.machines[1].text)
        #expect(definition["States"]?["A"]?["Result"] == ["stage": "prod-1", "both": ["prod-1"]])
        let given = try self.project(Self.loop, parameters: ["Stages": "one"])
        #expect(given.machines.map(\.name) == ["flow-one"])
    }

    @Test func aLoopOverSomethingUnknownIsTold() throws {
        let project = try project(Self.loop.replacing(", Default: \"test,prod-1\"", with: ""))
        #expect(project.machines.isEmpty)
        #expect(project.findings.contains { $0.message.contains("--stack-parameters") })
    }

    // MARK: Blocks of addresses

    @Test func addressBlocksAreComputed() throws {
        let project = try project(
            """
            Resources:
              M:
                Type: AWS::StepFunctions::StateMachine
                Properties:
                  Definition:
                    StartAt: A
                    States: {A: {Type: Pass, Result: !Cidr [10.20.0.0/16, 3, 8], End: true}}
            """)
        let definition = try JSONValue(parsing: project.machines[0].text)
        #expect(definition["States"]?["A"]?["Result"] == ["10.20.0.0/24", "10.20.1.0/24", "10.20.2.0/24"])
    }

    // MARK: Stacks in stacks

    private static let parent = """
        Parameters: {Stage: {Type: String, Default: dev}}
        Resources:
          Data:
            Type: AWS::CloudFormation::Stack
            Properties: {TemplateURL: ./nested/data.yaml, Parameters: {Name: !Sub "orders-${Stage}"}}
          Elsewhere:
            Type: AWS::CloudFormation::Stack
            Properties: {TemplateURL: "https://s3.amazonaws.com/bucket/x.yaml"}
          Flow:
            Type: AWS::Serverless::StateMachine
            Properties:
              Definition:
                StartAt: A
                States: {A: {Type: Pass, Result: {table: !GetAtt Data.Outputs.Table, child: !GetAtt Data.Outputs.Child}, End: true}}
        """
    private static let nested = """
        Parameters: {Name: {Type: String}}
        Resources:
          Orders:
            Type: AWS::DynamoDB::Table
            Properties:
              TableName: !Ref Name
              KeySchema: [{AttributeName: id, KeyType: HASH}]
          Inner:
            Type: AWS::StepFunctions::StateMachine
            Properties: {DefinitionString: '\(machine)'}
        Outputs:
          Table: {Value: !Ref Orders}
          Child: {Value: !Ref Inner}
        """

    @Test func nestedStacksAreImported() throws {
        let project = try project(Self.parent, ["/t/nested/data.yaml": Self.nested])
        #expect(project.machines.map(\.name) == ["Data-Inner", "Flow"])
        #expect(project.tables.map(\.name) == ["orders-dev"])
        let definition = try JSONValue(parsing: project.machines[1].text)
        #expect(
            definition["States"]?["A"]?["Result"] == [
                "table": "orders-dev", "child": "arn:aws:states:eu-west-1:123456789012:stateMachine:Data-Inner",
            ])
        #expect(
            project.findings.contains {
                $0.subject == "Elsewhere" && $0.message.contains("https://s3.amazonaws.com/bucket/x.yaml")
            })
        #expect(project.findings.contains { $0.subject == "Inner" && $0.file == "./nested/data.yaml" })
    }

    @Test func aStackThatNestsItselfEnds() throws {
        let template = """
            Resources:
              Again: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: t.yaml}}
              Flow: {Type: AWS::StepFunctions::StateMachine, Properties: {DefinitionString: '\(Self.machine)'}}
            """
        let project = try project(template, ["/t/t.yaml": template])
        #expect(project.machines.count == 9)
        #expect(project.findings.contains { $0.message.contains("too deep") })
    }

    // MARK: Archives

    private static let function = """
        Resources:
          Price:
            Type: AWS::Serverless::Function
            Properties: {Runtime: python3.12, Handler: app.handler, CodeUri: price.zip}
          Flow: {Type: AWS::StepFunctions::StateMachine, Properties: {DefinitionString: '\(machine)'}}
        """

    /// `app.py` deflated and `lib/x.py` stored, as Python's zipfile writes them.
    private static let archive: [UInt8] = {
        let text = """
            UEsDBBQAAAAIAAAAIQAuxEH0PAAAADAHAAAGAAAAYXBwLnB5S0lNU8hIzEvJSS3SSC1LzSvRUUjOzytJrSjRtOJSAIKi1JLSojwF
            sBxXyqjqUdWjqkdVj6oeVT0iVQMAUEsDBBQAAAAAAAAAIQANjFqMBgAAAAYAAAAIAAAAbGliL3gucHlYID0gMQpQSwECFAMUAAAA
            CAAAACEALsRB9DwAAAAwBwAABgAAAAAAAAAAAAAAgAEAAAAAYXBwLnB5UEsBAhQDFAAAAAAAAAAhAA2MWowGAAAABgAAAAgAAAAA
            AAAAAAAAAIABYAAAAGxpYi94LnB5UEsFBgAAAAACAAIAagAAAIwAAAAAAA==
            """
        return Array(Data(base64Encoded: text, options: .ignoreUnknownCharacters) ?? Data())
    }()

    @Test func archivesAreUnpacked() throws {
        let project = try project(Self.function, archives: ["/t/price.zip": Self.archive])
        guard case .files(let files)? = project.functions.first?.code else {
            Issue.record("\(project.functions)")
            return
        }
        #expect(files.map(\.path) == ["app.py", "lib/x.py"])
        let text = "def handler(event, context):\n    return event\n"
        #expect(String(decoding: files[0].bytes, as: UTF8.self) == String(repeating: text, count: 40))
        #expect(String(decoding: files[1].bytes, as: UTF8.self) == "X = 1\n")
        #expect(project.functions[0].runsHere)
    }

    @Test(arguments: [
        [UInt8]("no archive".utf8), [], Array(Zip.archive(["app.py": "x"]).dropFirst(3)),
        Zip.archive(["../app.py": "x"]), Zip.archive(["/app.py": "x"]),
    ])
    func damagedArchivesAreTold(bytes: [UInt8]) throws {
        let project = try project(Self.function, archives: ["/t/price.zip": bytes])
        #expect(!project.functions[0].runsHere)
        #expect(project.findings.contains { $0.message.contains("cannot be unpacked") })
    }

    @Test func anArchiveWithoutTheHandlerIsTold() throws {
        let project = try project(Self.function, archives: ["/t/price.zip": Zip.archive(["other.py": "x"])])
        #expect(project.findings.contains { $0.message.contains("there is no 'app.py' in its archive") })
    }
}

/// Archives with stored entries.
enum Zip {
    static func archive(_ files: [String: String]) -> [UInt8] {
        var bytes: [UInt8] = []
        var directory: [UInt8] = []
        for (name, text) in files.sorted(by: { $0.key < $1.key }) {
            let content = Array(text.utf8)
            let common =
                number(20, 2) + number(0, 2) + number(0, 2) + number(0, 4) + number(0, 4)
                + number(content.count, 4) + number(content.count, 4) + number(name.utf8.count, 2) + number(0, 2)
            directory += number(0x0201_4B50, 4) + number(20, 2) + common
            directory += number(0, 2) + number(0, 2) + number(0, 2) + number(0, 4) + number(bytes.count, 4)
            directory += Array(name.utf8)
            bytes += number(0x0403_4B50, 4) + common + Array(name.utf8) + content
        }
        let end =
            number(0x0605_4B50, 4) + number(0, 4) + number(files.count, 2) + number(files.count, 2)
            + number(directory.count, 4) + number(bytes.count, 4) + number(0, 2)
        return bytes + directory + end
    }

    private static func number(_ value: Int, _ length: Int) -> [UInt8] {
        (0..<length).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
