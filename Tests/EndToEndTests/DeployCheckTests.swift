import Foundation
import JSON
import Testing

@Suite struct DeployCheckTests {
    private func baton(_ arguments: [String], in folder: URL, _ environment: [String: String] = [:]) throws
        -> Program.Result
    {
        try Program.Running([Program.path] + arguments, in: folder, environment: environment).wait()
    }

    private func write(_ text: String, _ name: String, in folder: URL) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }

    // MARK: History

    /// Definitions whose executions make just as many events as is projected.
    private static let counted = [
        #"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Wait","Seconds":0,"Next":"C"},"C":{"Type":"Succeed"}}}"#,
        #"{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","Next":"B"},"B":{"Type":"Task","Resource":"arn:aws:states:::sns:publish","Parameters":{"Message":"m"},"End":true}}}"#,
        #"{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}},{"StartAt":"B","States":{"B":{"Type":"Pass","Next":"C"},"C":{"Type":"Pass","End":true}}}]}}}"#,
        #"{"QueryLanguage":"JSONata","StartAt":"M","States":{"M":{"Type":"Map","Items":[1,2,3],"End":true,"ItemProcessor":{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}}}}"#,
        // A counter that is looked at first …
        #"{"QueryLanguage":"JSONata","StartAt":"S","States":{"S":{"Type":"Pass","Assign":{"n":0},"Next":"C"},"C":{"Type":"Choice","Choices":[{"Condition":"{% $n < 7 %}","Next":"W"}],"Default":"E"},"W":{"Type":"Pass","Assign":{"n":"{% $n + 1 %}"},"Next":"C"},"E":{"Type":"Succeed"}}}"#,
        // … or last, up from 10 in steps of 3 …
        #"{"QueryLanguage":"JSONata","StartAt":"S","States":{"S":{"Type":"Pass","Assign":{"n":10,"top":{"of":30}},"Next":"W"},"W":{"Type":"Pass","Assign":{"n":"{% $n + 3 %}"},"Next":"C"},"C":{"Type":"Choice","Choices":[{"Condition":"{% $n >= $top.of %}","Next":"E"}],"Default":"W"},"E":{"Type":"Succeed"}}}"#,
        // … and with paths.
        #"{"StartAt":"S","States":{"S":{"Type":"Pass","Result":{"i":0},"ResultPath":"$.it","Next":"C"},"C":{"Type":"Choice","Choices":[{"Variable":"$.it.i","NumericLessThanEquals":4,"Next":"W"}],"Default":"E"},"W":{"Type":"Pass","Parameters":{"i.$":"States.MathAdd($.it.i, 1)"},"ResultPath":"$.it","Next":"C"},"E":{"Type":"Succeed"}}}"#,
    ]

    /// A loop in a loop: the inner one starts again with each round of the outer one.
    private static let nested =
        #"{"QueryLanguage":"JSONata","StartAt":"S","States":{"S":{"Type":"Pass","Assign":{"i":0},"Next":"O"},"O":{"Type":"Choice","Choices":[{"Condition":"{% $i < 3 %}","Next":"B"}],"Default":"E"},"B":{"Type":"Pass","Assign":{"j":0},"Next":"I"},"I":{"Type":"Choice","Choices":[{"Condition":"{% $j < 4 %}","Next":"W"}],"Default":"N"},"W":{"Type":"Pass","Assign":{"j":"{% $j + 1 %}"},"Next":"I"},"N":{"Type":"Pass","Assign":{"i":"{% $i + 1 %}"},"Next":"O"},"E":{"Type":"Succeed"}}}"#

    @Test(arguments: counted + [nested]) func projectsTheHistory(definition: String) throws {
        try withFolder { folder in
            try write(definition, "m.asl.json", in: folder)
            try write("resources: {f: {result: 1}, sns: {result: {}}}", "baton.yaml", in: folder)
            #expect(try baton(["run", "m.asl.json", "--quiet"], in: folder).status == 0)
            let history = try JSONValue(parsing: try baton(["history", "last", "--json"], in: folder).output)
            let events = try #require((history["events"] ?? history).array)
            let check = try JSONValue(
                parsing: try baton(["export", "--check", "--json", "m.asl.json"], in: folder).output)
            #expect(check[0]?["projectedEvents"]?.integer == Int64(events.count))
        }
    }

    @Test func agentsAreBoundedByTheirTurns() throws {
        try withFolder { folder in
            try write(Self.agents, "a.asl.yaml", in: folder)
            let report = try baton(["export", "--check", "--report", "--json", "a.asl.yaml"], in: folder)
            let value = try JSONValue(parsing: report.output)
            let findings = value[0]?["findings"]?.array ?? []
            #expect(
                findings.contains { $0["message"]?.string?.contains("goes back up to 6 times ($Ask_turns)") == true })
            #expect(
                findings.contains {
                    $0["code"] == "MODEL" && $0["message"]?.string?.hasPrefix("'local-llama' is no model") == true
                })
            #expect(report.status == 1)
            let agents = value[0]?["agents"]?.array ?? []
            #expect(findings.contains { $0["message"]?.string?.hasPrefix("The MCP server is a program here") == true })
            #expect(agents.map { $0["agent"] } == ["Analyst", "Researcher"])
            #expect(agents.map { $0["form"] } == ["states of the machine", "an AgentCore harness"])
        }
    }

    private static let agents = """
        QueryLanguage: JSONata
        StartAt: Ask
        Agents:
          Analyst: {Model: local-llama, System: Be brief., MaxTurns: 6, Tools: [clock, files]}
          Researcher: {Resource: 'arn:aws:states:::bedrockagentcore:invokeHarness', Arguments: {HarnessArn: a}}
          Unused: {Model: local-llama}
        Tools:
          files: {Description: Files, InputSchema: {type: object}, Mcp: {Command: [./server]}}
        States:
          Ask: {Type: Agent, Agent: Analyst, Prompt: Hello, Next: Look}
          Look: {Type: Agent, Agent: Researcher, Prompt: Hello, End: true}
        """

    // MARK: Findings

    private static let task =
        #"{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"RESOURCE","Parameters":PARAMETERS,"End":true}}}"#

    private static func task(_ resource: String, _ parameters: String = "{}") -> String {
        task.replacing("RESOURCE", with: resource).replacing("PARAMETERS", with: parameters)
    }

    private static func loop(_ rounds: Int) -> String {
        #"{"QueryLanguage":"JSONata","StartAt":"S","States":{"S":{"Type":"Pass","Assign":{"n":0,"all":[]},"Next":"C"},"C":{"Type":"Choice","Choices":[{"Condition":"{% $n < ROUNDS %}","Next":"W"}],"Default":"E"},"W":{"Type":"Pass","Assign":{"n":"{% $n + 1 %}","all":"{% $append($all, [$n]) %}"},"Next":"C"},"E":{"Type":"Succeed"}}}"#
            .replacing("ROUNDS", with: "\(rounds)")
    }

    private static let countdown =
        #"{"QueryLanguage":"JSONata","StartAt":"I","States":{"I":{"Type":"Pass","Assign":{"left":5},"Next":"W"},"W":{"Type":"Wait","Seconds":1,"Assign":{"left":"{% $left - 1 %}"},"Next":"C"},"C":{"Type":"Choice","Choices":[{"Condition":"{% $left > 0 %}","Next":"W"}],"Default":"E"},"E":{"Type":"Succeed"}}}"#

    private static let map =
        #"{"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":100,"ItemProcessor":{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}},"End":true}}}"#
    private static let function = "arn:aws:lambda:us-east-1:123456789012:function:"

    /// Definition, options, and the severity, code and part of the message that is to be found.
    private static let findings: [(String, [String], String, String, String)] = [
        (task(function + "charge"), [], "error", "RESOURCE", "'charge' is a command here"),
        (task(function + "score"), [], "error", "RESOURCE", "'score' is the URL http://127.0.0.1:8000"),
        (task(function + "crew"), [], "error", "RESOURCE", "'crew' is an agent's program here"),
        (task(function + "boss"), [], "error", "RESOURCE", "A person stands for the function 'boss' here"),
        (
            task("arn:aws:states:::bedrockagentcore:invokeHarness"), ["--region", "us-west-1"], "warning", "REGION",
            "bedrockagentcore is not in us-west-1"
        ),
        (task(function + "nowhere"), [], "warning", "RESOURCE", "no code for the function 'nowhere'"),
        (
            task("arn:aws:states:::sns:publish", #"{"Message":"m","TopicArn":"t"}"#), [], "note", "RESOURCE",
            "'sns:publish' is a fixed result here"
        ),
        (
            task("arn:aws:states:::sqs:sendMessage", #"{"MessageBody":"m","QueueUrl":"q"}"#), [], "warning", "RESOURCE",
            "'sqs' is a program of yours here"
        ),
        (
            task(
                "arn:aws:states:::http:invoke",
                #"{"ApiEndpoint":"http://127.0.0.1:1/x","Method":"GET","InvocationConfig":{"ConnectionArn":"arn:aws:events:us-east-1:123456789012:connection/open/1"}}"#
            ),
            [], "error", "RESOURCE", "public HTTPS addresses, not http://127.0.0.1:1"
        ),
        (
            task(
                "arn:aws:states:::http:invoke",
                #"{"ApiEndpoint":"https://example.com","Method":"GET","InvocationConfig":{"ConnectionArn":"arn:aws:events:us-east-1:123456789012:connection/open/1"}}"#
            ),
            [], "warning", "RESOURCE", "'open' authorizes nothing"
        ),
        (
            task("arn:aws:states:::aws-sdk:textract:detectDocumentText"), ["--region", "eu-north-1"], "warning",
            "REGION", "textract is not in eu-north-1"
        ),
        (task("arn:aws:states:::glue:startJobRun.sync"), ["--express"], "error", "EXPRESS", "no .sync"),
        (
            #"{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":600,"End":true}}}"#, ["--express"], "error",
            "EXPRESS",
            "waits 600 seconds"
        ),
        (map, [], "warning", "MAP_WIDTH", "up to 40 iterations"),
        (map, [], "note", "HISTORY", "Each item makes up to 4 events; 6248 items fit"),
        (loop(10_000), [], "error", "HISTORY", "up to 40008 events; AWS ends it at 25000"),
        (countdown, [], "note", "HISTORY", "The loop W → C goes back up to 4 times ($left)"),
        (loop(10), [], "warning", "PAYLOAD", "$all grows with each round"),
        (
            #"{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":1,"Next":"C"},"C":{"Type":"Choice","Choices":[{"Variable":"$.done","BooleanEquals":true,"Next":"E"}],"Default":"A"},"E":{"Type":"Succeed"}}}"#,
            [], "warning", "HISTORY", "The loop A → C makes up to 4 events a round and has no bound"
        ),
        (
            #"{"StartAt":"LONG","States":{"LONG":{"Type":"Pass","End":true}}}"#.replacing(
                "LONG", with: String(repeating: "x", count: 81)), [], "error", "DEFINITION", "80"
        ),
        (
            #"{"StartAt":"A","States":{"A":{"Type":"Pass","Result":"LONG","End":true}}}"#.replacing(
                "LONG", with: String(repeating: "x", count: 300_000)), [], "error", "QUOTA", "Result has 300002 bytes"
        ),
        (
            #"{"StartAt":"B","States":{"A":{"Type":"Pass","End":true}}}"#, [], "error", "DEFINITION",
            "MISSING_TRANSITION_TARGET"
        ),
    ]

    @Test(arguments: findings.indices) func finds(index: Int) throws {
        let (definition, options, severity, code, message) = Self.findings[index]
        try withFolder { folder in
            try write(definition, "m.asl.json", in: folder)
            try write(
                """
                resources:
                  charge: {command: [./charge]}
                  score: {url: "http://127.0.0.1:8000"}
                  "sns:publish": {result: {}}
                  sqs: {command: [./queue]}
                  crew: {agent: [python3, agent.py]}
                  boss: {person: true}
                connections: {open: {}}
                """, "baton.yaml", in: folder)
            let result = try baton(["export", "m.asl.json", "--check", "--json"] + options, in: folder)
            let findings = try JSONValue(parsing: result.output)[0]?["findings"]?.array ?? []
            #expect(
                findings.contains {
                    $0["severity"]?.string == severity && $0["code"]?.string == code
                        && $0["message"]?.string?.contains(message) == true
                }, "\(result.output)")
            #expect(result.status == (findings.contains { $0["severity"] == "error" } ? 1 : 0))
        }
    }

    // MARK: Permissions

    private static let calls =
        #"{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:price","Next":"B"},"B":{"Type":"Task","Resource":"arn:aws:states:::dynamodb:putItem","Parameters":{"TableName":"orders","Item":{}},"End":true}}}"#

    private static let policies: [(String, [String])] = [
        (#"{"Effect":"Allow","Action":["lambda:*","dynamodb:PutItem"],"Resource":"*"}"#, []),
        (
            #"{"Effect":"Allow","Action":"lambda:InvokeFunction","Resource":"arn:aws:lambda:eu-west-1:999988887777:function:pr*"}"#,
            ["does not allow dynamodb:PutItem on arn:*:dynamodb:*:*:table/orders"]
        ),
        (
            #"[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"dynamodb:*","Resource":"*"}]"#,
            ["denies dynamodb:PutItem"]
        ),
        (#"{"Effect":"Allow","NotAction":"dynamodb:DeleteItem","Resource":"*"}"#, []),
        (
            #"{"Effect":"Allow","Action":["lambda:InvokeFunction","dynamodb:*Item"],"Resource":"arn:aws:lambda:*:*:function:other"}"#,
            ["does not allow lambda:InvokeFunction", "does not allow dynamodb:PutItem"]
        ),
    ]

    @Test(arguments: policies.indices) func comparesPolicies(index: Int) throws {
        let (statements, messages) = Self.policies[index]
        try withFolder { folder in
            try write(Self.calls, "m.asl.json", in: folder)
            // As 'aws iam get-role-policy' prints it.
            try write(#"{"RoleName":"r","PolicyDocument":{"Statement":\#(statements)}}"#, "p.json", in: folder)
            let result = try baton(["export", "m.asl.json", "--check", "--policy", "p.json", "--json"], in: folder)
            let findings = try JSONValue(parsing: result.output)[0]?["findings"]?.array ?? []
            let found = findings.filter { $0["code"] == "PERMISSION" }.compactMap { $0["message"]?.string }
            #expect(found.count == messages.count, "\(found)")
            for message in messages { #expect(found.contains { $0.contains(message) }, "\(found)") }
            for finding in findings where finding["code"] == "PERMISSION" {
                let isPut = finding["message"]?.string?.contains("PutItem") == true
                #expect(finding["location"]?.string == (isPut ? "/States/B" : "/States/A"))
                #expect(finding["message"]?.string?.contains(isPut ? "'B'" : "'A'") == true)
            }
            #expect(result.status == (messages.isEmpty ? 0 : 1))
        }
    }

    @Test func wrongUse() throws {
        try withFolder { folder in
            #expect(try baton(["export", "--check", "none.json"], in: folder).status == 2)
            try write(Self.map, "m.asl.json", in: folder)
            try write("[]", "p.json", in: folder)
            #expect(try baton(["export", "--check", "m.asl.json", "--policy", "p.json"], in: folder).status == 2)
            let result = try baton(["export", "m.asl.json"], in: folder)
            #expect(result.status == 2)
            #expect(result.errors.contains("--output"))
        }
    }

    // MARK: Differences

    private static let local = """
        # Ships orders.
        StartAt: Check
        States:
          Check:
            Type: Choice
            Choices: [{Variable: $.n, NumericGreaterThan: 3, Next: Ship}]
            Default: Ship
          Ship:
            Type: Task
            Resource: arn:aws:lambda:us-east-1:123456789012:function:ship
            Parameters: {Queue: "${Queue}", Copy: "${Queue}"}
            Retry: [{ErrorEquals: [B, A], MaxAttempts: 3}]
            End: true
        """

    private func description(_ edit: (String) -> String = { $0 }) throws -> String {
        let definition = edit(
            #"{"States":{"Ship":{"Comment":"ships","End":true,"ResultPath":"$","Retry":[{"BackoffRate":2.0,"ErrorEquals":["A","B"]}],"Parameters":{"Copy":"q-1","Queue":"q-1"},"Type":"Task","Resource":"arn:aws:lambda:eu-west-1:999988887777:function:ship"},"Check":{"Default":"Ship","Type":"Choice","Choices":[{"NumericGreaterThan":3.0,"Variable":"$.n","Next":"Ship"}]}},"StartAt":"Check"}"#
        )
        return JSONValue.object([
            "stateMachineArn": "arn:aws:states:eu-west-1:999988887777:stateMachine:order", "type": "STANDARD",
            "roleArn": "arn:aws:iam::999988887777:role/order", "definition": .string(definition),
            "loggingConfiguration": ["level": "ERROR", "includeExecutionData": false],
            "tracingConfiguration": ["enabled": true],
        ]).text
    }

    @Test func formAndDefaultsMakeNoDifference() throws {
        try withFolder { folder in
            try write(Self.local, "order.asl.yaml", in: folder)
            try write(try description(), "deployed.json", in: folder)
            let same = try baton(["deploy-diff", "order.asl.yaml", "deployed.json"], in: folder)
            #expect(same.output == "no difference\n")
            #expect(same.status == 0)
            let json = try baton(["deploy-diff", "order.asl.yaml", "deployed.json", "--json"], in: folder)
            #expect(try JSONValue(parsing: json.output)["tokens"] == ["Queue": "q-1"])
            let settings = try baton(
                [
                    "deploy-diff", "order.asl.yaml", "deployed.json", "--logging", "ALL", "--tracing", "off",
                    "--express",
                ],
                in: folder)
            #expect(
                settings.output == """
                    changed  type: "EXPRESS", is "STANDARD" there
                    changed  loggingConfiguration.level: "ALL", is "ERROR" there
                    changed  tracingConfiguration.enabled: false, is true there

                    """)
        }
    }

    private static let differences: [(edit: @Sendable (String) -> String, line: String)] = [
        (
            { $0.replacing(#""BackoffRate":2.0,"#, with: #""MaxAttempts":5,"#) },
            "changed  state 'Ship': Retry[0].MaxAttempts: 3, is 5 there"
        ),
        (
            { $0.replacing(#""Copy":"q-1""#, with: #""Copy":"q-2""#) },
            "changed  state 'Ship': Parameters.Copy: \"${Queue}\", is \"q-2\" there"
        ),
        ({ $0.replacing(#""Ship""#, with: #""Send""#) }, "renamed  state 'Ship': is 'Send' there"),
        ({ $0.replacing("3.0", with: "4") }, "changed  state 'Check': Choices[0].NumericGreaterThan: 3, is 4 there"),
        (
            { $0.replacing("function:ship", with: "function:send") },
            "function:ship\", is \"arn:aws:lambda:eu-west-1:999988887777:function:send\" there"
        ),
        (
            { $0.replacing(#""StartAt""#, with: #""TimeoutSeconds":60,"StartAt""#) },
            "removed  TimeoutSeconds: is 60 there"
        ),
        (
            { $0.replacing(#""States":{"#, with: #""States":{"New":{"Type":"Succeed"},"#) },
            "removed  state 'New': is {\"Type\":\"Succeed\""
        ),
    ]

    @Test(arguments: differences.indices) func differencesAreTold(index: Int) throws {
        let (edit, line) = Self.differences[index]
        try withFolder { folder in
            try write(Self.local, "order.asl.yaml", in: folder)
            try write(try description(edit), "deployed.json", in: folder)
            let result = try baton(["deploy-diff", "order.asl.yaml", "deployed.json"], in: folder)
            #expect(result.status == 1)
            #expect(result.output.split(separator: "\n").count == 1)
            #expect(result.output.contains(line), "\(result.output)")
        }
    }

    /// Names that a stack gives: the stack's and then the local one, or what CloudFormation makes of a logical id.
    @Test(arguments: [
        ("shop-ship", [], "no difference\n"), ("shop-ShipFunction-1ABCDEFGHIJK", [], "no difference\n"),
        ("other-ship", [], "function:other-ship"), ("other-ship", ["--stack", "other"], "no difference\n"),
        ("shop-shipping", [], "function:shop-shipping"),
    ])
    func namesOfAStackStandForLocalOnes(name: String, options: [String], output: String) throws {
        try withFolder { folder in
            try write(Self.local, "order.asl.yaml", in: folder)
            let text = try description { $0.replacing("function:ship", with: "function:\(name)") }
            try write(
                text.replacing("stateMachine:order", with: "stateMachine:shop-order"), "deployed.json", in: folder)
            let result = try baton(["deploy-diff", "order.asl.yaml", "deployed.json"] + options, in: folder)
            #expect(result.output.contains(output), "\(result.output)")
        }
    }

    /// Against the Step Functions API, which checks the signature.
    @Test func asksTheService() throws {
        try withFolder { folder in
            try write(#"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}"#, "m.asl.json", in: folder)
            let keys = ["AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"]
            let arn = "arn:aws:states:us-east-1:123456789012:stateMachine:m"
            try serving(in: folder, keys, []) { url in
                let body =
                    #"{"name":"m","roleArn":"arn:aws:iam::123456789012:role/r","definition":"{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"End\":true}}}"}"#
                let created = try Program.Running(
                    [
                        "/usr/bin/curl", "-sf", url, "-H", "X-Amz-Target: AWSStepFunctions.CreateStateMachine", "-H",
                        "Content-Type: application/x-amz-json-1.0", "-d", body,
                    ], in: folder
                ).wait()
                #expect(created.output.contains(arn))
            }
            try serving(in: folder, keys, ["--require-signature"]) { url in
                let options = ["deploy-diff", "m.asl.json", "--endpoint-url", url, "--state-machine-arn"]
                let same = try baton(options + [arn], in: folder, keys)
                #expect(same.output == "no difference\n")
                #expect(same.errors == "")
                let unknown = try baton(options + [arn + "x"], in: folder, keys)
                #expect(unknown.status == 2)
                #expect(unknown.errors.contains("StateMachineDoesNotExist"))
                try write(
                    "[default]\naws_access_key_id = x\n\n[team]\naws_access_key_id = key\naws_secret_access_key=secret\n",
                    "credentials", in: folder)
                try write("[profile central]\nsso_session = s\nregion = us-east-1\n", "config", in: folder)
                let files = ["AWS_SHARED_CREDENTIALS_FILE": "credentials", "AWS_CONFIG_FILE": "config"]
                let profile = try baton(options + [arn, "--profile", "team"], in: folder, files)
                #expect(profile.output == "no difference\n", "\(profile.errors)")
                let named = try baton(options + [arn], in: folder, files.merging(["AWS_PROFILE": "team"]) { $1 })
                #expect(named.output == "no difference\n", "\(named.errors)")
                let central = try baton(options + [arn, "--profile", "central"], in: folder, files)
                #expect(central.errors.contains("has sso_session instead of keys"))
                let none = try baton(options + [arn, "--profile", "none"], in: folder, files)
                #expect(none.errors.contains("there is no 'none'"))
                let forged = try baton(options + [arn], in: folder, keys.merging(["AWS_SECRET_ACCESS_KEY": "x"]) { $1 })
                #expect(forged.status == 2)
            }
        }
    }

    private func serving(
        in folder: URL, _ environment: [String: String], _ options: [String], _ body: (String) throws -> Void
    ) throws {
        let server = try Program.Running(
            [Program.path, "serve", "--port", "0"] + options, in: folder, environment: environment)
        defer {
            server.terminate()
            _ = server.wait()
        }
        var url: String?
        _ = eventually {
            url = server.errorsSoFar.firstMatch(of: #/http://127\.0\.0\.1:\d+/#).map { String($0.0) }
            return url != nil
        }
        try body(try #require(url))
    }
}
