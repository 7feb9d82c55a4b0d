import Foundation
import Glibc
import JSON
import Server
import Testing

@Suite struct MockTests {
    let file: JSONValue = [
        "StateMachines": ["m": ["TestCases": ["Flaky": ["Call": "FailsTwice"], "Mapped": ["Call": "CountsOn"]]]],
        "MockedResponses": [
            "FailsTwice": ["0-1": ["Throw": ["Error": "Busy", "Cause": "later"]], "2": ["Return": ["n": 3]]],
            "CountsOn": ["0": ["Return": 0], "1": ["Return": 1], "2": ["Return": 2]],
        ],
    ]

    @Test func attemptsAnswerInTurn() throws {
        let fixture = try ServerFixture(mocks: file)
        defer { fixture.stop() }
        let machine = try fixture.create(
            """
            {"StartAt":"Call","States":{"Call":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",
             "Parameters":{"FunctionName":"f"},
             "Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":1,"MaxDelaySeconds":1}],"End":true}}}
            """)
        let described = try fixture.run(machine + "#Flaky")
        #expect(described["status"] == "SUCCEEDED")
        #expect(described["output"] == #"{"n":3}"#)
        #expect(try fixture.run(machine)["error"] == "Test.NoHandler")
    }

    /// As Step Functions Local counts.
    @Test func attemptsAreCountedAcrossIterations() throws {
        let fixture = try ServerFixture(mocks: file)
        defer { fixture.stop() }
        let machine = try fixture.create(
            """
            {"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":1,"End":true,"ItemProcessor":{"StartAt":"Call",
             "States":{"Call":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",
             "Parameters":{"FunctionName":"f"},"End":true}}}}}}
            """)
        #expect(try fixture.run(machine + "#Mapped", input: "[1,1,1]")["output"] == "[0,1,2]")
    }

    /// The wait between two attempts outlasts the server, and the attempt that comes then is not the first one again.
    @Test func attemptsAreCountedOnAfterARestart() throws {
        let first = try ServerFixture(mocks: file)
        let machine = try first.create(
            """
            {"StartAt":"Call","States":{"Call":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",
             "Parameters":{"FunctionName":"f"},
             "Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":1,"BackoffRate":1}],"End":true}}}
            """)
        let started = try first.call("StartExecution", ["stateMachineArn": .string(machine + "#Flaky")])
        let execution = try #require(started.body["executionArn"])
        usleep(300_000)
        first.stop()
        let second = try ServerFixture(mocks: file, journal: first.journal)
        defer { second.stop() }
        var described = JSONValue.null
        for _ in 0..<500 where described["status"] != "SUCCEEDED" {
            usleep(10_000)
            described = try second.call("DescribeExecution", ["executionArn": execution]).body
        }
        #expect(described["output"] == #"{"n":3}"#)
        let history = try second.call("GetExecutionHistory", ["executionArn": execution]).body["events"]?.array ?? []
        #expect(history.filter { $0["type"] == "TaskFailed" }.count == 2)
    }

