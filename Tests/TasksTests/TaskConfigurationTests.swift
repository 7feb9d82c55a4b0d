import JSON
import Testing

@testable import Tasks

@Suite struct TaskConfigurationTests {
    private func decode(_ text: String) throws -> TaskConfiguration {
        try TaskConfiguration(decoding: JSONValue(parsing: text), folder: "/work")
    }

    @Test func defaults() throws {
        let configuration = try decode("{}")
        #expect(configuration == TaskConfiguration(folder: "/work"))
        #expect(configuration.functionFolders == ["/work/functions"])
        #expect(configuration.bucketFolder == "/work/buckets")
    }

    @Test func everything() throws {
        let configuration = try decode(
            """
            {"functions": ["./fns", "/opt/fns"], "buckets": "objects", "account": "000000000001",
             "resources": {
               "charge": {"command": ["./charge", "--json"], "folder": "bin", "environment": {"A": 1}, "timeout": 30},
               "score": {"url": "http://127.0.0.1:8000/score/"}, "sqs": {"endpoint": "http://127.0.0.1:4566/"},
               "sns:publish": {"result": {"MessageId": "m"}}, "glue": {"error": "Glue.Down", "cause": "closed"}},
             "connections": {
               "a": {"basic": {"username": "u", "password": {"environment": "P"}}, "headers": {"X": "1"}},
               "b": {"apiKey": {"name": "X-Key", "value": {"file": "key.txt"}}, "query": {"v": 2}},
               "c": {"oauth": {"tokenUrl": "https://id/token/", "clientId": "i", "clientSecret": {"environment": "S"},
                     "form": {"scope": "all"}}},
               "d": {}},
             "tables": {"orders": {"partitionKey": "id"},
                        "events": {"partitionKey": "who", "sortKey": {"name": "at", "type": "N"}}},
             "concurrency": {"functions": 2, "commands": 3, "services": 4},
             "models": {"other": "part"}}
            """)
        #expect(configuration.functionFolders == ["/work/fns", "/opt/fns"])
        #expect(configuration.bucketFolder == "/work/objects")
        #expect(configuration.account == "000000000001")
        #expect(
            configuration.bindings["charge"]
                == .command(
                    CommandBinding(
                        words: ["./charge", "--json"], folder: "/work/bin", environment: ["A": "1"], timeoutSeconds: 30)
                ))
        #expect(configuration.bindings["score"] == .url("http://127.0.0.1:8000/score/", timeoutSeconds: 900))
        #expect(configuration.bindings["sqs"] == .endpoint("http://127.0.0.1:4566"))
        #expect(configuration.bindings["sns:publish"] == .result(["MessageId": "m"]))
        #expect(configuration.bindings["glue"] == .failure(error: "Glue.Down", cause: "closed"))
        #expect(
            configuration.connections["a"]
                == HTTPConnection(
                    authorization: .basic(username: "u", password: .environment("P")), headers: ["X": "1"]))
        #expect(configuration.connections["b"]?.authorization == .apiKey(name: "X-Key", value: .file("/work/key.txt")))
        #expect(configuration.connections["b"]?.query == ["v": "2"])
        #expect(
            configuration.connections["c"]?.authorization
                == .clientCredentials(
                    HTTPConnection.OAuthClient(
                        tokenURL: "https://id/token/", method: "POST", clientID: "i", clientSecret: .environment("S"),
                        form: ["scope": "all"])))
        #expect(configuration.connections["d"] == HTTPConnection(authorization: .none))
        #expect(configuration.tables["events"]?.sort == TableKeys.Attribute(name: "at", kind: .number))
        #expect(configuration.concurrency == ConcurrencyLimits(functionCalls: 2, commands: 3, serviceCalls: 4))
    }

    @Test(arguments: [
        (#"{"functions": 1}"#, "functions: expected a string, found number"),
        (#"{"functions": []}"#, "functions: the list is empty"),
        (#"{"account": "12"}"#, "account: expected the 12 digits of an account as a string, found '12'"),
        (
            #"{"resources": {"a": {}}}"#,
            "resources.a: expected one of 'command', 'agent', 'url', 'endpoint', 'person', 'result', 'error'"
        ),
        (
            #"{"resources": {"a": {"url": "http://h", "result": 1}}}"#,
            "resources.a: expected one of 'command', 'agent', 'url', 'endpoint', 'person', 'result', 'error'"
        ),
        (
            #"{"resources": {"a": {"url": "ftp://h"}}}"#,
            "resources.a.url: expected an http: or https: URL, found 'ftp://h'"
        ),
        (
            #"{"resources": {"a": {"command": ["x"], "cwd": "/"}}}"#,
            "resources.a: 'cwd' is not known here; allowed are 'command', 'folder', 'environment', 'timeout'"
        ),
        (
            #"{"resources": {"a": {"command": ["x"], "timeout": 0}}}"#,
            "resources.a.timeout: expected a whole number from 1 to 99999999, found 0"
        ),
        (
            #"{"connections": {"c": {"basic": {"username": "u", "password": "hunter2"}}}}"#,
            "connections.c.basic.password: secrets do not stand in the configuration; write {environment: NAME} or {file: PATH}"
        ),
        (#"{"connections": {"c": {"basic": {"username": "u"}}}}"#, "connections.c.basic: 'password' is missing"),
        (
            #"{"connections": {"c": {"basic": {}, "apiKey": {}}}}"#,
            "connections.c: expected at most one of 'basic', 'apiKey' and 'oauth'"
        ),
        (
            #"{"tables": {"t": {"partitionKey": {"name": "a", "type": "X"}}}}"#,
            "tables.t.partitionKey: 'type' is 'X'; allowed are 'S', 'N', 'B'"
        ),
        (
            #"{"concurrency": {"functions": 0}}"#,
            "concurrency.functions: expected a whole number from 1 to 1000, found 0"
        ),
    ])
    func faults(text: String, message: String) {
        #expect { try decode(text) } throws: { "\($0)" == message }
    }

    @Test func aRefusedSecretIsNotRepeated() {
        #expect { try decode(#"{"connections": {"c": {"apiKey": {"name": "k", "value": "hunter2"}}}}"#) } throws: {
            !"\($0)".contains("hunter2")
        }
    }
}

@Suite struct ServiceEndpointsTests {
    @Test func oneServiceComesBeforeAll() {
        let endpoints = ServiceEndpoints(environment: [
            "AWS_ENDPOINT_URL": "http://all/", "AWS_ENDPOINT_URL_SECRETS_MANAGER": "http://secrets",
            "AWS_ENDPOINT_URL_EVENTBRIDGE": "http://events", "AWS_ENDPOINT_URL_SQS": "",
        ])
        #expect(endpoints.url(of: "secretsmanager") == "http://secrets")
        #expect(endpoints.url(of: "events") == "http://events")
        #expect(endpoints.url(of: "sqs") == "http://all")
    }

    @Test func canBeIgnored() {
        let environment = ["AWS_ENDPOINT_URL": "http://all", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"]
        #expect(ServiceEndpoints(environment: environment).url(of: "sqs") == nil)
    }
}

@Suite struct ServiceNamesTests {
    @Test(arguments: [
        ("secretsmanager", "Secrets Manager", "SecretsManager"), ("dynamodb", "DynamoDB", "DynamoDb"),
        ("sqs", "SQS", "Sqs"),
        ("cloudwatchlogs", "CloudWatch Logs", "CloudWatchLogs"), ("kms", "KMS", "Kms"), ("iot", "IoT", "Iot"),
        ("apigateway", "API Gateway", "ApiGateway"), ("ec2", "EC2", "Ec2"), ("s3", "S3", "S3"),
        ("sesv2", "SESv2", "SesV2"),
        ("eventbridge", "EventBridge", "EventBridge"), ("ssm", "SSM", "Ssm"),
    ])
    func namesOfTheSDK(service: String, id: String, name: String) {
        #expect(ServiceNames(service: service, serviceID: id).sdkPrefix == name)
    }
}
