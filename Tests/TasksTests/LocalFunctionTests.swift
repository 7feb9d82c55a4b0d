import Glibc
import JSON
import Synchronization
import Testing
import Threads

@testable import Tasks

/// Lambda functions in folders, run by real Python and Node processes.
@Suite struct LocalFunctionTests {
    let folder: TemporaryFolder
    let functions: LocalFunctions
    let handler: LambdaHandler
    let printed = Recorder()

    init() throws {
        folder = try TemporaryFolder()
        let printed = printed
        functions = LocalFunctions(
            directory: LocalFunctionDirectory(searchPath: [folder.path], readYAML: nil), account: "123456789012",
            environment: testEnvironment, defaultConcurrency: 4, log: TaskLog { printed.append($0) })
        handler = LambdaHandler(service: functions)
    }

    private func call(_ name: String, _ payload: JSONValue = [:]) async -> TaskReport {
        await outcome { done in
            _ = handler.start(
                attempt(.lambda(arn: "arn:aws:lambda:us-east-1:123456789012:function:\(name)"), payload), report: done)
        }
    }

    private func failure(_ report: TaskReport) throws -> (error: String, cause: JSONValue) {
        guard case .failed(let error, let cause?) = report else {
            throw SystemError(operation: "see '\(report)' as a failure", code: 0)
        }
        return (error, (try? JSONValue(parsing: cause)) ?? .string(cause))
    }

    // MARK: Results

    @Test func pythonHandlerGetsTheEvent() async throws {
        try folder.write(
            "add/index.py", "def lambda_handler(event, context):\n    return {'sum': event['a'] + event['b']}\n")
        #expect(await call("add", ["a": 1, "b": 2]) == .succeeded(output: ["sum": 3]))
    }

    @Test(arguments: ["index.py", "handler.py", "lambda_function.py", "app.py"])
    func findsPythonFiles(file: String) async throws {
        try folder.write("found/\(file)", "def handler(event, context):\n    return event\n")
        #expect(await call("found", [1, "é", nil]) == .succeeded(output: [1, "é", nil]))
    }

    @Test(arguments: [
        ("index.mjs", "export const handler = async (event) => ({ sum: event.a + event.b });"),
        ("index.js", "exports.handler = async (event) => ({ sum: event.a + event.b });"),
        (
            "index.cjs",
            "exports.handler = (event, context, callback) => setTimeout(() => callback(null, { sum: event.a + event.b }), 5);"
        ),
        ("app.js", "exports.lambda_handler = (event, context) => context.succeed({ sum: event.a + event.b });"),
    ])
    func nodeHandlerGetsTheEvent(file: String, source: String) async throws {
        try folder.write("add/\(file)", source)
        #expect(await call("add", ["a": 1, "b": 2]) == .succeeded(output: ["sum": 3]))
        #expect(await call("add", ["a": 3, "b": 4]) == .succeeded(output: ["sum": 7]))
    }

    @Test func singleFilesAreFunctionsToo() async throws {
        try folder.write("one.py", "def handler(event, context):\n    return 'python'\n")
        try folder.write("two.mjs", "export const handler = async () => 'node';")
        #expect(await call("one") == .succeeded(output: "python"))
        #expect(await call("two") == .succeeded(output: "node"))
    }

    @Test func bytesAreTheResultAsTheyAre() async throws {
        try folder.write("raw/index.py", "def handler(event, context):\n    return b'\"HelloWorld!\"'\n")
        #expect(await call("raw") == .succeeded(output: "HelloWorld!"))
    }

    @Test func aHandlerThatNeverAnswersGivesNull() async throws {
        try folder.write("silent/index.js", "exports.handler = (event, context, callback) => {};")
        #expect(await call("silent") == .succeeded(output: nil))
    }

