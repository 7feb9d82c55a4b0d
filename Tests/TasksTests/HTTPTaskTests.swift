import JSON
import Testing

@testable import Tasks

@Suite struct HTTPTaskTests {
    let peer: PeerServer
    let dispatcher: TaskDispatcher

    init() throws {
        peer = try PeerServer()
        var environment = testEnvironment
        environment["SHOP_PASSWORD"] = "basic-secret"
        environment["SHOP_KEY"] = "key-secret"
        environment["SHOP_OAUTH"] = "oauth-secret"
        environment["WRONG"] = "wrong-secret"
        var configuration = TaskConfiguration(folder: "/nowhere")
        configuration.connections = [
            "open": HTTPConnection(authorization: .none, headers: ["X-Both": "connection"], query: ["v": "1"]),
            "basic": HTTPConnection(authorization: .basic(username: "anna", password: .environment("SHOP_PASSWORD"))),
            "key": HTTPConnection(authorization: .apiKey(name: "X-Key", value: .environment("SHOP_KEY"))),
            "oauth": HTTPConnection(authorization: .clientCredentials(Self.oauth("SHOP_OAUTH", peer.url))),
            "wrong": HTTPConnection(authorization: .clientCredentials(Self.oauth("WRONG", peer.url))),
            "unset": HTTPConnection(authorization: .basic(username: "anna", password: .environment("NOT_SET"))),
        ]
        configuration.bindings["apigateway"] = .endpoint(peer.url)
        dispatcher = try TaskDispatcher(
            configuration: configuration, environment: environment, items: InMemoryItemStore())
    }

    private static func oauth(_ variable: String, _ url: String) -> HTTPConnection.OAuthClient {
        HTTPConnection.OAuthClient(
            tokenURL: url + "/token", method: "POST", clientID: "client", clientSecret: .environment(variable),
            form: ["scope": "all"])
    }

    private func call(_ connection: String, _ path: String, _ more: JSONObject = [:]) async -> TaskReport {
        var parameters: JSONObject = [
            "ApiEndpoint": .string(peer.url + path), "Method": "GET",
            "InvocationConfig": [
                "ConnectionArn": .string("arn:aws:events:us-east-1:123456789012:connection/\(connection)/0000")
            ],
        ]
        for (name, value) in more { parameters[name] = value }
        let resource = TaskResource.service(service: "http", action: "invoke", pattern: .requestResponse, isSDK: false)
        return await outcome { [parameters] done in
            _ = dispatcher.start(attempt(resource, .object(parameters)), report: done)
        }
    }

    private func seen(_ report: TaskReport) throws -> JSONValue {
        guard case .succeeded(let output) = report else { throw SystemError(operation: "succeed: \(report)", code: 0) }
        return output["ResponseBody"] ?? .null
    }

    @Test func sendsTheRequestAndGivesTheResponse() async throws {
        let report = await call(
            "open", "/x?a=0",
            [
                "Method": "POST", "Headers": ["X-Both": "definition", "X-List": ["p", "q"]],
                "QueryParameters": ["b": ["1", "2"], "c d": "é"], "RequestBody": ["n": 1.5],
            ])
        guard case .succeeded(let output) = report else {
            Issue.record("\(report)")
            return
        }
        #expect(output.object?.keys.elementsEqual(["Headers", "ResponseBody", "StatusCode", "StatusText"]) == true)
        #expect(output["StatusCode"] == 200)
        #expect(output["StatusText"] == "OK")
        #expect(output["Headers"]?["x-twice"] == ["1", "2"])
        let seen = try seen(report)
        #expect(seen["method"] == "POST")
        #expect(seen["target"] == "/x?a=0&b=1&b=2&c%20d=%C3%A9&v=1")
        #expect(seen["body"] == #"{"n":1.5}"#)
        #expect(seen["headers"]?["content-type"] == "application/json")
        #expect(seen["headers"]?["x-both"] == "connection")
        #expect(seen["headers"]?["x-list"] == "p,q")
        #expect(seen["headers"]?["user-agent"] == "Amazon|StepFunctions|HttpInvoke|us-east-1")
    }

