internal import JSON
import Synchronization

/// Lambda functions in folders beside the workflow, each run in a pool of kept-alive worker processes.
final class LocalFunctions: LambdaService {
    private struct Pool {
        let function: LocalFunction
        let workers: WorkerPool
    }

    private let directory: LocalFunctionDirectory
    private let account: String
    private let environment: [String: String]
    private let defaultConcurrency: Int
    private let log: TaskLog
    private let pools = Mutex<[String: Pool]>([:])

    init(
        directory: LocalFunctionDirectory, account: String, environment: [String: String], defaultConcurrency: Int,
        log: TaskLog
    ) {
        self.directory = directory
        self.account = account
        self.environment = environment
        self.defaultConcurrency = defaultConcurrency
        self.log = log
    }

    /// Whether there is a folder or file for the function.
    func hasFunction(named name: String) -> Bool {
        do throws(LocalFunctionFault) {
            return try directory.function(named: name) != nil
        } catch {
            // A folder that cannot be used is there all the same; the call tells why.
            return true
        }
    }

    func close() {
        let all = pools.withLock { pools in
            defer { pools = [:] }
            return pools.values.map(\.workers)
        }
        for workers in all { workers.close() }
    }

    func invoke(
        _ invocation: LambdaInvocation, completion: @escaping @Sendable (Result<LambdaResponse, ServiceFailure>) -> Void
    ) -> TaskCancellation {
        let function: LocalFunction
        do throws(LocalFunctionFault) {
            guard let found = try directory.function(named: invocation.function.name) else {
                completion(.failure(.refused(notFound(invocation))))
                return .none
            }
            function = found
        } catch {
            completion(.failure(.misconfigured(error.description)))
            return .none
        }
        if let fault = Self.fault(inPayload: invocation.payload) {
            completion(.failure(.refused(fault)))
            return .none
        }
        return invoke(function, invocation, completion)
    }

    private func invoke(
        _ function: LocalFunction, _ invocation: LambdaInvocation,
        _ completion: @escaping @Sendable (Result<LambdaResponse, ServiceFailure>) -> Void
    ) -> TaskCancellation {
        let call = LocalCall(
            function: function, invocation: invocation, requestID: randomRequestID(),
            arn: invocation.function.arn(
                region: invocation.region, account: account, qualifier: invocation.qualifier))
        switch invocation.kind {
        case .dryRun:
            completion(.success(call.response(status: 204, payload: [])))
            return .none
        case .event:
            completion(.success(call.response(status: 202, payload: [])))
            run(call) { _, _ in }
            return .none
        case .requestResponse:
            return run(call) { outcome, logText in
                completion(call.response(to: outcome, log: invocation.wantsLog ? logText() : nil))
            }
        }
    }

    @discardableResult
    private func run(
        _ call: LocalCall,
        _ completion: @escaping @Sendable (Result<WorkerFrame, WorkerFailure>, () -> [UInt8]) -> Void
    ) -> TaskCancellation {
        let printed = LogTail()
        let (log, name, executionArn) = (log, call.function.name, call.invocation.executionArn)
        let job = WorkerJob(
            generation: call.function.stamp,
            timeoutMilliseconds: Int64(call.function.timeoutSeconds * 1_000),
            message: { call.message(startedAt: .now) },
            log: { bytes in
                printed.append(bytes)
                log.write(
                    TaskLog.Entry(source: name, executionArn: executionArn, requestID: call.requestID, text: bytes))
            },
            completion: { outcome in completion(outcome) { printed.bytes } })
        return pool(for: call.function, region: call.invocation.region).submit(job)
    }

    private func pool(for function: LocalFunction, region: String) -> WorkerPool {
        let (pool, outdated) = pools.withLock { pools -> (WorkerPool, WorkerPool?) in
            let present = pools[function.name]
            if let present, present.function == function { return (present.workers, nil) }
            let workers = WorkerPool(
                function.command(environment: environment, region: region),
                maximumWorkers: function.concurrency ?? defaultConcurrency)
            pools[function.name] = Pool(function: function, workers: workers)
            return (workers, present?.workers)
        }
        outdated?.retire()
        return pool
    }

    private func notFound(_ invocation: LambdaInvocation) -> ServiceRefusal {
        let arn = invocation.function.arn(
            region: invocation.region, account: account, qualifier: invocation.qualifier ?? "$LATEST")
        let places = directory.searchPath.joined(separator: " or ")
        return ServiceRefusal(
            code: "ResourceNotFoundException", exception: "ResourceNotFoundException",
            message:
                "Function not found: \(arn) (no '\(invocation.function.name)' in \(places), no AWS_ENDPOINT_URL_LAMBDA)",
            status: 404, requestID: randomRequestID())
    }

    private static func fault(inPayload payload: [UInt8]) -> ServiceRefusal? {
        do throws(JSONParseError) {
            if !payload.isEmpty { _ = try JSONValue(parsing: payload) }
            return nil
        } catch {
            return ServiceRefusal(
                code: "InvalidRequestContentException", exception: "InvalidRequestContentException",
                message: "Could not parse request body into json: \(error)", status: 400, requestID: randomRequestID())
        }
    }
}

/// The end of what a call printed, as much as Lambda's `LogResult` has.
private final class LogTail: Sendable {
    private let storage = Mutex<[UInt8]>([])

    func append(_ bytes: [UInt8]) {
        storage.withLock { $0 = ($0 + bytes).suffix(4_096) }
    }

    var bytes: [UInt8] { storage.withLock { $0 } }
}
