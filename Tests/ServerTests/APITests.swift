import Engine
import Glibc
import JSON
import Journal
import Server
import Tasks
import Testing

@Suite struct APITests {
    /// Source: the service model's constraints, in the words of the service.
    @Test(arguments: [
        (
            "ListExecutions", #"{"maxResults":1001}"#, "ValidationException",
            "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000"
        ),
        (
            "DescribeExecution", "{}", "ValidationException",
            "1 validation error detected: Value null at 'executionArn' failed to satisfy constraint: Member must not be null"
        ),
        (
            "CreateStateMachine", #"{"name":"n","roleArn":"r","definition":"","type":"X"}"#, "ValidationException",
            "2 validation errors detected: Value at 'definition' failed to satisfy constraint: Member must have length greater than or equal to 1; Value 'X' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [STANDARD, EXPRESS]"
        ),
        (
            "CreateStateMachineAlias", #"{"name":"123","routingConfiguration":[{"weight":101}]}"#,
            "ValidationException",
            #"3 validation errors detected: Value '123' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$; Value null at 'routingConfiguration.1.member.stateMachineVersionArn' failed to satisfy constraint: Member must not be null; Value '101' at 'routingConfiguration.1.member.weight' failed to satisfy constraint: Member must have value less than or equal to 100"#
        ),
        (
            "DescribeExecution", #"{"executionArn":7}"#, "SerializationException",
            "NUMBER_VALUE can not be converted to a String"
        ),
        (
            "ListExecutions", #"{"maxResults":"7"}"#, "SerializationException",
            "STRING_VALUE can not be converted to an Integer"
        ),
        (
            "TagResource", #"{"resourceArn":"a","tags":{}}"#, "SerializationException",
            "Start of structure or map found where not expected."
        ),
        (
            "CreateStateMachineAlias",
            #"{"name":"a","routingConfiguration":[{"stateMachineVersionArn":"v","weight":1},{"stateMachineVersionArn":"w","weight":2},{"stateMachineVersionArn":"x","weight":3}]}"#,
            "ValidationException",
            "1 validation error detected: Value '[RoutingConfigurationListItem(stateMachineVersionArn=v, weight=1), RoutingConfigurationListItem(stateMachineVersionArn=w, weight=2), RoutingConfigurationListItem(stateMachineVersionArn=x, weight=3)]' at 'routingConfiguration' failed to satisfy constraint: Member must have length less than or equal to 2"
        ),
        ("ListActivities", #"{"nextToken":"abcd"}"#, "InvalidToken", "Invalid Token: 'Invalid token'"),
        ("DescribeStateMachine", #"{"stateMachineArn":"x"}"#, "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: x'"),
        (
            "StopExecution", #"{"executionArn":"arn:aws:states:us-east-1:123456789012:express:m:n:i"}"#, "InvalidArn",
            "Invalid Arn: 'Resource type not valid in this context: express'"
        ),
        (
            "SendTaskSuccess", #"{"taskToken":"nonsense","output":"{}"}"#, "InvalidToken",
            "Invalid Token: 'Invalid token'"
        ),
    ])
    func refusals(operation: String, request: String, code: String, message: String) throws {
        let fixture = try ServerFixture()
        defer { fixture.stop() }
        let answer = try fixture.call(operation, try JSONValue(parsing: request))
        #expect(answer.status == 400)
        #expect(answer.body["__type"]?.string == code)
        #expect(answer.body["message"]?.string == message)
    }

    /// Refusals that need a state machine: `STATE_MACHINE` stands for its ARN.
    @Test(arguments: [
        (
            "DescribeStateMachine", #"{"stateMachineArn":"arn:aws:states:eu-west-1:123456789012:stateMachine:m"}"#,
            "StateMachineDoesNotExist",
            "State Machine Does Not Exist: 'arn:aws:states:eu-west-1:123456789012:stateMachine:m'"
        ),
        (
            "CreateStateMachine",
            #"{"name":"k","definition":"{}","roleArn":"arn:aws:iam::123456789012:role/r","encryptionConfiguration":{"type":"CUSTOMER_MANAGED_KMS_KEY"}}"#,
            "InvalidDefinition",
            "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /'"
        ),
        (
            "UpdateStateMachine",
            #"{"stateMachineArn":"STATE_MACHINE","encryptionConfiguration":{"type":"CUSTOMER_MANAGED_KMS_KEY"}}"#,
            "InvalidEncryptionConfiguration",
            "Invalid Encryption Configuration: kmsKeyId must be given for CUSTOMER_MANAGED_KMS_KEY"
        ),
        (
            "UpdateStateMachine",
            #"{"stateMachineArn":"STATE_MACHINE","encryptionConfiguration":{"type":"AWS_OWNED_KEY","kmsKeyId":"k"}}"#,
            "InvalidEncryptionConfiguration",
            "Invalid Encryption Configuration: kmsKeyId must not be given for AWS_OWNED_KEY"
        ),
        (
            "ListExecutions", #"{"stateMachineArn":"STATE_MACHINE","statusFilter":"PENDING_REDRIVE"}"#,
            "ValidationException", "The status PENDING_REDRIVE can only be asked for with mapRunArn"
        ),
        (
            "ListExecutions", #"{"mapRunArn":"arn:aws:states:us-east-1:123456789012:mapRun:m/l:1"}"#,
            "ResourceNotFound",
            "Resource not found: 'arn:aws:states:us-east-1:123456789012:mapRun:m/l:1'"
        ),
    ])
    func refusalsOfResources(operation: String, request: String, code: String, message: String) throws {
        let fixture = try ServerFixture()
        defer { fixture.stop() }
        let machine = try fixture.create(#"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}"#)
        let text = request.replacing("STATE_MACHINE", with: machine)
        let answer = try fixture.call(operation, try JSONValue(parsing: text))
        #expect(answer.body["__type"]?.string == code)
        #expect(answer.body["message"]?.string == message)
    }

    /// A log group must be there where somebody can be asked.
    @Test(arguments: [
        ("arn:aws:logs:us-east-1:123456789012:log-group:/known:*", true, ""),
        (
            "arn:aws:logs:us-east-1:123456789012:log-group:/kno:*", false,
            "Invalid Logging Configuration: Log Destination not found."
        ),
        (
            "arn:aws:s3:::bucket", false,
            "Invalid Logging Configuration: Log Destination is not the ARN of a log group: arn:aws:s3:::bucket"
        ),
    ])
    func logGroupsAreLookedUp(arn: String, isThere: Bool, message: String) throws {
        let groups: JSONValue = ["LogGroups": [["LogGroupName": "/known"]]]
        let configuration = try TaskConfiguration(
            decoding: ["resources": ["cloudwatchlogs": ["result": groups]]], folder: "/tmp")
        let fixture = try ServerFixture(
            tasks: try TaskDispatcher(
                configuration: configuration, environment: [:], items: try JournalItemStore(InMemoryJournal())))
        defer { fixture.stop() }
        let machine = try fixture.create(#"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}"#)
        let answer = try fixture.call(
            "UpdateStateMachine",
            [
                "stateMachineArn": .string(machine),
                "loggingConfiguration": [
                    "level": "ALL", "destinations": [["cloudWatchLogsLogGroup": ["logGroupArn": .string(arn)]]],
                ],
            ])
        #expect(answer.status == (isThere ? 200 : 400))
        #expect((answer.body["message"]?.string ?? "") == message)
    }

    @Test func keysOfCustomersHaveAReusePeriod() throws {
        let fixture = try ServerFixture()
        defer { fixture.stop() }
        let machine: JSONValue = .string(
            try fixture.create(#"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}"#))
        let encryption: JSONValue = ["type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": "key"]
        _ = try fixture.call(
            "UpdateStateMachine", ["stateMachineArn": machine, "encryptionConfiguration": encryption])
        let described = try fixture.call("DescribeStateMachine", ["stateMachineArn": machine]).body
        #expect(described["encryptionConfiguration"]?["kmsDataKeyReusePeriodSeconds"] == 300)
    }

    /// Recorded answers of the service.
    @Test(arguments: [
        (
            "not some json",
            "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
        ),
        ("{'not': 'json'", "Unexpected character (''' (code 39)): was expecting double-quote to start field name"),
        ("", "Invalid execution input."),
        (#"{"a": "b"#, "Unexpected end-of-input: was expecting closing quote for a string value"),
        (#"{"a": 007}"#, "Invalid numeric value: Leading zeroes not allowed"),
        (#"{"a": "\q"}"#, "Unrecognized character escape 'q' (code 113)"),
    ])
    func inputsThatAreNotJSON(input: String, reason: String) throws {
        let fixture = try ServerFixture()
        defer { fixture.stop() }
        let machine = try fixture.create(#"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}"#)
        let answer = try fixture.call(
            "StartExecution", ["stateMachineArn": .string(machine), "input": .string(input)])
        #expect(answer.body["__type"] == "InvalidExecutionInput")
        #expect(answer.body["message"]?.string == "Invalid State Machine Execution Input: '\(reason)'")
    }

    @Test func namesMakeStartsIdempotentWhileTheyRun() throws {
        let fixture = try ServerFixture()
        defer { fixture.stop() }
        let machine = try fixture.create(#"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":600,"End":true}}}"#)
        func start(_ input: String) throws -> JSONValue {
            try fixture.call(
                "StartExecution", ["stateMachineArn": .string(machine), "name": "one", "input": .string(input)]
            ).body
        }
        let first = try start(#"{"a":1}"#)
        #expect(try start(#"{"a":1}"#) == first)
        #expect(try start(#"{"a":2}"#)["__type"] == "ExecutionAlreadyExists")
        let arn = first["executionArn"] ?? .null
        _ = try fixture.call("StopExecution", ["executionArn": arn, "error": "E", "cause": "C"])
        let described = try fixture.call("DescribeExecution", ["executionArn": arn]).body
        #expect(described["status"] == "ABORTED")
        #expect(described["error"] == "E")
        #expect(try start(#"{"a":1}"#)["__type"] == "ExecutionAlreadyExists")
    }

    @Test func historiesComeInPages() throws {
        let fixture = try ServerFixture()
        defer { fixture.stop() }
        let machine = try fixture.create(
            #"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","End":true}}}"#)
        let arn = try fixture.run(machine)["executionArn"] ?? .null
        for isReversed in [false, true] {
            var ids: [Int64] = []
            var token: JSONValue?
            repeat {
                var request: JSONValue = ["executionArn": arn, "maxResults": 4, "reverseOrder": .bool(isReversed)]
                if let token, case .object(var object) = request {
                    object["nextToken"] = token
                    request = .object(object)
                }
                let page = try fixture.call("GetExecutionHistory", request).body
                ids += (page["events"]?.array ?? []).compactMap { $0["id"]?.integer }
                token = page["nextToken"]
            } while token != nil
            #expect(ids == (isReversed ? [6, 5, 4, 3, 2, 1] : [1, 2, 3, 4, 5, 6]))
        }
        let bare = try fixture.call("GetExecutionHistory", ["executionArn": arn, "includeExecutionData": false]).body
        #expect(!bare.text.contains("\"input\""))
        #expect(!bare.text.contains("\"output\""))
    }

    @Test func tokensAreForOneQuestion() throws {
        let fixture = try ServerFixture()
        defer { fixture.stop() }
        for name in ["a", "b", "c"] { _ = try fixture.call("CreateActivity", ["name": .string(name)]) }
        let first = try fixture.call("ListActivities", ["maxResults": 2]).body
        let token = try #require(first["nextToken"])
        let second = try fixture.call("ListActivities", ["nextToken": token]).body
        #expect(second["activities"]?.array?.compactMap { $0["name"]?.string } == ["c"])
        #expect(second["nextToken"] == nil)
        #expect(try fixture.call("ListStateMachines", ["nextToken": token]).body["__type"] == "InvalidToken")
    }

    @Test func tracesComeInTheHeaderOrTheBody() throws {
        let fixture = try ServerFixture()
        defer { fixture.stop() }
        let machine = try fixture.create(#"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}"#)
        let body = #"{"stateMachineArn":"\#(machine)","traceHeader":"Root=1-body"}"#
        for (headers, trace) in [("", "Root=1-body"), ("X-Amzn-Trace-Id: Root=1-header\r\n", "Root=1-header")] {
            let connection = try fixture.connect()
            defer { connection.close() }
            try connection.send(Connection.request("StartExecution", body, headers: headers))
            let started = try JSONValue(parsing: try connection.receive().body)
            let described = try fixture.call(
                "DescribeExecution", ["executionArn": started["executionArn"] ?? .null])
            #expect(described.body["traceHeader"]?.string == trace)
        }
    }

    @Test func aliasesAreChangedInSomething() throws {
        let fixture = try ServerFixture()
        defer { fixture.stop() }
        let machine = try fixture.create(#"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}"#)
        _ = try fixture.call("PublishStateMachineVersion", ["stateMachineArn": .string(machine)])
        let alias = try fixture.call(
            "CreateStateMachineAlias",
            [
                "name": "prod",
                "routingConfiguration": [["stateMachineVersionArn": .string(machine + ":1"), "weight": 100]],
            ]
        ).body["stateMachineAliasArn"]
        let nothing = try fixture.call("UpdateStateMachineAlias", ["stateMachineAliasArn": alias ?? .null])
        #expect(nothing.body["__type"] == "ValidationException")
        let text = try fixture.call(
            "UpdateStateMachineAlias", ["stateMachineAliasArn": alias ?? .null, "description": "d"])
        #expect(text.status == 200)
    }

    @Test func deletionWaitsForExecutions() throws {
        let fixture = try ServerFixture()
        defer { fixture.stop() }
        let machine: JSONValue = .string(
            try fixture.create(#"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":600,"End":true}}}"#))
        let started = try fixture.call("StartExecution", ["stateMachineArn": machine]).body
        let execution = started["executionArn"] ?? .null
        func described() throws -> JSONValue {
            try fixture.call("DescribeStateMachine", ["stateMachineArn": machine]).body
        }
        #expect(try fixture.call("DeleteStateMachine", ["stateMachineArn": machine]).status == 200)
        #expect(try described()["status"] == "DELETING")
        #expect(
            try fixture.call("StartExecution", ["stateMachineArn": machine]).body["__type"] == "StateMachineDeleting")
        _ = try fixture.call("StopExecution", ["executionArn": execution])
        #expect(try described()["__type"] == "StateMachineDoesNotExist")
        #expect(try fixture.call("DescribeExecution", ["executionArn": execution]).body["status"] == "ABORTED")
    }

    @Test func mapRunsAndTheirChildren() throws {
        let fixture = try ServerFixture()
        defer { fixture.stop() }
        let machine = try fixture.create(
            """
            {"StartAt":"M","States":{"M":{"Type":"Map","Label":"each","ToleratedFailureCount":1,"End":true,
             "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"C",
             "States":{"C":{"Type":"Choice","Choices":[{"Variable":"$","NumericEquals":2,"Next":"F"}],"Default":"S"},
             "S":{"Type":"Succeed"},"F":{"Type":"Fail","Error":"Two"}}}}}}
            """)
        let described = try fixture.run(machine, input: "[1,2,3]")
        #expect(described["status"] == "SUCCEEDED")
        let arn = described["executionArn"] ?? .null
        let runs = try fixture.call("ListMapRuns", ["executionArn": arn]).body["mapRuns"]?.array ?? []
        #expect(runs.count == 1)
        #expect(runs.first?["stateMachineArn"]?.string == machine + "/each")
        let run = runs.first?["mapRunArn"] ?? .null
        let details = try fixture.call("DescribeMapRun", ["mapRunArn": run]).body
        #expect(details["status"] == "SUCCEEDED")
        #expect(details["itemCounts"]?["succeeded"] == 2)
        #expect(details["itemCounts"]?["failed"] == 1)
        #expect((details["startDate"]?.double ?? 0) > 1_700_000_000)
        let children = try fixture.call("ListExecutions", ["mapRunArn": run, "statusFilter": "FAILED"]).body
        #expect(children["executions"]?.array?.count == 1)
        let child = children["executions"]?[0]?["executionArn"] ?? .null
        #expect(try fixture.call("DescribeExecution", ["executionArn": child]).body["error"] == "Two")
        #expect(
            try fixture.call("RedriveExecution", ["executionArn": child]).body["__type"] == "ExecutionNotRedrivable")
        let definition = try fixture.call("DescribeStateMachineForExecution", ["executionArn": child]).body
        #expect(definition["label"] == "each")
        let update = try fixture.call("UpdateMapRun", ["mapRunArn": run, "maxConcurrency": 1])
        #expect(update.body["reason"] == "CANNOT_UPDATE_COMPLETED_MAP_RUN")
        let labelled = try fixture.call("DescribeStateMachine", ["stateMachineArn": .string(machine + "/each")]).body
        #expect(labelled["label"] == "each")
        let start = try fixture.call("StartExecution", ["stateMachineArn": .string(machine + "/each")]).body
        #expect(start["reason"] == "API_DOES_NOT_SUPPORT_LABELED_ARNS")
    }

    /// Whether its children run or wait, an execution that is stopped takes them along.
    @Test(arguments: [0, 1])
    func mapRunsOfStoppedExecutionsAreAborted(maxConcurrency: Int) throws {
        let fixture = try ServerFixture()
        defer { fixture.stop() }
        let machine = try fixture.create(
            """
            {"StartAt":"M","States":{"M":{"Type":"Map","Label":"each","MaxConcurrency":\(maxConcurrency),"End":true,
             "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"W",
             "States":{"W":{"Type":"Wait","Seconds":600,"End":true}}}}}}
            """)
        let execution =
            try fixture.call(
                "StartExecution", ["stateMachineArn": .string(machine), "input": "[1,2,3]"]
            ).body["executionArn"] ?? .null
        usleep(200_000)
        let run = try fixture.call("ListMapRuns", ["executionArn": execution]).body["mapRuns"]?[0]?["mapRunArn"]
        // The counts are those of the moment.
        let current = try fixture.call("DescribeMapRun", ["mapRunArn": run ?? .null]).body["executionCounts"]
        #expect(current?["running"] == (maxConcurrency == 0 ? 3 : 1))
        #expect(current?["pending"] == (maxConcurrency == 0 ? 0 : 2))
        _ = try fixture.call("StopExecution", ["executionArn": execution])
        usleep(200_000)
        let described = try fixture.call("DescribeMapRun", ["mapRunArn": run ?? .null]).body
        #expect(described["status"] == "ABORTED")
        #expect(described["itemCounts"]?["aborted"] == 3)
        #expect(described["itemCounts"]?["running"] == 0)
        let open = try fixture.call("ListExecutions", ["mapRunArn": run ?? .null, "statusFilter": "RUNNING"]).body
        #expect(open["executions"] == [])
    }

    /// AWS's quota of workers that wait for one activity.
    @Test func tooManyPollersOfAnActivityAreRefused() throws {
        let fixture = try ServerFixture()
        defer { fixture.stop() }
        let activity = try fixture.call("CreateActivity", ["name": "busy"]).body["activityArn"] ?? .null
        for _ in 0..<1_000 {
            _ = fixture.engine.pollActivity(arn: activity.string ?? "", workerName: nil) { _ in }
        }
        let refused = try fixture.call("GetActivityTask", ["activityArn": activity])
        #expect(refused.status == 400)
        #expect(refused.body["__type"] == "ActivityWorkerLimitExceeded")
        #expect(
            refused.body["message"]
                == "The maximum number of workers concurrently polling for activity tasks has been reached.")
        fixture.engine.cancelPolls()
        let other = try fixture.connect()
        defer { other.close() }
        try other.send(Connection.request("GetActivityTask", #"{"activityArn":\#(activity.text)}"#))
        usleep(100_000)
        fixture.engine.cancelPolls()
        #expect(try other.receive().body == "{}")
    }

    /// A worker that hung up must not swallow a task.
    @Test func tasksGoToWorkersThatAreThere() throws {
        let fixture = try ServerFixture()
        defer { fixture.stop() }
        let activity = try fixture.call("CreateActivity", ["name": "work"]).body["activityArn"] ?? .null
        let machine = try fixture.create(
            #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":\#(activity.text),"End":true}}}"#)
        let gone = try fixture.connect()
        try gone.send(Connection.request("GetActivityTask", #"{"activityArn":\#(activity.text)}"#))
        usleep(100_000)
        gone.close()
        usleep(100_000)
        let started = try fixture.call("StartExecution", ["stateMachineArn": .string(machine), "input": "{\"a\":1}"])
        let task = try fixture.call("GetActivityTask", ["activityArn": activity, "workerName": "w"]).body
        #expect(task["input"] == "{\"a\":1}")
        let answer: JSONValue = ["taskToken": task["taskToken"] ?? .null, "output": "\"done\""]
        #expect(try fixture.call("SendTaskSuccess", answer).status == 200)
        #expect(try fixture.call("SendTaskSuccess", answer).body["__type"] == "TaskTimedOut")
        let arn = started.body["executionArn"] ?? .null
        #expect(try fixture.call("DescribeExecution", ["executionArn": arn]).body["output"] == "\"done\"")
    }

    @Test func signaturesAreVerifiedWhereKeysAreGiven() throws {
        let fixture = try ServerFixture { $0.signatures = .keys(["AKIDEXAMPLE": "secret"]) }
        defer { fixture.stop() }
        let now = time(nil)
        func answer(_ id: String, _ secret: String, at seconds: Int, body: String = "{}") throws -> String? {
            let signer = RequestSigner(
                credentials: AWSCredentials(accessKeyID: id, secretAccessKey: secret), region: "us-east-1",
                service: "states")
            let request = Tasks.HTTPRequest(
                method: "POST", url: "http://localhost/",
                headers: [HTTPHeader("X-Amz-Target", "AWSStepFunctions.ListActivities")], body: Array("{}".utf8))
            let signed = signer.sign(request, date: timestamp(seconds))
            let headers = signed.headers.map { "\($0.name): \($0.value)\r\n" }.joined()
            let connection = try fixture.connect()
            defer { connection.close() }
            try connection.send(
                "POST / HTTP/1.1\r\nHost: localhost\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
            return try JSONValue(parsing: try connection.receive().body)["__type"]?.string
        }
        #expect(try answer("AKIDEXAMPLE", "secret", at: now) == nil)
        #expect(try answer("AKIDEXAMPLE", "wrong", at: now) == "InvalidSignatureException")
        #expect(try answer("AKIDEXAMPLE", "secret", at: now, body: "{} ") == "InvalidSignatureException")
        #expect(try answer("AKIDEXAMPLE", "secret", at: now - 3_600) == "InvalidSignatureException")
        #expect(try answer("OTHER", "secret", at: now) == "UnrecognizedClientException")
        #expect(try fixture.call("ListActivities", [:]).body["__type"] == "MissingAuthenticationTokenException")
    }

    private func timestamp(_ seconds: Int) -> String {
        var seconds = time_t(seconds)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        var text = [CChar](repeating: 0, count: 32)
        strftime(&text, text.count, "%Y%m%dT%H%M%SZ", &parts)
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