    @Test(arguments: [
        ("INDICES", "a%5B0%5D=x&a%5B1%5D=y+z&o%5Bk%5D=1"), ("REPEAT", "a=x&a=y+z&o%5Bk%5D=1"),
        ("COMMAS", "a=x%2Cy+z&o%5Bk%5D=1"),
        ("BRACKETS", "a%5B%5D=x&a%5B%5D=y+z&o%5Bk%5D=1"),
    ])
    func encodesForms(format: String, text: String) async throws {
        let report = await call(
            "open", "/form",
            [
                "Method": "POST", "RequestBody": ["a": ["x", "y z"], "o": ["k": 1]],
                "Transform": [
                    "RequestBodyEncoding": "URL_ENCODED", "RequestEncodingOptions": ["ArrayFormat": .string(format)],
                ],
            ])
        let seen = try seen(report)
        #expect(seen["body"] == .string(text))
        #expect(seen["headers"]?["content-type"] == "application/x-www-form-urlencoded")
    }

    @Test func authorizesAndKeepsTheSecretOut() async throws {
        // The peer sends the headers back, as a careless API might.
        let basic = try seen(await call("basic", "/x"))
        #expect(basic["headers"]?["authorization"] == "Basic [redacted]")
        let key = try seen(await call("key", "/x", ["Headers": ["x-key": "of the definition"]]))
        #expect(key["headers"]?["x-key"] == "[redacted]")
        for _ in 0..<2 {
            let oauth = try seen(await call("oauth", "/x"))
            #expect(oauth["headers"]?["authorization"] == "Bearer [redacted]")
        }
    }

    @Test func aRefusedTokenIsTheTasksError() async throws {
        guard case .failed("States.Http.StatusCode.401", let cause?) = await call("wrong", "/x") else {
            Issue.record("authorized")
            return
        }
        #expect(!cause.contains("wrong-secret"))
    }

    @Test func errorsHaveTheStatusInTheirName() async {
        #expect(await call("open", "/status/404") == .failed(error: "States.Http.StatusCode.404", cause: "no"))
        let report = await call("key", "/status/500", ["Method": "POST", "RequestBody": "echo key-secret"])
        #expect(report == .failed(error: "States.Http.StatusCode.500", cause: "echo [redacted]"))
    }

    @Test func configurationFaultsAreTold() async {
        guard case .failed("States.Runtime", let missing?) = await call("nobody", "/x"),
            case .failed("States.Runtime", let unset?) = await call("unset", "/x")
        else {
            Issue.record("sent")
            return
        }
        #expect(missing.contains("add 'connections.nobody' to baton.yaml"))
        #expect(unset.contains("the environment variable 'NOT_SET' is not set"))
    }

    @Test func anUnreachableHostIsASocketError() async {
        guard case .failed("States.Http.Socket", _?) = await call("open", "", ["ApiEndpoint": "http://127.0.0.1:1/"])
        else {
            Issue.record("connected")
            return
        }
    }

    @Test func apiGatewayGoesToItsEndpoint() async throws {
        let resource = TaskResource.service(
            service: "apigateway", action: "invoke", pattern: .requestResponse, isSDK: false)
        let parameters: JSONValue = [
            "ApiEndpoint": "example.execute-api.us-east-1.amazonaws.com", "Method": "POST", "Stage": "prod",
            "Path": "/approval", "QueryParameters": ["q": "1"], "RequestBody": ["cost": 10], "AuthType": "NO_AUTH",
        ]
        let report: TaskReport = await outcome { done in
            _ = dispatcher.start(attempt(resource, parameters), report: done)
        }
        let seen = try seen(report)
        #expect(seen["target"] == "/prod/approval?q=1")
        #expect(seen["body"] == #"{"cost":10}"#)
        let refused: JSONValue = ["ApiEndpoint": "e", "Method": "GET", "Path": "/status/403"]
        let failure: TaskReport = await outcome { done in _ = dispatcher.start(attempt(resource, refused), report: done)
        }
        #expect(failure == .failed(error: "ApiGateway.403", cause: "no"))
    }
}
