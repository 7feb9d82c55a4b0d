internal import JSON

/// Performs the tasks that call a Lambda function: its ARN as `Resource`, `lambda:invoke` and `aws-sdk:lambda:invoke`.
struct LambdaHandler: TaskHandler {
    let service: any LambdaService

    func start(_ attempt: TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void) -> TaskCancellation {
        let form = LambdaTaskForm(attempt.resource)
        let invocation: LambdaInvocation
        do throws(TaskError) {
            invocation = try form.invocation(of: attempt)
        } catch {
            report(.failed(error: error.name, cause: error.cause))
            return .none
        }
        return service.invoke(invocation) { report(form.report($0)) }
    }
}

/// The three ways to call a function, and what each makes of the response.
private enum LambdaTaskForm {
    case functionArn(String)
    case optimized(awaitsToken: Bool)
    case sdk(awaitsToken: Bool)

    init(_ resource: TaskResource) {
        switch resource {
        case .lambda(let arn), .activity(let arn): self = .functionArn(arn)
        case .service(_, _, let pattern, isSDK: false): self = .optimized(awaitsToken: pattern == .waitForTaskToken)
        case .service(_, _, let pattern, isSDK: true): self = .sdk(awaitsToken: pattern == .waitForTaskToken)
        }
    }

    private var awaitsToken: Bool {
        switch self {
        case .functionArn: false
        case .optimized(let awaitsToken), .sdk(let awaitsToken): awaitsToken
        }
    }

    private var isSDK: Bool {
        if case .sdk = self { true } else { false }
    }
}

// MARK: - The request

extension LambdaTaskForm {
    func invocation(of attempt: TaskAttempt) throws(TaskError) -> LambdaInvocation {
        if case .functionArn(let arn) = self {
            return LambdaInvocation(
                function: try functionName(arn), payload: bytes(of: attempt.parameters), region: attempt.region,
                executionArn: attempt.executionArn)
        }
        let parameters = attempt.parameters
        var invocation = LambdaInvocation(
            function: try functionName(parameters["FunctionName"]?.string ?? ""),
            payload: try payload(parameters), region: attempt.region, executionArn: attempt.executionArn)
        if let text = parameters["InvocationType"]?.string {
            guard let kind = LambdaInvocation.Kind(rawValue: text) else {
                throw invalid(
                    "1 validation error detected: Value '\(text)' at 'invocationType' failed to satisfy constraint: "
                        + "Member must satisfy enum value set: [Event, RequestResponse, DryRun]")
            }
            invocation.kind = kind
        }
        invocation.qualifier = parameters["Qualifier"]?.string
        invocation.clientContext = parameters["ClientContext"]?.string
        invocation.wantsLog = parameters["LogType"]?.string == "Tail"
        return invocation
    }

    private func functionName(_ text: String) throws(TaskError) -> LambdaFunctionName {
        guard let name = LambdaFunctionName(text) else {
            throw invalid(
                "1 validation error detected: Value '\(text)' at 'functionName' failed to satisfy constraint: "
                    + "Member must be the name or the ARN of a function")
        }
        return name
    }

    /// The `Payload` as JSON text: an object or array is written out, a string is JSON text already.
    private func payload(_ parameters: JSONValue) throws(TaskError) -> [UInt8] {
        switch parameters["Payload"] {
        case nil, .null: return []
        case .string(let text): return Array(text.utf8)
        case let value? where value.object != nil || value.array != nil: return bytes(of: value)
        case _?:
            throw .runtime(
                "The Parameters '\(parameters.text)' could not be used to start the Task: "
                    + "[The value for the field 'Payload' must be a STRING]")
        }
    }

    private func invalid(_ message: String) -> TaskError {
        let refusal = ServiceRefusal(
            code: "ValidationException", message: message, status: 400, requestID: randomRequestID())
        return ServiceFailure.refused(refusal).taskError(of: .lambda, isSDK: isSDK)
    }
}

private func bytes(of value: JSONValue) -> [UInt8] {
    var writer = JSONWriter()
    writer.write(value)
    return writer.bytes
}

// MARK: - The report

extension LambdaTaskForm {
    func report(_ outcome: Result<LambdaResponse, ServiceFailure>) -> TaskReport {
        switch outcome {
        case .failure(let failure):
            let error = failure.taskError(of: .lambda, isSDK: isSDK)
            return awaitsToken
                ? .submitFailed(error: error.name, cause: error.cause) : .failed(error: error.name, cause: error.cause)
        case .success(let response):
            do throws(TaskError) {
                let output = try output(of: response)
                return awaitsToken ? .submitted(output: output) : .succeeded(output: output)
            } catch {
                return .failed(error: error.name, cause: error.cause)
            }
        }
    }

    private func output(of response: LambdaResponse) throws(TaskError) -> JSONValue {
        if case .sdk = self { return sdkOutput(of: response) }
        if response.functionError != nil { throw functionError(response.payload) }
        if case .functionArn = self { return try parsed(response.payload) }
        let metadata = SDKMetadata.members(
            status: response.status, headers: response.headers, requestID: response.requestID)
        var output = JSONObject()
        output.reserveCapacity(6)
        if let version = response.executedVersion { output["ExecutedVersion"] = .string(version) }
        if let log = response.logResult { output["LogResult"] = .string(log) }
        output["Payload"] = try parsed(response.payload)
        output["SdkHttpMetadata"] = metadata.http
        output["SdkResponseMetadata"] = metadata.response
        output["StatusCode"] = .integer(Int64(response.status))
        return .object(output)
    }

    /// The SDK's response as it is: the payload is text, and a function's error is a member of the response.
    private func sdkOutput(of response: LambdaResponse) -> JSONValue {
        var output = JSONObject()
        if let version = response.executedVersion { output["ExecutedVersion"] = .string(version) }
        if let error = response.functionError { output["FunctionError"] = .string(error) }
        if let log = response.logResult { output["LogResult"] = .string(log) }
        output["Payload"] = .string(String(decoding: response.payload, as: UTF8.self))
        output["StatusCode"] = .integer(Int64(response.status))
        return .object(output)
    }

    private func parsed(_ payload: [UInt8]) throws(TaskError) -> JSONValue {
        if payload.isEmpty { return "" }
        do throws(JSONParseError) {
            return try JSONValue(parsing: payload)
        } catch {
            // Step Functions looks at the size before it looks at the text.
            guard payload.count <= Self.maximumPayloadBytes else {
                throw TaskError(
                    name: "States.DataLimitExceeded",
                    cause:
                        "The state/task '\(resourceName)' returned a result with a size exceeding the maximum number of "
                        + "bytes service limit.")
            }
            let start = String(decoding: payload.prefix(200), as: UTF8.self)
            throw TaskError(
                name: "Lambda.Unknown", cause: "The function returned a payload that is not JSON (\(error)): \(start)")
        }
    }

    /// Specification: Step Functions quotas, maximum input or output size.
    private static let maximumPayloadBytes = 262_144

    private var resourceName: String {
        if case .functionArn(let arn) = self { arn } else { "lambda" }
    }

    /// The error that a function reports: its type is the error's name, the whole report the cause.
    private func functionError(_ payload: [UInt8]) -> TaskError {
        let text = String(decoding: payload, as: UTF8.self)
        if let type = try? JSONValue(parsing: payload)["errorType"]?.string {
            return TaskError(name: type, cause: text)
        }
        return TaskError(
            name: "Lambda.Unknown",
            cause: "The cause could not be determined because Lambda did not return an error type. "
                + "Returned payload: \(text)")
    }
}
