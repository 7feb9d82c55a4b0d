import Glibc
import JSON
import Testing
import Threads

@testable import Tasks

@Suite struct TaskDispatcherTests {
    let folder: TemporaryFolder
    let peer: PeerServer

    init() throws {
        folder = try TemporaryFolder()
        peer = try PeerServer()
    }

    private func dispatcher(
        _ configuration: String = "{}", _ variables: [String: String] = [:], handlers: [String: any TaskHandler] = [:]
    ) throws -> TaskDispatcher {
        try TaskDispatcher(
            configuration: TaskConfiguration(decoding: JSONValue(parsing: configuration), folder: folder.path),
            environment: testEnvironment.merging(variables) { $1 }, items: InMemoryItemStore(), handlers: handlers)
    }

    private func run(
        _ dispatcher: TaskDispatcher, _ resource: TaskResource, _ parameters: JSONValue = [:]
    ) async -> TaskReport {
        await outcome { done in _ = dispatcher.start(attempt(resource, parameters), report: done) }
    }

    private let charge = TaskResource.lambda(arn: "arn:aws:lambda:us-east-1:123456789012:function:charge")
    private let publish = TaskResource.service(
        service: "sns", action: "publish", pattern: .requestResponse, isSDK: false)

    // MARK: Commands

    private func command(_ script: String, more: String = "") throws -> TaskDispatcher {
        try folder.write("run.sh", script)
        return try dispatcher(#"{"resources": {"charge": {"command": ["sh", "run.sh"]\#(more)}}}"#)
    }

    @Test func aCommandGetsTheInputAndPrintsTheResult() async throws {
        let dispatcher = try command("cat")
        #expect(await run(dispatcher, charge, ["a": "é"]) == .succeeded(output: ["a": "é"]))
        guard
            case .succeeded(let output) = await run(
                dispatcher, invoke, ["FunctionName": "charge", "Payload": ["a": 1]])
        else {
            Issue.record("failed")
            return
        }
        #expect(output["Payload"] == ["a": 1])
        #expect(output["StatusCode"] == 200)
    }

    @Test func aCommandKnowsItsAttempt() async throws {
        let dispatcher = try command(
            #"printf '"%s %s"' "$BATON_IDEMPOTENCY_KEY" "$COLOUR""#, more: #", "environment": {"COLOUR": "red"}"#)
        let key = "arn:aws:states:us-east-1:123456789012:execution:machine:run#3"
        #expect(await run(dispatcher, charge) == .succeeded(output: .string("\(key) red")))
    }

    @Test(arguments: [
        ("exit 3", "States.TaskFailed", "The command ended with exit status 3: "),
        ("echo broken >&2; exit 1", "States.TaskFailed", "The command ended with exit status 1: broken\n"),
        (#"echo '{"error": "OutOfStock", "cause": "none left"}'; exit 1"#, "OutOfStock", "none left"),
        (
            #"echo '{"errorType": "E", "errorMessage": "m"}'; exit 1"#, "E",
            "{\"errorType\": \"E\", \"errorMessage\": \"m\"}\n"
        ),
        ("kill -9 $$", "States.TaskFailed", "The command ended with signal: killed: "),
        (
            "echo nonsense", "States.TaskFailed",
            "The command printed something that is not JSON (line 1, column 2: expected 'null', found 'o'): nonsense\n"
        ),
    ])
    func aCommandFails(script: String, error: String, cause: String) async throws {
        let report = await run(try command(script), charge)
        guard case .failed(error, let given?) = report else {
            Issue.record("\(report)")
            return
        }
        if script == "echo nonsense" {
            #expect(given.hasPrefix("The command printed something that is not JSON"))
        } else {
            #expect(given == cause)
        }
    }

    @Test func aCommandMayPrintNothingAndReadNothing() async throws {
        #expect(
            await run(try command("exec 0<&-; sleep 0.1"), charge, .string(String(repeating: "x", count: 1_000_000)))
                == .succeeded(output: nil))
    }

    @Test func muchGoesThroughACommand() async throws {
        let text = JSONValue.string(String(repeating: "é", count: 1_000_000))
        #expect(await run(try command("cat"), charge, text) == .succeeded(output: text))
    }

    @Test func aCommandHasItsTime() async throws {
        let report = await run(try command("sleep 30", more: #", "timeout": 1"#), charge)
        #expect(report == .failed(error: "States.Timeout", cause: "The command did not end within 1 s."))
    }

    @Test func aMissingCommandIsTold() async throws {
        let dispatcher = try dispatcher(#"{"resources": {"charge": {"command": ["./no-such-program"]}}}"#)
        guard case .failed("States.Runtime", let cause?) = await run(dispatcher, charge) else {
            Issue.record("ran")
            return
        }
        #expect(cause == "could not start './no-such-program': No such file or directory")
    }

    @Test func aCancelledCommandEnds() async throws {
        let dispatcher = try command("sleep 30")
        let charge = charge
        let report: TaskReport = await outcome { done in
            let cancellation = dispatcher.start(attempt(charge, [:]), report: done)
            _ = try? WorkerThread(name: "cancel") {
                usleep(200_000)
                cancellation.cancel()
            }
        }
        #expect(report == .failed(error: "States.TaskFailed", cause: "The task was cancelled."))
    }

    @Test func closingEndsCommands() async throws {
        let dispatcher = try command("sleep 30")
        let charge = charge
        let report: TaskReport = await outcome { done in
            _ = dispatcher.start(attempt(charge, [:]), report: done)
            _ = try? WorkerThread(name: "close") {
                usleep(300_000)
                dispatcher.close()
            }
        }
        #expect(report == .failed(error: "States.TaskFailed", cause: "The command ended with signal: killed: "))
    }

    // MARK: Other bindings

    @Test func aURLGetsTheInput() async throws {
        let dispatcher = try dispatcher(
            #"{"resources": {"charge": {"url": "\#(peer.url)/charge"}, "sns": {"url": "\#(peer.url)/status/418"}}}"#)
        guard case .succeeded(let output) = await run(dispatcher, charge, ["a": 1]) else {
            Issue.record("failed")
            return
        }
        #expect(output["body"] == #"{"a":1}"#)
        #expect(output["headers"]?["idempotency-key"]?.string?.hasSuffix(":run#3") == true)
        #expect(
            await run(dispatcher, publish, ["error": "Teapot", "cause": "short"])
                == .failed(error: "Teapot", cause: "short"))
        #expect(
            await run(dispatcher, publish, ["x": 1]) == .failed(error: "States.Http.StatusCode.418", cause: #"{"x":1}"#)
        )
    }

    @Test func theMostExactBindingCounts() async throws {
        let dispatcher = try dispatcher(
            """
            {"resources": {"sns": {"result": 1}, "sns:publish": {"result": 2}, "aws-sdk:sns:publish": {"result": 3},
             "charge": {"result": {"paid": true}}, "lambda": {"error": "Lambda.Down"}}}
            """)
        #expect(await run(dispatcher, publish) == .succeeded(output: 2))
        let sdk = TaskResource.service(service: "sns", action: "publish", pattern: .requestResponse, isSDK: true)
        #expect(await run(dispatcher, sdk) == .succeeded(output: 3))
        let topics = TaskResource.service(service: "sns", action: "listTopics", pattern: .requestResponse, isSDK: true)
        #expect(await run(dispatcher, topics) == .succeeded(output: 1))
        #expect(await run(dispatcher, charge) == .succeeded(output: ["paid": true]))
        guard case .succeeded(let output) = await run(dispatcher, invoke, ["FunctionName": "charge"]) else {
            Issue.record("failed")
            return
        }
        #expect(output["Payload"] == ["paid": true])
        #expect(await run(dispatcher, invoke, ["FunctionName": "other"]) == .failed(error: "Lambda.Down", cause: nil))
    }

    @Test func lambdaGoesToFolderThenEndpoint() async throws {
        try folder.write("functions/charge/index.py", "def handler(event, context):\n    return 'folder'\n")
        let dispatcher = try dispatcher("{}", ["AWS_ENDPOINT_URL_LAMBDA": peer.url])
        #expect(await run(dispatcher, charge) == .succeeded(output: "folder"))
        let echo = TaskResource.lambda(arn: "arn:aws:lambda:us-east-1:123456789012:function:echo")
        #expect(await run(dispatcher, echo, "endpoint") == .succeeded(output: "endpoint"))
    }

    @Test func nothingBoundNamesTheSetting() async throws {
        guard case .failed("States.Runtime", let cause?) = await run(try dispatcher(), publish) else {
            Issue.record("performed")
            return
        }
        #expect(
            cause == "Nothing performs 'sns:publish' here. Add 'resources.sns' to baton.yaml, with 'endpoint' (an "
                + "AWS-compatible one), 'command', 'url', 'result' or 'error'; or set AWS_ENDPOINT_URL_SNS or AWS_ENDPOINT_URL."
        )
    }

    @Test func anotherPartsHandlerIsUsed() async throws {
        struct Fixed: TaskHandler {
            func start(_ attempt: TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void) -> TaskCancellation {
                report(.succeeded(output: "model"))
                return .none
            }
        }
        let converse = TaskResource.service(
            service: "bedrockruntime", action: "converse", pattern: .requestResponse, isSDK: true)
        #expect(
            await run(try dispatcher(handlers: ["bedrockruntime": Fixed()]), converse) == .succeeded(output: "model"))
    }

    @Test func itemsAndObjectsAreBuiltIn() async throws {
        let dispatcher = try dispatcher(#"{"tables": {"notes": {"partitionKey": "id"}}}"#)
        let put = TaskResource.service(service: "dynamodb", action: "putItem", pattern: .requestResponse, isSDK: true)
        #expect(
            await run(dispatcher, put, ["TableName": "notes", "Item": ["id": ["S": "1"]]]) == .succeeded(output: [:]))
        try FileSystem.makeDirectories(folder.path + "/buckets/data")
        let object = TaskResource.service(service: "s3", action: "putObject", pattern: .requestResponse, isSDK: true)
        _ = await run(dispatcher, object, ["Bucket": "data", "Key": "k", "Body": ["a": 1]])
        #expect(
            try dispatcher.objectStore(region: "us-east-1").object("k", in: "data").bytes == Array(#"{"a":1}"#.utf8))
    }
}
