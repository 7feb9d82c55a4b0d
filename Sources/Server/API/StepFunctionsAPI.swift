internal import JSON
internal import Journal
internal import NIOCore
internal import NIOHTTP1
internal import Registry

/// The Step Functions API: reads requests of the AWS JSON 1.0 protocol, checks them, and hands each to its operation.
///
/// The operations stand in `Routes/`, one resource a file.
final class StepFunctionsAPI: Sendable {
    let registry: Registry
    let journal: any ExecutionJournal
    let jobs: JobQueue
    let metrics: Metrics
    private let signatures: SignaturePolicy

    init(
        registry: Registry, journal: any ExecutionJournal, jobs: JobQueue, metrics: Metrics, signatures: SignaturePolicy
    ) {
        self.registry = registry
        self.journal = journal
        self.jobs = jobs
        self.metrics = metrics
        self.signatures = signatures
    }

    /// Answers a request that names an operation in `X-Amz-Target`.
    func handle(_ request: HTTPRequest, target: String, _ responder: HTTPResponder) {
        let requestID = RandomID.uuid()
        do throws(APIError) {
            let operation = try Self.operation(target)
            try signatures.check(request)
            let body = try Self.object(request)
            try RequestCheck.check(body, against: operation.input)
            let call = Call(
                operation: operation, request: body, requestID: requestID, responder: responder, metrics: metrics)
            if operation.isLong {
                jobs.add { self.perform(call) }
            } else {
                perform(call)
            }
        } catch {
            responder.send(.api(error.body, status: error.status, requestID: requestID))
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

    private static func object(_ request: HTTPRequest) throws(APIError) -> JSONObject {
        let body = request.body.readableBytesView
        if body.isEmpty { return [:] }
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