    @Test func optimizedIntegrationHasTheSameShapeAsTheEndpoint() async throws {
        try folder.write("echo/index.py", "def handler(event, context):\n    return event\n")
        let report: TaskReport = await outcome { done in
            _ = handler.start(attempt(invoke, ["FunctionName": "echo", "Payload": ["a": 1]]), report: done)
        }
        guard case .succeeded(let output) = report else {
            Issue.record("\(report)")
            return
        }
        #expect(
            output.object?.keys.elementsEqual(
                ["ExecutedVersion", "Payload", "SdkHttpMetadata", "SdkResponseMetadata", "StatusCode"]) == true)
        #expect(output["Payload"] == ["a": 1])
        #expect(output["SdkHttpMetadata"]?["HttpHeaders"]?["Content-Length"] == "8")
    }

    @Test func theContextTellsAboutTheCall() async throws {
        try folder.write(
            "about/index.py",
            """
            import os
            def handler(event, context):
                return [context.function_name, context.invoked_function_arn, len(context.aws_request_id),
                        0 < context.get_remaining_time_in_millis() <= 30000, context.memory_limit_in_mb,
                        os.environ["AWS_REGION"], os.environ["COLOUR"], context.client_context.custom["k"]]
            """)
        try folder.write("about/function.json", #"{"timeout": 30, "memory": 256, "environment": {"COLOUR": "red"}}"#)
        let context = Base64.encode(Array(#"{"custom":{"k":"v"}}"#.utf8))
        let report: TaskReport = await outcome { done in
            _ = handler.start(
                attempt(sdkInvoke, ["FunctionName": "about:prod", "ClientContext": .string(context)]), report: done)
        }
        guard case .succeeded(let output) = report else {
            Issue.record("\(report)")
            return
        }
        let payload = try JSONValue(parsing: try #require(output["Payload"]?.string))
        let arn: JSONValue = "arn:aws:lambda:us-east-1:123456789012:function:about:prod"
        #expect(payload == ["about", arn, 36, true, "256", "us-east-1", "red", "v"])
    }

    @Test func nodeContextTellsAboutTheCall() async throws {
        try folder.write(
            "about/index.mjs",
            """
            export const handler = async (event, context) => [context.functionName, context.invokedFunctionArn,
              context.awsRequestId.length, context.getRemainingTimeInMillis() > 0, context.memoryLimitInMB];
            """)
        let arn: JSONValue = "arn:aws:lambda:us-east-1:123456789012:function:about"
        #expect(await call("about") == .succeeded(output: ["about", arn, 36, true, "128"]))
    }

    @Test func handlerAndRuntimeCanBeNamed() async throws {
        try folder.write("named/function.json", #"{"runtime": "python3.12", "handler": "source/main.run"}"#)
        try folder.write("named/source/main.py", "def run(event, context):\n    return 'run'\n")
        #expect(await call("named") == .succeeded(output: "run"))
    }

    @Test func settingsMayBeYAMLWhereItCanBeRead() async throws {
        try folder.write("yaml/index.py", "def run(event, context):\n    return 'yaml'\n")
        try folder.write("yaml/function.yaml", "handler: index.run\n")
        let directory = LocalFunctionDirectory(searchPath: [folder.path]) { text, _ in
            ["handler": .string(String(text.dropFirst("handler: ".count).prefix { !$0.isNewline }))]
        }
        let function = try #require(try directory.function(named: "yaml"))
        #expect(function.functions == ["run"])
        #expect(try failure(await call("yaml")).cause.string?.hasSuffix("write 'function.json'") == true)
    }

    // MARK: Errors

    @Test func pythonErrorsAreReportedAsLambdaDoes() async throws {
        try folder.write(
            "bad/index.py",
            "class CustomException(Exception):\n    pass\n\ndef handler(event, context):\n    raise CustomException('no way')\n"
        )
        let (error, cause) = try failure(await call("bad"))
        #expect(error == "CustomException")
        #expect(cause.object?.keys.elementsEqual(["errorMessage", "errorType", "requestId", "stackTrace"]) == true)
        #expect(cause["errorMessage"] == "no way")
        #expect(cause["errorType"] == "CustomException")
        #expect(cause["requestId"]?.string?.utf8.count == 36)
        let frame = "  File \"\(folder.path)/bad/index.py\", line 5, in handler\n    raise CustomException('no way')\n"
        #expect(cause["stackTrace"] == [.string(frame)])
    }

    @Test(arguments: [
        "export const handler = async () => { throw new TypeError('no way'); };",
        "export const handler = (event, context, callback) => callback(new TypeError('no way'));",
        "export const handler = (event, context) => context.fail(new TypeError('no way'));",
        "export const handler = () => { throw new TypeError('no way'); };",
    ])
    func nodeErrorsAreReportedAsLambdaDoes(source: String) async throws {
        try folder.write("bad/index.mjs", source)
        let (error, cause) = try failure(await call("bad"))
        #expect(error == "TypeError")
        #expect(cause["errorType"] == "TypeError")
        #expect(cause["errorMessage"] == "no way")
        #expect(cause["trace"]?[0] == "TypeError: no way")
    }

    @Test(arguments: [
        (
            "import no_such_thing_here", "Runtime.ImportModuleError",
            "Unable to import module 'index': No module named 'no_such_thing_here'"
        ),
        (
            "def other(): pass", "Runtime.HandlerNotFound",
            "Handler 'lambda_handler' or 'handler' missing on module 'index'"
        ),
        (
            "def handler(:", "Runtime.UserCodeSyntaxError",
            "Syntax error in module 'index': invalid syntax (index.py, line 1)"
        ),
        (
            "def handler(event, context): return {1, 2}", "Runtime.MarshalError",
            "Unable to marshal response: Object of type set is not JSON serializable"
        ),
    ])
    func pythonFaultsHaveLambdasNames(source: String, name: String, message: String) async throws {
        try folder.write("bad/index.py", source)
        let (error, cause) = try failure(await call("bad"))
        #expect(error == name)
        #expect(cause["errorMessage"] == .string(message))
    }

    @Test(arguments: [
        ("import 'no-such-thing-here';", "Runtime.ImportModuleError"),
        ("export const other = 1;", "Runtime.HandlerNotFound"),
        ("export const handler = (", "Runtime.UserCodeSyntaxError"),
    ])
    func nodeFaultsHaveLambdasNames(source: String, name: String) async throws {
        try folder.write("bad/index.mjs", source)
        #expect(try failure(await call("bad")).error == name)
    }

    @Test func timeoutEndsTheWorker() async throws {
        try folder.write(
            "slow/index.py", "import time\ndef handler(event, context):\n    time.sleep(event)\n    return 'done'\n")
        try folder.write("slow/function.json", #"{"timeout": 0.3}"#)
        // Below a second only in this test; a file may say so too.
        let (error, cause) = try failure(await call("slow", 30))
        #expect(error == "States.Runtime")
        #expect(cause.string?.contains("'timeout' must be a number from 1 to 900") == true)
        try folder.write("slow/function.json", #"{"timeout": 1}"#)
        let (late, report) = try failure(await call("slow", 30))
        #expect(late == "Sandbox.Timedout")
        #expect(report["errorMessage"]?.string?.hasSuffix(" Error: Task timed out after 1.00 seconds") == true)
        #expect(report["errorMessage"]?.string?.hasPrefix("RequestId: ") == true)
        #expect(await call("slow", 0) == .succeeded(output: "done"))
    }

    @Test(arguments: [
        ("import os\ndef handler(event, context):\n    os._exit(3)\n", "Runtime exited with error: exit status 3"),
        ("import os\ndef handler(event, context):\n    os._exit(0)\n", "Runtime exited without providing a reason"),
        (
            "import os, signal\ndef handler(event, context):\n    os.kill(os.getpid(), signal.SIGKILL)\n",
            "Runtime exited with error: signal: killed"
        ),
        ("import sys\ndef handler(event, context):\n    sys.exit(1)\n", "Runtime exited with error: exit status 1"),
    ])
    func aCrashIsReported(source: String, message: String) async throws {
        try folder.write("crash/index.py", source)
        let (error, cause) = try failure(await call("crash"))
        #expect(error == "Runtime.ExitError")
        #expect(cause["errorMessage"]?.string?.hasSuffix(" Error: \(message)") == true, "\(cause)")
    }

    @Test func anotherCallAfterACrashGetsAFreshWorker() async throws {
        try folder.write(
            "flaky/index.py", "import os\ndef handler(event, context):\n    if event: os._exit(1)\n    return 'fine'\n")
        #expect(try failure(await call("flaky", true)).error == "Runtime.ExitError")
        #expect(await call("flaky", false) == .succeeded(output: "fine"))
    }

    @Test func garbageOnTheConnectionIsAnError() async throws {
        try folder.write(
            "noise/index.py",
            "import os\ndef handler(event, context):\n    os.write(3, b'hello, this is no frame')\n    return 1\n")
        let (error, cause) = try failure(await call("noise"))
        #expect(error == "Runtime.InvalidResponse")
        #expect(cause["errorMessage"]?.string?.contains("hello, this is no frame") == true)
        try folder.write("noise/index.py", "def handler(event, context):\n    return 1\n")
        #expect(await call("noise") == .succeeded(output: 1))
    }

    @Test func anUnhandledRejectionIsReported() async throws {
        try folder.write(
            "reject/index.js",
            "exports.handler = (e, c, cb) => { Promise.reject(new Error('lost')); setTimeout(() => cb(null, 1), 5000); };"
        )
        let (error, cause) = try failure(await call("reject"))
        #expect(error == "Runtime.UnhandledPromiseRejection")
        #expect(cause["errorMessage"] == "Error: lost")
    }

    @Test func aMissingFunctionIsNotFound() async throws {
        guard case .failed(let error, let cause?) = await call("nobody") else {
            Issue.record("there is no such function")
            return
        }
        #expect(error == "Lambda.ResourceNotFoundException")
        #expect(
            cause.hasPrefix(
                "Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody:$LATEST "
                    + "(no 'nobody' in \(folder.path), no AWS_ENDPOINT_URL_LAMBDA) "
                    + "(Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: "))
        #expect(cause.hasSuffix("; Proxy: null)"))
    }

    @Test(arguments: [
        (#"{"runtime": "cobol"}"#, "'runtime' is 'cobol'; allowed are 'python…' and 'nodejs…'"),
        (#"{"handler": "../../etc/passwd.x"}"#, "'handler' must stay in its folder"),
        (#"{"handler": "index"}"#, "'handler' must be FILE.FUNCTION, such as 'index.handler'"),
        (#"{"handler": "nowhere.run"}"#, "no handler: none of nowhere.(py|mjs|js|cjs) is there"),
        ("{", "unexpected end of the text"),
        (#"{"environment": [1]}"#, "'environment' must be an object, not array"),
    ])
    func faultsOfTheFolderAreTold(settings: String, reason: String) async throws {
        try folder.write("odd/index.py", "def handler(event, context):\n    return 1\n")
        try folder.write("odd/function.json", settings)
        let (error, cause) = try failure(await call("odd"))
        #expect(error == "States.Runtime")
        #expect(cause.string?.hasSuffix(reason) == true, "\(cause)")
        #expect(cause.string?.hasPrefix("\(folder.path)/odd") == true)
    }

    // MARK: Processes

    @Test func workersAreKeptAndReplacedWhenTheCodeChanges() async throws {
        let source = "import os\nversion = %\ndef handler(event, context):\n    return [os.getpid(), version]\n"
        try folder.write("warm/index.py", source.replacing("%", with: "1"))
        let first = await call("warm")
        #expect(await call("warm") == first)
        try folder.write("warm/index.py", source.replacing("%", with: "22"))
        guard case .succeeded(let output) = await call("warm") else {
            Issue.record("the changed function failed")
            return
        }
        #expect(output[1] == 22)
    }

    @Test func callsRunAtTheSameTimeUpToTheLimit() async throws {
        try folder.write(
            "pair/index.py",
            "import os, time\ndef handler(event, context):\n    time.sleep(0.3)\n    return os.getpid()\n")
        try folder.write("pair/function.json", #"{"concurrency": 2}"#)
        let handler = handler
        let pids = await withTaskGroup(of: TaskReport.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    await outcome { done in
                        _ = handler.start(
                            attempt(.lambda(arn: "arn:aws:lambda:us-east-1:123456789012:function:pair"), [:]),
                            report: done)
                    }
                }
            }
            return await group.reduce(into: Set<JSONValue>()) { pids, report in
                if case .succeeded(let pid) = report { pids.insert(pid) } else { Issue.record("\(report)") }
            }
        }
        #expect(pids.count == 2)
    }

    @Test func cancellingEndsTheWorker() async throws {
        try folder.write("endless/index.py", "def handler(event, context):\n    while True: pass\n")
        let report: TaskReport = await outcome { done in
            let cancellation = handler.start(
                attempt(.lambda(arn: "arn:aws:lambda:us-east-1:123456789012:function:endless"), [:]), report: done)
            _ = try? WorkerThread(name: "cancel") {
                usleep(300_000)
                cancellation.cancel()
            }
        }
        #expect(report == .failed(error: "States.TaskFailed", cause: "The task was cancelled."))
    }

    @Test func printedTextGoesToTheLog() async throws {
        try folder.write(
            "chatty/index.py",
            "import sys\ndef handler(event, context):\n    print('out')\n    print('err', file=sys.stderr)\n    return 1\n"
        )
        let report: TaskReport = await outcome { done in
            _ = handler.start(attempt(sdkInvoke, ["FunctionName": "chatty", "LogType": "Tail"]), report: done)
        }
        guard case .succeeded(let output) = report else {
            Issue.record("\(report)")
            return
        }
        let log = try #require(output["LogResult"]?.string.flatMap(Base64.decode))
        #expect(String(decoding: log, as: UTF8.self) == "out\nerr\n")
        #expect(printed.text == "out\nerr\n")
    }

    @Test func aLargePayloadGoesThereAndBack() async throws {
        try folder.write("echo/index.py", "def handler(event, context):\n    return event\n")
        try folder.write("echo2/index.mjs", "export const handler = async (event) => event;")
        let text = JSONValue.string(String(repeating: "é", count: 1_000_000))
        #expect(await call("echo", text) == .succeeded(output: text))
        #expect(await call("echo2", text) == .succeeded(output: text))
        let tooLarge = JSONValue.string(String(repeating: "x", count: 6_400_000))
        #expect(try failure(await call("echo", tooLarge)).error == "Function.ResponseSizeTooLarge")
    }

    @Test func eventInvocationsReturnAtOnce() async throws {
        try folder.write(
            "later/index.py", "import time\ndef handler(event, context):\n    time.sleep(0.2)\n    print('done')\n")
        let report: TaskReport = await outcome { done in
            _ = handler.start(attempt(sdkInvoke, ["FunctionName": "later", "InvocationType": "Event"]), report: done)
        }
        guard case .succeeded(let output) = report else {
            Issue.record("\(report)")
            return
        }
        #expect(output["StatusCode"] == 202)
        for _ in 0..<100 where printed.text != "done\n" { try await Task.sleep(for: .milliseconds(50)) }
        #expect(printed.text == "done\n")
    }
}

/// Keeps what a log is told.
final class Recorder: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    func append(_ entry: TaskLog.Entry) { bytes.withLock { $0 += entry.text } }

    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
}
