import JSON
import Testing

@testable import Tasks

@Suite struct LambdaEndpointTests {
    let peer: PeerServer
    let handler: LambdaHandler

    init() throws {
        peer = try PeerServer()
        handler = LambdaHandler(service: LambdaEndpoint(client: HTTPClient(), url: peer.url, signers: nil))
    }

    private func report(_ resource: TaskResource, _ parameters: JSONValue) async -> TaskReport {
        await outcome { done in _ = handler.start(attempt(resource, parameters), report: done) }
    }

    @Test func optimizedIntegrationParsesThePayload() async throws {
        let report = await report(invoke, ["FunctionName": "echo", "Payload": ["a": [1, 2.5, nil]]])
        guard case .succeeded(let output) = report else {
            Issue.record("\(report)")
            return
        }
        #expect(
            output.object?.keys.elementsEqual(
                ["ExecutedVersion", "Payload", "SdkHttpMetadata", "SdkResponseMetadata", "StatusCode"]) == true)
        #expect(output["Payload"] == ["a": [1, 2.5, nil]])
        #expect(output["ExecutedVersion"] == "$LATEST")
        #expect(output["StatusCode"] == 200)
        #expect(output["SdkResponseMetadata"]?["RequestId"] == "11111111-2222-4333-8444-555555555555")
        #expect(output["SdkHttpMetadata"]?["HttpStatusCode"] == 200)
        #expect(output["SdkHttpMetadata"]?["HttpHeaders"]?["Content-Length"] == "18")
        #expect(output["SdkHttpMetadata"]?["AllHttpHeaders"]?["Content-Type"] == ["application/json"])
    }

    @Test(arguments: [("0", 0), ("true", true), ("{}", [:]), ("\"text\"", "text")] as [(String, JSONValue)])
    func aTextPayloadIsJSONAlready(payload: String, expected: JSONValue) async {
        let report = await report(invoke, ["FunctionName": "echo", "Payload": .string(payload)])
        guard case .succeeded(let output) = report else {
            Issue.record("\(report)")
            return
        }
        #expect(output["Payload"] == expected)
    }

    @Test func aNumberIsNoPayload() async {
        let report = await report(invoke, ["FunctionName": "echo", "Payload": 1])
        let cause =
            "The Parameters '{\"FunctionName\":\"echo\",\"Payload\":1}' could not be used to start the Task: "
            + "[The value for the field 'Payload' must be a STRING]"
        #expect(report == .failed(error: "States.Runtime", cause: cause))
    }

    @Test func functionArnGivesThePayloadAlone() async {
        let report = await report(.lambda(arn: "arn:aws:lambda:us-east-1:123456789012:function:echo"), ["a": 1])
        #expect(report == .succeeded(output: ["a": 1]))
    }

    @Test func sdkIntegrationKeepsThePayloadAsText() async {
        let report = await report(sdkInvoke, ["FunctionName": "echo", "Payload": ["a": 1]])
        let output: JSONValue = ["ExecutedVersion": "$LATEST", "Payload": "{\"a\":1}", "StatusCode": 200]
        #expect(report == .succeeded(output: output))
    }

    @Test func aFunctionsErrorFailsTheTask() async {
        let cause = #"{"errorMessage":"no","errorType":"CustomException","requestId":"r","stackTrace":[]}"#
        let expected = TaskReport.failed(error: "CustomException", cause: cause)
        #expect(await report(invoke, ["FunctionName": "fail"]) == expected)
        #expect(await report(.lambda(arn: "arn:aws:lambda:us-east-1:123456789012:function:fail"), [:]) == expected)
    }

    @Test func aFunctionsErrorIsAResultOfTheSDK() async {
        let report = await report(sdkInvoke, ["FunctionName": "fail"])
        guard case .succeeded(let output) = report else {
            Issue.record("\(report)")
            return
        }
        #expect(output["FunctionError"] == "Unhandled")
    }

    @Test func anErrorWithoutTypeIsUnknown() async {
        let cause =
            "The cause could not be determined because Lambda did not return an error type. "
            + "Returned payload: {\"errorMessage\":\"gone\"}"
        #expect(await report(invoke, ["FunctionName": "untyped"]) == .failed(error: "Lambda.Unknown", cause: cause))
    }

    @Test func garbageIsAnError() async {
        guard case .failed(let error, let cause) = await report(invoke, ["FunctionName": "garbage"]) else {
            Issue.record("garbage was taken for a result")
            return
        }
        #expect(error == "Lambda.Unknown")
        #expect(cause?.contains("<html>") == true)
    }

    @Test func aMissingFunctionIsNamed() async {
        let text = "Function not found: arn:aws:lambda:us-east-1:123456789012:function:missing:$LATEST"
        let id = "11111111-2222-4333-8444-555555555555"
        #expect(
            await report(invoke, ["FunctionName": "missing"])
                == .failed(
                    error: "Lambda.ResourceNotFoundException",
                    cause: "\(text) (Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; "
                        + "Request ID: \(id); Proxy: null)"))
        #expect(
            await report(sdkInvoke, ["FunctionName": "missing"])
                == .failed(
                    error: "Lambda.ResourceNotFoundException",
                    cause: "\(text) (Service: Lambda, Status Code: 404, Request ID: \(id))"))
    }

    @Test func waitingForATokenReportsTheSubmission() async {
        let resource = TaskResource.service(
            service: "lambda", action: "invoke", pattern: .waitForTaskToken, isSDK: false)
        guard case .submitted(let output) = await report(resource, ["FunctionName": "echo", "Payload": ["t": 1]]) else {
            Issue.record("not submitted")
            return
        }
        #expect(output["Payload"] == ["t": 1])
        guard case .submitFailed(let error, _) = await report(resource, ["FunctionName": "missing"]) else {
            Issue.record("submitted to a missing function")
            return
        }
        #expect(error == "Lambda.ResourceNotFoundException")
    }

    @Test func anUnreachableEndpointIsTheClientsError() async throws {
        let lost = LambdaHandler(
            service: LambdaEndpoint(client: HTTPClient(), url: "http://127.0.0.1:1", signers: nil))
        let report: TaskReport = await outcome { done in
            _ = lost.start(attempt(invoke, ["FunctionName": "echo"]), report: done)
        }
        guard case .failed("Lambda.SdkClientException", let cause?) = report else {
            Issue.record("\(report)")
            return
        }
        #expect(cause.hasPrefix("Unable to execute HTTP request: "))
    }

    @Test func manyCallsInARowUseTheSameConnection() async {
        for number in 0..<200 {
            let number = JSONValue.integer(Int64(number))
            #expect(
                await report(sdkInvoke, ["FunctionName": "echo", "Payload": ["n": number]])
                    == .succeeded(
                        output: [
                            "ExecutedVersion": "$LATEST", "Payload": .string("{\"n\":\(number)}"), "StatusCode": 200,
                        ]))
        }
    }

    @Test(arguments: [
        ("echo", "echo", nil), ("echo:prod", "echo", "prod"), ("123456789012:function:echo", "echo", nil),
        ("arn:aws:lambda:us-east-1:123456789012:function:echo", "echo", nil),
        ("arn:aws:lambda:us-east-1:123456789012:function:echo:$LATEST", "echo", "$LATEST"),
    ])
    func understandsNames(text: String, name: String, qualifier: String?) throws {
        let function = try #require(LambdaFunctionName(text))
        #expect(function.name == name)
        #expect(function.qualifier == qualifier)
    }

    @Test(arguments: ["", "../x", "a/b", "a b", "arn:aws:s3:::function:x", "a:b:c"])
    func refusesNames(text: String) { #expect(LambdaFunctionName(text) == nil) }
}

let invoke = TaskResource.service(service: "lambda", action: "invoke", pattern: .requestResponse, isSDK: false)
let sdkInvoke = TaskResource.service(service: "lambda", action: "invoke", pattern: .requestResponse, isSDK: true)

func attempt(_ resource: TaskResource, _ parameters: JSONValue) -> TaskAttempt {
    TaskAttempt(
        executionArn: "arn:aws:states:us-east-1:123456789012:execution:machine:run", scheduledEventID: 3,
        resource: resource, parameters: parameters, region: "us-east-1")
}
