import JSON
import Testing

@testable import Tasks

/// What AWS recorded of calls of Lambda functions, with the same functions run in local folders.
@Suite struct RecordedLambdaTests {
    /// A recorded call and its outcome.
    struct Call: Sendable, CustomTestStringConvertible {
        let id: String
        let handler: String
        let resource: TaskResource
        let parameters: JSONValue
        let outcome: JSONValue

        var testDescription: String { id }
    }

    static let calls: [Call] = {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let folder = "\(root)/../shared/conformance"
        return FileSystem.names(in: "\(folder)/cases").flatMap { name -> [Call] in
            guard let bytes = try? FileSystem.read("\(folder)/cases/\(name)"), let text = try? JSONValue(parsing: bytes)
            else { return [] }
            return calls(in: text, folder)
        }
    }()

    private static func calls(in recorded: JSONValue, _ folder: String) -> [Call] {
        guard let bindings = recorded["bindings"]?.object, bindings.count == 1,
            let code = bindings.first?.value["code"],
            recorded["concurrent"]?.bool != true
        else { return [] }
        var calls: [Call] = []
        for step in (recorded["steps"]?.array ?? []) + (recorded["calls"]?.array ?? []) {
            let events = step["expect"]?["history"]?.array ?? step["expect"]?["response"]?["events"]?.array ?? []
            for (index, event) in events.enumerated() {
                guard let (resource, parameters) = scheduled(event) else { continue }
                guard let outcome = events[index...].lazy.compactMap({ ending($0) }).first else { continue }
                calls.append(
                    Call(
                        id: "\(recorded["id"]?.string ?? "") \(index)", handler: "\(folder)/\(code.string ?? "")",
                        resource: resource, parameters: parameters, outcome: outcome))
            }
        }
        return calls
    }

    private static func scheduled(_ event: JSONValue) -> (TaskResource, JSONValue)? {
        if let details = event["lambdaFunctionScheduledEventDetails"], let input = details["input"] {
            // The recording shows documents parsed, and strings as their JSON text.
            let payload = input.string.flatMap { try? JSONValue(parsing: $0) } ?? input
            return (.lambda(arn: "arn:aws:lambda:us-east-1:111111111111:function:recorded"), payload)
        }
        guard let details = event["taskScheduledEventDetails"], details["resourceType"] == "lambda",
            case .object(var parameters)? = details["parameters"]
        else { return nil }
        parameters["FunctionName"] = "recorded"
        return (invoke, .object(parameters))
    }

    private static func ending(_ event: JSONValue) -> JSONValue? {
        event["lambdaFunctionSucceededEventDetails"] ?? event["lambdaFunctionFailedEventDetails"]
            ?? event["taskSucceededEventDetails"] ?? event["taskFailedEventDetails"]
            ?? event["taskTimedOutEventDetails"] ?? event["lambdaFunctionTimedOutEventDetails"]
    }

    @Test(arguments: calls) func localFunctionAnswersAsRecorded(call: Call) async throws {
        // The bound on time is the engine's.
        if call.outcome["error"] == "States.Timeout" { return }
        let folder = try TemporaryFolder()
        let source = String(decoding: try FileSystem.read(call.handler), as: UTF8.self)
        try folder.write("recorded/handler.py", source)
        try folder.write("recorded/function.json", #"{"runtime": "python3.12", "handler": "handler.handler"}"#)
        let functions = LocalFunctions(
            directory: LocalFunctionDirectory(searchPath: [folder.path], readYAML: nil), account: "111111111111",
            environment: testEnvironment, defaultConcurrency: 1, log: .discard)
        defer { functions.close() }
        let report: TaskReport = await outcome { done in
            _ = LambdaHandler(service: functions).start(attempt(call.resource, call.parameters), report: done)
        }
        switch report {
        case .succeeded(let output): try compare(output, call.outcome["output"])
        case .failed(let error, let cause):
            #expect(call.outcome["error"] == .string(error))
            guard let recorded = call.outcome["cause"]?.object else {
                let named = cause?.replacing(
                    "arn:aws:lambda:us-east-1:111111111111:function:recorded",
                    with: "arn:<partition>:lambda:<region>:111111111111:function:<lambda_function_name>")
                #expect(call.outcome["cause"]?.string == named)
                return
            }
            let text = cause?.replacing("\(folder.path)/recorded/", with: "/var/task/")
            let given = try JSONValue(parsing: text ?? "null")
            var expected = recorded
            expected["requestId"] = given["requestId"]
            #expect(given == .object(expected))
        case .submitted, .submitFailed, .heartbeat: Issue.record("\(report)")
        }
    }

    private func compare(_ output: JSONValue, _ recorded: JSONValue?) throws {
        let recorded = try #require(recorded)
        guard let expected = recorded.object, expected.contains("SdkHttpMetadata") else {
            #expect(output == (recorded.string.flatMap { try? JSONValue(parsing: $0) } ?? recorded))
            return
        }
        #expect(output.object?.keys.elementsEqual(expected.keys) == true)
        for name in ["Payload", "StatusCode", "ExecutedVersion"] { #expect(output[name] == expected[name]) }
        let headers = output["SdkHttpMetadata"]?["HttpHeaders"]?.object ?? [:]
        let recordedHeaders = expected["SdkHttpMetadata"]?["HttpHeaders"]?.object ?? [:]
        #expect(Set(headers.keys) == Set(recordedHeaders.keys))
        // The payload's length was recorded before names in it were replaced.
        if !JSONValue.object(expected).text.contains("<lambda") {
            #expect(headers["Content-Length"] == recordedHeaders["Content-Length"])
        }
    }
}
