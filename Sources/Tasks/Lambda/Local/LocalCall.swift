internal import JSON

/// One call of a local function: what the worker is told, and what its answer means in Lambda's terms.
struct LocalCall: Sendable {
    let function: LocalFunction
    let invocation: LambdaInvocation
    let requestID: String
    let arn: String

    /// The message to the worker.
    func message(startedAt start: WallTime) -> [UInt8] {
        var writer = JSONWriter()
        writer.reserve(invocation.payload.count + 400)
        writer.raw("{\"requestId\":")
        writer.write(requestID)
        writer.raw(",\"arn\":")
        writer.write(arn)
        writer.raw(",\"deadlineMs\":")
        writer.write(start.milliseconds + Int64(function.timeoutSeconds * 1_000))
        if let context = invocation.clientContext.flatMap(Base64.decode), (try? JSONValue(parsing: context)) != nil {
            writer.raw(",\"clientContext\":")
            writer.raw(context)
        }
        writer.raw(",\"event\":")
        if invocation.payload.isEmpty { writer.raw("{}") } else { writer.raw(invocation.payload) }
        writer.raw("}")
        return writer.bytes
    }

    func response(
        to outcome: Result<WorkerFrame, WorkerFailure>, log: [UInt8]?
    ) -> Result<LambdaResponse, ServiceFailure> {
        switch outcome {
        case .success(let frame) where frame.kind == .message:
            guard frame.payload.count <= Self.maximumResponseBytes else {
                return failed(
                    "Function.ResponseSizeTooLarge",
                    "Response payload size exceeded maximum allowed payload size (\(Self.maximumResponseBytes) bytes).",
                    log)
            }
            return .success(response(status: 200, payload: frame.payload, log: log))
        case .success(let frame): return .success(functionError(frame.payload, log))
        case .failure(.notReady(let report)): return .success(functionError(report, log))
        case .failure(.timedOut):
            return failed("Sandbox.Timedout", "Task timed out after \(seconds(function.timeoutSeconds)) seconds", log)
        case .failure(.exited(.code(0))):
            return failed("Runtime.ExitError", "Runtime exited without providing a reason", log)
        case .failure(.exited(let status)):
            return failed("Runtime.ExitError", "Runtime exited with error: \(status)", log)
        case .failure(.garbled(let text)):
            return failed(
                "Runtime.InvalidResponse", "The worker process answered with something else than a result: \(text)", log
            )
        case .failure(.cannotStart(let error)):
            return .failure(.misconfigured("\(function.directory): \(error)"))
        case .failure(.cancelled): return .failure(.cancelled)
        }
    }

    /// Lambda's bound on a synchronous response.
    private static let maximumResponseBytes = 6_291_556

    private func failed(_ type: String, _ message: String, _ log: [UInt8]?) -> Result<LambdaResponse, ServiceFailure> {
        let text: JSONValue = [
            "errorType": .string(type), "errorMessage": .string("RequestId: \(requestID) Error: \(message)"),
        ]
        return .success(functionError(Array(text.text.utf8), log))
    }

    private func functionError(_ payload: [UInt8], _ log: [UInt8]?) -> LambdaResponse {
        var response = response(status: 200, payload: payload, log: log)
        response.headers.append(HTTPHeader("X-Amz-Function-Error", "Unhandled"))
        return response
    }

    /// A response with the headers that Lambda sends.
    func response(status: Int, payload: [UInt8], log: [UInt8]? = nil) -> LambdaResponse {
        let now = WallTime.now
        var headers = [
            HTTPHeader("Date", now.httpDate),
            HTTPHeader("Content-Type", "application/json"),
            HTTPHeader("Content-Length", "\(payload.count)"),
            HTTPHeader("Connection", "keep-alive"),
            HTTPHeader("x-amzn-RequestId", requestID),
            HTTPHeader("x-amzn-Remapped-Content-Length", "0"),
            HTTPHeader("X-Amz-Executed-Version", "$LATEST"),
            HTTPHeader("X-Amzn-Trace-Id", traceID(now)),
        ]
        if let log { headers.append(HTTPHeader("X-Amz-Log-Result", Base64.encode(log))) }
        return LambdaResponse(status: status, headers: headers, payload: payload)
    }

    private func traceID(_ now: WallTime) -> String {
        let seconds = String(now.milliseconds / 1_000, radix: 16)
        return "Root=1-\(seconds)-\(requestID.filter { $0 != "-" }.prefix(24));Sampled=0"
    }

    /// With two decimals, as in `3.00`.
    private func seconds(_ seconds: Double) -> String {
        let hundredths = Int((seconds * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}

extension LocalFunction {
    /// Changes whenever a file beside the handler does.
    var stamp: Int64 {
        var stamp: Int64 = 0
        for name in FileSystem.names(in: directory) {
            guard let status = FileSystem.status("\(directory)/\(name)"), status.kind == .file else { continue }
            stamp = stamp &* 31 &+ status.modifiedNanoseconds &+ status.byteCount
        }
        return stamp
    }

    /// The worker process of the function.
    func command(environment inherited: [String: String], region: String) -> Command {
        var variables = inherited
        variables.merge(
            [
                "AWS_REGION": region, "AWS_DEFAULT_REGION": region, "AWS_LAMBDA_FUNCTION_NAME": name,
                "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "\(memoryMegabytes)",
                "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/\(name)", "AWS_LAMBDA_LOG_STREAM_NAME": "local",
                "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand", "LAMBDA_TASK_ROOT": directory,
                "_HANDLER": "\(module).\(functions.first ?? "handler")", "PYTHONDONTWRITEBYTECODE": "1",
            ], uniquingKeysWith: { $1 })
        variables.merge(environment, uniquingKeysWith: { $1 })
        addLayers(to: &variables)
        let wanted: JSONValue = [
            "module": .string(module), "file": .string("\(directory)/\(module).\(fileExtension)"),
            "functions": .array(functions.map { .string($0) }),
        ]
        let words =
            switch runtime {
            case .python: [python, "-c", PythonRuntime.source, wanted.text]
            case .node: ["node", "-e", NodeRuntime.source, wanted.text]
            }
        return Command(words: words, environment: variables, directory: directory)
    }

    /// Puts the libraries of layers where the runtime looks for them.
    ///
    /// Source: Lambda Developer Guide, "Layer paths for each Lambda runtime".
    private func addLayers(to variables: inout [String: String]) {
        guard !layers.isEmpty else { return }
        let (name, folders) =
            switch runtime {
            case .python: ("PYTHONPATH", layers.map { "\($0)/python" })
            case .node: ("NODE_PATH", layers.flatMap { ["\($0)/nodejs/node_modules", "\($0)/nodejs"] })
            }
        variables[name] = (folders + [variables[name]].compactMap { $0 }).joined(separator: ":")
    }

    /// The function's own virtual environment where it has one.
    private var python: String {
        let own = "\(directory)/.venv/bin/python"
        return FileSystem.isFile(own) ? own : "python3"
    }
}
