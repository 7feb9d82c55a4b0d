import Foundation
import Glibc
import JSON
import Testing

/// `baton serve` and the programs that people use it with.
@Suite struct ServeTests {
    private static let fixtures = Program.repository.appending(path: "Tests/EndToEndTests/Fixtures")
    private static let keys = ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "right"]

    private func script(
        _ words: [String], in folder: URL, environment: [String: String] = [:]
    ) throws -> Program.Result {
        try Program.Running(["/usr/bin/env"] + words, in: folder, environment: environment).wait()
    }

    private func get(_ url: String) throws -> (status: Int, body: String) {
        let result = try Program.Running(
            ["/usr/bin/env", "curl", "-s", "-w", "\n%{http_code}", url], in: URL(filePath: "/tmp")
        ).wait()
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        return (lines.last.flatMap { Int($0) } ?? 0, lines.dropLast().joined(separator: "\n"))
    }

    @Test func boto3WaitsPagesAndSigns() throws {
        try withFolder { folder in
            let server = try ServedProgram(["--journal", ":memory:"], in: folder)
            let signed = try ServedProgram(
                ["--journal", ":memory:", "--require-signature"], in: folder, environment: Self.keys)
            let result = try script(
                ["python3", Self.fixtures.appending(path: "clients.py").path, server.endpoint, signed.endpoint],
                in: folder)
            #expect(server.stop() == 0)
            #expect(signed.stop() == 0)
            if result.status == 3 { return print("skipped: needs boto3") }
            #expect(result.status == 0, "\(result.errors)")
        }
    }

    @Test func theStateMachineOfASAMTemplateRuns() throws {
        try withFolder { folder in
            let function = folder.appending(path: "functions/shout")
            try FileManager.default.createDirectory(at: function, withIntermediateDirectories: true)
            try Data("def handler(event, context):\n    return {'text': 'HELLO ' + event['who'].upper()}\n".utf8)
                .write(to: function.appending(path: "handler.py"))
            let server = try ServedProgram(["--journal", ":memory:"], in: folder)
            let result = try script(
                [
                    "python3", Self.fixtures.appending(path: "sam.py").path, server.endpoint,
                    Self.fixtures.appending(path: "template.yaml").path,
                ], in: folder)
            #expect(server.stop() == 0)
            if result.status == 3 { return print("skipped: needs aws-sam-translator") }
            #expect(result.status == 0, "\(result.errors)")
        }
    }

    /// The commands of AWS's own page, with a definition of the same build.
    @Test func theGettingStartedPageOfTheAWSCommandLineWorks() throws {
        try withFolder { folder in
            guard try script(["sh", "-c", "command -v aws"], in: folder).status == 0 else {
                return print("skipped: needs the AWS CLI")
            }
            try Data("resources: {comprehend: {result: {Sentiment: POSITIVE}}}\n".utf8)
                .write(to: folder.appending(path: "baton.yaml"))
            let first: JSONValue = ["Type": "Pass", "Result": ["yes": true, "wait": 10], "Next": "Choose"]
            let given: JSONValue = [
                "Type": "Pass", "Parameters": ["yes.$": "$.hello_world", "wait.$": "$.wait"], "Next": "Choose",
            ]
            try write(first, otherwise: fail, to: "hello-world.json", in: folder)
            try write(given, otherwise: fail, to: "updated-hello-world.json", in: folder)
            try write(given, otherwise: sentiment, to: "sentiment-hello-world.json", in: folder)
            let server = try ServedProgram(
                ["--journal", ":memory:"], in: folder, environment: ["WAIT_TIME_SCALE": "0.001"])
            let result = try script(
                ["sh", Self.fixtures.appending(path: "getting_started.sh").path], in: folder,
                environment: Self.keys.merging([
                    "AWS_ENDPOINT_URL_SFN": server.endpoint, "AWS_DEFAULT_REGION": "us-east-1", "AWS_PAGER": "",
                    "AWS_EC2_METADATA_DISABLED": "true", "ROLE_ARN": "arn:aws:iam::123456789012:role/hello",
                ]) { $1 })
            #expect(server.stop() == 0)
            #expect(result.status == 0, "\(result.errors)")
            func output(_ file: String) throws -> JSONValue? {
                let described = try JSONValue(
                    parsing: try String(contentsOf: folder.appending(path: file), encoding: .utf8))
                #expect(described["status"] == "SUCCEEDED", "\(described)")
                return try described["output"]?.string.map { try JSONValue(parsing: $0) }
            }
            #expect(try output("first.json") == ["done": true])
            #expect(try output("second.json") == ["done": true])
            #expect(try output("third.json")?["Sentiment"] == "POSITIVE")
        }
    }

    private let fail: JSONValue = ["Type": "Fail", "Error": "NotHelloWorld"]
    private let sentiment: JSONValue = [
        "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:comprehend:detectSentiment",
        "Parameters": ["LanguageCode": "en", "Text": "fine"], "Next": "Done",
    ]

    private func write(_ first: JSONValue, otherwise: JSONValue, to name: String, in folder: URL) throws {
        let branch: JSONValue = ["StartAt": "One", "States": ["One": ["Type": "Pass", "End": true]]]
        let definition: JSONValue = [
            "StartAt": "Set",
            "States": [
                "Set": first,
                "Choose": [
                    "Type": "Choice", "Choices": [["Variable": "$.yes", "BooleanEquals": true, "Next": "Pause"]],
                    "Default": "Otherwise",
                ],
                "Pause": ["Type": "Wait", "SecondsPath": "$.wait", "Next": "Both"],
                "Both": ["Type": "Parallel", "Branches": [branch], "Next": "Mark"],
                "Mark": ["Type": "Pass", "Result": ["done": true], "Next": "Done"],
                "Done": ["Type": "Succeed"], "Otherwise": otherwise,
            ],
        ]
        try Data(definition.text.utf8).write(to: folder.appending(path: name))
    }

    /// Killed in the middle, started again: what waited goes on, and the server says when it is ready.
    @Test func aKilledServerGoesOn() throws {
        try withFolder { folder in
            guard try script(["sh", "-c", "command -v aws && command -v curl"], in: folder).status == 0 else {
                return print("skipped: needs the AWS CLI and curl")
            }
            let journal = folder.appending(path: "journal.sqlite").path
            let first = try ServedProgram(["--journal", journal], in: folder)
            #expect(try get("\(first.endpoint)/readyz").status == 200)
            func aws(_ words: String, _ server: ServedProgram) throws -> JSONValue {
                let result = try script(
                    ["sh", "-c", "aws stepfunctions \(words) --endpoint-url \(server.endpoint) --output json"],
                    in: folder,
                    environment: Self.keys.merging(["AWS_DEFAULT_REGION": "us-east-1", "AWS_PAGER": ""]) { $1 })
                #expect(result.status == 0, "\(result.errors)")
                return try JSONValue(parsing: result.output)
            }
            let definition = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":5,"End":true}}}"#
            let machine =
                try aws(
                    "create-state-machine --name w --role-arn arn:aws:iam::123456789012:role/r --definition '\(definition)'",
                    first)["stateMachineArn"]?.string ?? ""
            let execution =
                try aws("start-execution --state-machine-arn \(machine)", first)["executionArn"]?.string ?? ""
            first.running.crash()
            _ = first.running.wait()
            let second = try ServedProgram(["--journal", journal], in: folder)
            #expect(try eventually { try get("\(second.endpoint)/readyz").status == 200 })
            #expect(
                try eventually {
                    try aws("describe-execution --execution-arn \(execution)", second)["status"] == "SUCCEEDED"
                })
            #expect(second.stop() == 0)
        }
    }

    /// Variables and mock file of Step Functions Local; what is not mocked goes to its endpoint.
    @Test func whoComesFromStepFunctionsLocalFindsTheirThings() throws {
        try withFolder { folder in
            guard try script(["curl", "--version"], in: folder).status == 0 else { return print("skipped: needs curl") }
            let mocks: JSONValue = [
                "StateMachines": ["LocalTesting": ["TestCases": ["HappyPath": ["Check": "Approved"]]]],
                "MockedResponses": ["Approved": ["0": ["Return": ["StatusCode": 200, "Payload": ["approved": true]]]]],
            ]
            try Data(mocks.text.utf8).write(to: folder.appending(path: "MockConfigFile.json"))
            let server = try ServedProgram(
                ["--journal", ":memory:"], in: folder,
                environment: [
                    "SFN_MOCK_CONFIG": "MockConfigFile.json", "AWS_ACCOUNT_ID": "000000000007",
                    "AWS_DEFAULT_REGION": "eu-west-1", "LAMBDA_ENDPOINT": "http://127.0.0.1:1",
                ])
            let definition: JSONValue = [
                "StartAt": "Check",
                "States": [
                    "Check": [
                        "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
                        "Parameters": ["FunctionName": "check"], "OutputPath": "$.Payload", "End": true,
                    ]
                ],
            ]
            let machine =
                try server.call(
                    "CreateStateMachine",
                    [
                        "name": "LocalTesting", "definition": .string(definition.text),
                        "roleArn": "arn:aws:iam::000000000007:role/DummyRole",
                    ])["stateMachineArn"]?.string ?? ""
            #expect(machine == "arn:aws:states:eu-west-1:000000000007:stateMachine:LocalTesting")
            func run(_ arn: String) throws -> JSONValue {
                let started = try server.call("StartExecution", ["stateMachineArn": .string(arn)])
                return try server.finished(started["executionArn"] ?? .null)
            }
            #expect(try run(machine + "#HappyPath")["output"] == #"{"approved":true}"#)
            let real = try run(machine)
            #expect(real["status"] == "FAILED")
            #expect(real["cause"]?.string?.contains("127.0.0.1") == true, "\(real)")
            #expect(server.stop() == 0)
        }
    }
}
