import Foundation
import JSON
import Testing

@Suite struct ImportTests {
    private func project(_ files: [String: String], _ body: (URL) throws -> Void) throws {
        try withFolder { folder in
            for (path, text) in files {
                let file = folder.appending(path: path)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: file)
            }
            try body(folder)
        }
    }

    private func baton(_ arguments: [String], in folder: URL) throws -> Program.Result {
        try Program.Running([Program.path] + arguments, in: folder).wait()
    }

    private static let template = """
        Transform: AWS::Serverless-2016-10-31
        Parameters:
          Stage: {Type: String}
        Globals:
          Function:
            Runtime: python3.12
            Timeout: 9
            Environment: {Variables: {STAGE: !Ref Stage, TABLE: !Ref Orders}}
        Mappings: {Limits: {test: {Wait: 1}, live: {Wait: 60}}}
        Resources:
          Parent:
            Type: AWS::Serverless::StateMachine
            Properties:
              DefinitionUri: machines/parent.asl.json
              DefinitionSubstitutions:
                Child: !Ref Child
                Price: !GetAtt Price.Arn
                Wait: !FindInMap [Limits, !Ref Stage, Wait]
              Events: {Nightly: {Type: Schedule, Properties: {Schedule: rate(1 day)}}}
          Child:
            Type: AWS::Serverless::StateMachine
            Properties:
              Definition:
                StartAt: Keep
                States:
                  Keep:
                    Type: Task
                    Resource: !Sub "arn:${AWS::Partition}:states:::dynamodb:putItem"
                    Parameters: {TableName: !Ref Orders, Item: {id: {S.$: $.id}}}
                    ResultPath: null
                    Next: Stamp
                  Stamp: {Type: Task, Resource: !GetAtt Stamp.Arn, End: true}
          Price:
            Type: AWS::Serverless::Function
            Properties: {CodeUri: src/, Handler: pricing.main.handler, Layers: [!Ref Libraries]}
          Libraries:
            Type: AWS::Serverless::LayerVersion
            Properties: {ContentUri: layer}
          Stamp:
            Type: AWS::Serverless::Function
            Properties:
              Handler: index.handler
              InlineCode: |
                import os
                def handler(event, context):
                    return {**event, "stage": os.environ["STAGE"], "table": os.environ["TABLE"]}
          Orders:
            Type: AWS::Serverless::SimpleTable
        """
    private static let parent = """
        {"StartAt": "Wait", "States": {
          "Wait": {"Type": "Wait", "Seconds": "${Wait}", "Next": "Price"},
          "Price": {"Type": "Task", "Resource": "${Price}", "Next": "Run"},
          "Run": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
                  "Parameters": {"StateMachineArn": "${Child}", "Input.$": "$"}, "OutputPath": "$.Output", "End": true}}}
        """
    private static let code = [
        "src/pricing/main.py": """
        from rates import RATE
        def handler(event, context):
            return {"id": event["id"], "price": event["amount"] * RATE, "seconds": context.get_remaining_time_in_millis() // 1000 < 9}
        """,
        "layer/python/rates.py": "RATE = 3",
    ]

    @Test func aSAMProjectRuns() throws {
        let files = ["template.yaml": Self.template, "machines/parent.asl.json": Self.parent]
        try project(files.merging(Self.code) { $1 }) { folder in
            let imported = try baton(
                ["import", "template.yaml", "-o", "local", "--stack-parameters", "Stage=test"], in: folder)
            #expect(imported.status == 0)
            #expect(imported.errors == "")
            #expect(imported.output.contains("template.yaml:11: imported: Parent: Standard state machine"))
            #expect(
                imported.output.contains("template.yaml:19: left: Parent: the event 'Nightly' (Schedule rate(1 day))"))
            let run = try baton(
                ["run", "local/Parent.asl.json", "--quiet", "--input", #"{"id": "a", "amount": 4}"#], in: folder)
            #expect(run.errors == "")
            let output = try JSONValue(parsing: run.output)
            #expect(output == ["id": "a", "price": 12, "seconds": true, "stage": "test", "table": "Orders"])
        }
    }

    @Test func nothingIsReplacedUnasked() throws {
        let files = ["template.yaml": Self.template, "machines/parent.asl.json": Self.parent]
        try project(files) { folder in
            let import_ = ["import", ".", "-o", "local", "--stack-parameters", "Stage=test"]
            #expect(try baton(import_, in: folder).status == 0)
            #expect(try baton(import_, in: folder).status == 0)
            let settings = folder.appending(path: "local/baton.yaml")
            try Data("region: eu-west-1\n".utf8).write(to: settings)
            let refused = try baton(import_, in: folder)
            #expect(refused.status == 2)
            #expect(refused.errors.contains("'local/baton.yaml' would be replaced"))
            #expect(try String(contentsOf: settings, encoding: .utf8) == "region: eu-west-1\n")
            #expect(try baton(import_ + ["--force"], in: folder).status == 0)
        }
    }

    @Test func whatIsMissingIsToldAndStubbed() throws {
        let files = ["template.yaml": Self.template, "machines/parent.asl.json": Self.parent]
        try project(files) { folder in
            let imported = try baton(
                ["import", "template.yaml", "-o", "local", "--stubs", "--stack-parameters", "Stage=test"], in: folder)
            #expect(imported.output.contains("needs a binding: Price: function 'Price': there is no code in"))
            let child = try baton(
                ["run", "local/Child.asl.json", "--quiet", "--input", #"{"id": "b"}"#], in: folder)
            #expect(try JSONValue(parsing: child.output) == ["id": "b", "stage": "test", "table": "Orders"])
            let settings = try String(contentsOf: folder.appending(path: "local/baton.yaml"), encoding: .utf8)
            #expect(settings.contains("Price: {result: {}}  # 'Price' of Parent"))
        }
    }

    @Test func valuesOfTheAccountAreAskedFor() throws {
        try project(["template.yaml": Self.template, "machines/parent.asl.json": Self.parent]) { folder in
            let imported = try baton(["import", "template.yaml", "--json"], in: folder)
            let report = try JSONValue(parsing: imported.output)
            let findings = report["findings"]?.array ?? []
            #expect(findings.contains { $0["subject"] == "${Stage}" && $0["kind"] == "needs a binding" })
        }
    }

    /// What `cdk synth` writes: a definition joined of parts, and code and definitions as assets.
    @Test func aCDKAssemblyRuns() throws {
        let template = """
            {"Resources": {
              "Double12AB": {"Type": "AWS::Lambda::Function",
                "Properties": {"Code": {"S3Bucket": {"Fn::Sub": "cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}"},
                  "S3Key": "c0de.zip"}, "Handler": "index.handler", "Runtime": "nodejs22.x"},
                "Metadata": {"aws:asset:path": "asset.c0de", "aws:asset:property": "Code"}},
              "Machine34CD": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {
                "DefinitionString": {"Fn::Join": ["", [
                  "{\\"StartAt\\":\\"Double\\",\\"States\\":{\\"Double\\":{\\"End\\":true,\\"Type\\":\\"Task\\",\\"Resource\\":\\"",
                  {"Fn::GetAtt": ["Double12AB", "Arn"]}, "\\"}}}"]]}}},
              "Other56EF": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {
                "StateMachineName": "other", "StateMachineType": "EXPRESS",
                "DefinitionS3Location": {"Bucket": "cdk", "Key": "def0.json"}}}}}
            """
        let files = [
            "cdk.out/App.template.json": template,
            "cdk.out/App.assets.json": """
            {"version": "36.0.0", "files": {"c0de": {"source": {"path": "asset.c0de", "packaging": "zip"}},
             "def0": {"source": {"path": "asset.def0.json", "packaging": "file"}}}}
            """,
            "cdk.out/asset.c0de/index.js": "exports.handler = async (event) => event.n * 2;",
            "cdk.out/asset.def0.json":
                #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": 7, "End": true}}}"#,
        ]
        try project(files) { folder in
            let imported = try baton(["import", "cdk.out", "-o", "local"], in: folder)
            #expect(imported.status == 0)
            let run = try baton(
                ["run", "local/Machine34CD.asl.json", "--quiet", "--input", #"{"n": 21}"#], in: folder)
            #expect(run.output == "42\n")
            let other = try baton(["run", "local/other.asl.json", "--quiet", "--express"], in: folder)
            #expect(other.output == "7\n")
        }
    }

    @Test(arguments: [
        ("Resources:\n  A: {Type: x\n", "template.yaml:", "YAML"), ("[1, 2]", "template.yaml:1:1:", "no 'Resources'"),
        ("", "template.yaml:", "empty"), ("Resources: {A: !Ref [}", "template.yaml:", "YAML"),
    ])
    func whatIsNoTemplateIsRefused(text: String, place: String, reason: String) throws {
        try project(["template.yaml": text]) { folder in
            let result = try baton(["import", "template.yaml"], in: folder)
            #expect(result.status == 2)
            #expect(result.errors.contains(place))
            #expect(result.errors.contains(reason))
        }
    }

    /// What was exported and comes back does the same.
    @Test(arguments: ["customer-onboarding", "order-processing", "sales-report", "stock-items"])
    func exportedStacksComeBack(name: String) throws {
        let example = Program.repository.appending(path: "workflows/\(name)")
        let files = try FileManager.default.contentsOfDirectory(atPath: example.path)
        let file = try #require(files.first { $0.hasPrefix("\(name).asl.") })
        try withFolder { folder in
            let input = example.appending(path: "input.json").path
            let exported = try baton(
                ["export", example.appending(path: file).path, "--to", "cloudformation", "-o", "stack"], in: folder)
            #expect(exported.status == 0, "\(exported.errors)")
            let imported = try baton(["import", "stack", "-o", "back"], in: folder)
            #expect(imported.status == 0, "\(imported.output)")
            let options = ["--quiet", "--journal", ":memory:", "--input-file", input]
            let here = try baton(["run", example.appending(path: file).path] + options, in: folder)
            let back = try baton(["run", "back/local-\(name).asl.json"] + options, in: folder)
            #expect(back.status == 0, "\(back.errors)")
            #expect(back.output == here.output)
        }
    }
}