    /// The example of the Step Functions Developer Guide, "Using mocked service integrations", with its three test cases.
    @Test func theExampleOfTheGuideRuns() throws {
        let success: JSONValue = ["StatusCode": 200, "Payload": ["StatusCode": 200, "body": "Hello from Lambda!"]]
        let sent: JSONValue = ["MD5OfMessageBody": "3bcb6e8e", "MessageId": "8b51"]
        let fixture = try ServerFixture(
            mocks: [
                "StateMachines": [
                    "m": [
                        "TestCases": [
                            "HappyPath": ["Lambda State": "MockedLambdaSuccess", "SQS State": "MockedSQSSuccess"],
                            "RetryPath": ["Lambda State": "MockedLambdaRetry", "SQS State": "MockedSQSSuccess"],
                            "HybridPath": ["Lambda State": "MockedLambdaSuccess"],
                        ]
                    ]
                ],
                "MockedResponses": [
                    "MockedLambdaSuccess": ["0": ["Return": success]], "MockedSQSSuccess": ["0": ["Return": sent]],
                    "MockedLambdaRetry": [
                        "0": ["Throw": ["Error": "Lambda.ResourceNotReadyException", "Cause": "not ready"]],
                        "1-2": ["Throw": ["Error": "Lambda.TimeoutException", "Cause": "timed out"]],
                        "3": ["Return": success],
                    ],
                ],
            ])
        defer { fixture.stop() }
        let machine = try fixture.create(
            """
            {"StartAt":"Lambda State","States":{
             "Lambda State":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Next":"SQS State",
              "Parameters":{"Payload.$":"$","FunctionName":"HelloWorldFunction"},
              "Retry":[{"ErrorEquals":["States.ALL"],"IntervalSeconds":1,"MaxAttempts":3,"BackoffRate":1}]},
             "SQS State":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","End":true,
              "Parameters":{"QueueUrl":"https://sqs.us-east-1.amazonaws.com/123456789012/q","MessageBody.$":"$"}}}}
            """)
        #expect(try fixture.run(machine + "#HappyPath")["output"]?.string == sent.text)
        let retried = try fixture.run(machine + "#RetryPath")
        #expect(retried["output"]?.string == sent.text)
        let history =
            try fixture.call(
                "GetExecutionHistory", ["executionArn": retried["executionArn"] ?? .null, "maxResults": 1_000]
            ).body["events"]?.array ?? []
        #expect(
            history.compactMap { $0["taskFailedEventDetails"]?["error"]?.string } == [
                "Lambda.ResourceNotReadyException", "Lambda.TimeoutException", "Lambda.TimeoutException",
            ])
        // What a test case does not name is real, and there is no queue here.
        #expect(try fixture.run(machine + "#HybridPath")["error"] == "Test.NoHandler")
    }

    /// What stands in for a service stands in for a worker, too.
    @Test func activitiesBranchesAndCallbacksAreMocked() throws {
        let fixture = try ServerFixture(
            mocks: [
                "StateMachines": ["m": ["TestCases": ["All": ["Act": "One", "Token": "Two", "Job": "Two"]]]],
                "MockedResponses": ["One": ["0": ["Return": 1]], "Two": ["0": ["Return": ["two": 2]]]],
            ])
        defer { fixture.stop() }
        let activity = try fixture.call("CreateActivity", ["name": "a"]).body["activityArn"] ?? .null
        let machine = try fixture.create(
            """
            {"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
             {"StartAt":"Act","States":{"Act":{"Type":"Task","Resource":\(activity.text),"End":true}}},
             {"StartAt":"Token","States":{"Token":{"Type":"Task","End":true,
              "Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
              "Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"}}}},
             {"StartAt":"Job","States":{"Job":{"Type":"Task","End":true,
              "Resource":"arn:aws:states:::glue:startJobRun.sync","Parameters":{"JobName":"j"}}}}]}}}
            """)
        #expect(try fixture.run(machine + "#All")["output"] == #"[1,{"two":2},{"two":2}]"#)
    }

    /// The children of a distributed Map state share the test case and the count of their parent.
    @Test(arguments: ["STANDARD", "EXPRESS"])
    func childrenOfMapRunsAreMocked(type: String) throws {
        let fixture = try ServerFixture(mocks: file)
        defer { fixture.stop() }
        let machine = try fixture.create(
            """
            {"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":1,"End":true,"ItemProcessor":{
             "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"\(type)"},"StartAt":"Call",
             "States":{"Call":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",
             "Parameters":{"FunctionName":"f"},"End":true}}}}}}
            """)
        #expect(try fixture.run(machine + "#Mapped", input: "[1,1,1]")["output"] == "[0,1,2]")
    }

    /// A nested execution is started with a test case as any other is.
    @Test func nestedExecutionsAreMocked() throws {
        let fixture = try ServerFixture(mocks: file)
        defer { fixture.stop() }
        let call = """
            {"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},"End":true,
             "Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":1,"MaxDelaySeconds":1}]}
            """
        let child = try fixture.create(#"{"StartAt":"Call","States":{"Call":\#(call)}}"#)
        func parent(_ testCase: String) throws -> String {
            try fixture.create(
                """
                {"StartAt":"N","States":{"N":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
                 "Parameters":{"StateMachineArn":"\(child)#\(testCase)"},"OutputPath":"$.Output","End":true}}}
                """, name: "parent-\(testCase)")
        }
        #expect(try fixture.run(try parent("Flaky"))["output"] == #"{"n":3}"#)
        let refused = try fixture.run(try parent("Nope"))
        #expect(refused["cause"]?.string?.contains("has no test case 'Nope'") == true, "\(refused)")
    }

    @Test func synchronousExecutionsAreMocked() throws {
        let fixture = try ServerFixture(mocks: file)
        defer { fixture.stop() }
        let machine = try fixture.create(
            """
            {"StartAt":"Call","States":{"Call":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",
             "Parameters":{"FunctionName":"f"},"End":true}}}
            """, type: "EXPRESS")
        // The name of an earlier execution: its attempts do not count.
        for _ in 0..<2 {
            let answer = try fixture.call(
                "StartSyncExecution", ["stateMachineArn": .string(machine + "#Mapped"), "name": "same"])
            #expect(answer.body["output"] == "0", "\(answer.body)")
        }
    }

    @Test func aTestCaseThatIsNotThereIsRefused() throws {
        let fixture = try ServerFixture(mocks: file)
        defer { fixture.stop() }
        let machine = try fixture.create(#"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}"#)
        let answer = try fixture.call("StartExecution", ["stateMachineArn": .string(machine + "#Nope")])
        #expect(
            answer.body["message"]
                == "The mock configuration file has no test case 'Nope' for the state machine 'm'")
    }

    @Test(arguments: [
        ("{}", "the mock configuration must have an object at 'StateMachines'"),
        (
            #"{"StateMachines":{"m":{"TestCases":{"c":{"S":"R"}}}},"MockedResponses":{}}"#,
            "the mock configuration must have the response that m.c.S names at 'MockedResponses.R'"
        ),
        (
            #"{"StateMachines":{},"MockedResponses":{"R":{"2-1":{"Return":1}}}}"#,
            "the mock configuration must have attempts such as \"0\" or \"1-2\" at 'MockedResponses.R.2-1'"
        ),
        (
            #"{"StateMachines":{},"MockedResponses":{"R":{"0":{}}}}"#,
            "the mock configuration must have Return, or Throw with an Error at 'MockedResponses.R.0'"
        ),
    ])
    func filesThatAreNone(text: String, message: String) throws {
        let document = try JSONValue(parsing: text)
        let problem = #expect(throws: MockConfiguration.Problem.self) { try MockConfiguration(document) }
        #expect(problem?.description == message)
    }

    @Test func waitsAreScaled() throws {
        let fixture = try ServerFixture(waitTimeScale: 0.001)
        defer { fixture.stop() }
        let machine = try fixture.create(#"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}"#)
        #expect(try fixture.run(machine)["status"] == "SUCCEEDED")
    }
}

@Suite struct ExecutionLogTests {
    @Test func linesAreThoseOfTheLevel() throws {
        let folder = "/tmp/baton-logs-\(UInt32.random(in: 0 ... .max))"
        let fixture = try ServerFixture(logFolder: folder)
        let machine = try fixture.create(
            #"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"F"},"F":{"Type":"Fail","Error":"E"}}}"#)
        for level in ["ALL", "ERROR", "FATAL"] {
            let group = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/vendedlogs/states/\(level):*"
            _ = try fixture.call(
                "UpdateStateMachine",
                [
                    "stateMachineArn": .string(machine),
                    "loggingConfiguration": [
                        "level": .string(level), "includeExecutionData": .bool(level == "ALL"),
                        "destinations": [["cloudWatchLogsLogGroup": ["logGroupArn": .string(group)]]],
                    ],
                ])
            _ = try fixture.run(machine, input: #"{"secret":1}"#)
        }
        fixture.stop()
        usleep(200_000)
        func lines(_ level: String) throws -> [JSONValue] {
            let file = try #require(fopen("\(folder)/aws/vendedlogs/states/\(level).log", "r"))
            defer { fclose(file) }
            var bytes = [UInt8](repeating: 0, count: 100_000)
            let count = fread(&bytes, 1, bytes.count, file)
            return try String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n").map {
                try JSONValue(parsing: String($0))
            }
        }
        func types(_ level: String) throws -> [String] { try lines(level).compactMap { $0["type"]?.string } }
        #expect(
            try types("ALL") == [
                "ExecutionStarted", "PassStateEntered", "PassStateExited", "FailStateEntered", "ExecutionFailed",
            ])
        #expect(try types("ERROR") == ["FailStateEntered", "ExecutionFailed"])
        #expect(try types("FATAL") == ["ExecutionFailed"])
        let first = try #require(try lines("ALL").first)
        #expect(first["details"]?["input"] == #"{"secret":1}"#)
        #expect(first["id"] == "1")
        #expect(first["previous_event_id"] == "0")
        #expect(first["redrive_count"] == "0")
        #expect(try !lines("ERROR").contains { $0.text.contains("secret") })
    }

    /// Express executions have their events nowhere else; without execution data inputs and outputs stay out.
    @Test func expressExecutionsAreLogged() throws {
        let folder = "/tmp/baton-logs-\(UInt32.random(in: 0 ... .max))"
        let fixture = try ServerFixture(logFolder: folder)
        let machine = try fixture.create(
            #"{"StartAt":"A","States":{"A":{"Type":"Pass","Result":{"secret":2},"End":true}}}"#, type: "EXPRESS")
        for (level, hasData) in [("ALL", false), ("ERROR", true), ("OFF", true)] {
            let group = "arn:aws:logs:us-east-1:123456789012:log-group:x/\(level)"
            let logging: JSONValue = [
                "level": .string(level), "includeExecutionData": .bool(hasData),
                "destinations": [["cloudWatchLogsLogGroup": ["logGroupArn": .string(group)]]],
            ]
            _ = try fixture.call(
                "UpdateStateMachine", ["stateMachineArn": .string(machine), "loggingConfiguration": logging])
            let answer = try fixture.call(
                "StartSyncExecution", ["stateMachineArn": .string(machine), "input": #"{"secret":1}"#])
            #expect(answer.body["status"] == "SUCCEEDED")
        }
        fixture.stop()
        usleep(200_000)
        let all = try String(contentsOfFile: "\(folder)/x/ALL.log", encoding: .utf8)
        let types = try all.split(separator: "\n").map { try JSONValue(parsing: String($0))["type"] }
        #expect(types == ["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"])
        #expect(!all.contains("secret"))
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/x/ERROR.log"))
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/x/OFF.log"))
    }
}
