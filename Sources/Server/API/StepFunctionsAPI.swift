internal import Engine
internal import JSON
internal import Journal
internal import NIOCore
internal import NIOHTTP1
internal import Registry

/// The Step Functions API: reads requests of the AWS JSON 1.0 protocol, checks them, and hands each to its operation.
///
/// The operations stand in `Routes/`, one resource a file.
final class StepFunctionsAPI: Sendable {
    let engine: Engine
    let registry: Registry
    let journal: any ExecutionJournal
    let timers: Timers
    let metrics = Metrics()
    let redrives = RedriveTokens()
    let jobs: JobQueue
    let mockModels = MockModels()
    private let signatures: SignaturePolicy
    /// Gets a line for each request.
    private let requestLog: ServerLog?

    init(
        engine: Engine, registry: Registry, timers: Timers, jobs: JobQueue,
        signatures: SignaturePolicy, requestLog: ServerLog?
    ) {
        self.engine = engine
        self.registry = registry
        journal = engine.configuration.journal
        self.timers = timers
        self.jobs = jobs
        self.signatures = signatures
        self.requestLog = requestLog
    }

    /// Answers a request that names an operation in `X-Amz-Target`.
    func handle(_ request: HTTPRequest, target: String, _ responder: HTTPResponder) {
        let exchange = APIExchange(target: target, responder: responder, log: requestLog)
        do throws(APIError) {
            let operation = try Self.operation(target)
            try signatures.check(request)
            handle(operation, try Self.object(request, of: operation), onHangup: responder.onHangup) {
                exchange.answer($0)
            }
        } catch {
            metrics.refused(error)
            exchange.answer(.failure(error))
        }
    }

    /// Checks a request and runs its operation.
    ///
    /// - Parameters:
    ///   - onHangup: takes what is to happen when the caller goes away before the answer.
    ///   - reply: called once, from any thread.
    func handle(
        _ operation: Operation, _ request: JSONObject,
        onHangup: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void = { _ in },
        reply: @escaping @Sendable (Call.Answer) -> Void
    ) {
        let start = monotonicNanoseconds()
        metrics.begin()
        let call = Call(operation, request, onHangup: onHangup) { [metrics] answer in
            metrics.count(operation, answer, nanoseconds: monotonicNanoseconds() - start)
            reply(answer)
        }
        call.attempt { () throws(APIError) in
            try RequestCheck.check(request, against: operation.input)
            if operation.isLong {
                jobs.add { self.perform(call) }
            } else {
                perform(call)
            }
        }
    }

    private static func operation(_ target: String) throws(APIError) -> Operation {
        let parts = target.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == "AWSStepFunctions", let operation = Operation(target: parts[1]) else {
            throw APIError(
                "UnknownOperationException",
                "'\(target)' is no operation of this API; X-Amz-Target is AWSStepFunctions.OPERATION")
        }
        return operation
    }

    /// The request's members; a trace that the HTTP header names counts before the body's.
    private static func object(_ request: HTTPRequest, of operation: Operation) throws(APIError) -> JSONObject {
        var object = try object(request)
        if operation == .startExecution || operation == .startSyncExecution,
            let trace = request.headers.first(name: "x-amzn-trace-id")
        {
            object["traceHeader"] = .string(trace)
        }
        return object
    }

    private static func object(_ request: HTTPRequest) throws(APIError) -> JSONObject {
        let body = request.body.readableBytesView
        if body.isEmpty { return [:] }
        if let encoding = request.headers.first(name: "content-encoding"), encoding.lowercased() != "identity" {
            throw .serialization("the request is encoded with '\(encoding)'; this API takes it as it is")
        }
        let value: JSONValue
        do throws(JSONParseError) {
            // No request of this API is nested deeply; definitions and inputs are strings in it.
            value = try JSONValue(parsing: Array(body), maximumDepth: 64)
        } catch {
            throw .serialization("the request is not JSON: \(error)")
        }
        guard case .object(let object) = value else { throw .serialization("the request is not a JSON object") }
        return object
    }
}

extension Operation {
    /// Whether it may take longer than the thread that reads requests can spare.
    fileprivate var isLong: Bool {
        switch self {
        case .createStateMachine, .updateStateMachine, .validateStateMachineDefinition, .testState: true
        default: false
        }
    }
}
