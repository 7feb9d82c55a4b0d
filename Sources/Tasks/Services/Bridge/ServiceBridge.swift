internal import JSON

/// A call of an AWS service.
struct ServiceCall: Sendable {
    /// As in the resource: `sqs`, `secretsmanager`.
    var service: String
    /// In camel case: `sendMessage`.
    var action: String
    /// With members in Pascal case.
    var parameters: JSONValue
    var region: String
    /// Whether binary members of the result are `{"$base64": …}` rather than text.
    var wantsBase64 = false
}

/// A service's answer.
struct ServiceResponse: Hashable, Sendable {
    /// With members in Pascal case, in order.
    var result: JSONObject
    var status: Int
    var headers: [HTTPHeader]
    var requestID: String
}

/// What performs calls of AWS services.
protocol ServiceCaller: Sendable {
    /// Makes the call and returns at once; `completion` is called once, from any thread.
    func perform(
        _ call: ServiceCall, completion: @escaping @Sendable (Result<ServiceResponse, ServiceCallFailure>) -> Void
    ) -> TaskCancellation
}

/// A failed call, with what the service calls itself where that is known.
struct ServiceCallFailure: Error, Hashable, Sendable {
    let failure: ServiceFailure
    /// Such as `Secrets Manager`.
    var serviceID: String?
}

/// Calls AWS-compatible endpoints with the installed AWS SDK for Python, in kept-alive worker processes.
final class ServiceBridge: Sendable {
    private let workers: WorkerPool

    init(environment: [String: String], maximumWorkers: Int) {
        workers = WorkerPool(
            Command(words: ["python3", "-c", BridgeProgram.source], environment: environment),
            maximumWorkers: maximumWorkers)
    }

    func close() { workers.close() }

    /// The services behind that endpoint.
    func endpoint(_ url: String) -> some ServiceCaller { BridgedEndpoint(bridge: self, url: url) }

    private static let timeoutSeconds: Int64 = 905

    fileprivate func perform(
        _ call: ServiceCall, at endpoint: String,
        completion: @escaping @Sendable (Result<ServiceResponse, ServiceCallFailure>) -> Void
    ) -> TaskCancellation {
        let message: JSONValue = [
            "service": .string(call.service), "action": .string(call.action), "parameters": call.parameters,
            "region": .string(call.region), "endpoint": .string(endpoint),
            "timeoutSeconds": .integer(Self.timeoutSeconds),
            "base64": .bool(call.wantsBase64),
        ]
        let job = WorkerJob(
            timeoutMilliseconds: Self.timeoutSeconds * 1_000, message: { Array(message.text.utf8) }, log: { _ in },
            completion: { completion(Self.response($0)) })
        return workers.submit(job)
    }

    private static func response(
        _ outcome: Result<WorkerFrame, WorkerFailure>
    ) -> Result<ServiceResponse, ServiceCallFailure> {
        switch outcome {
        case .success(let frame):
            guard let answer = try? JSONValue(parsing: frame.payload) else {
                return fault("the AWS SDK for Python gave an answer that is not JSON")
            }
            return response(answer)
        case .failure(.cancelled): return .failure(ServiceCallFailure(failure: .cancelled))
        case .failure(.notReady(let reason)): return fault(String(decoding: reason, as: UTF8.self))
        case .failure(.cannotStart(let error)): return fault("the AWS SDK for Python could not be used: \(error)")
        case .failure(.timedOut): return fault("the AWS SDK for Python gave no answer within \(timeoutSeconds) s")
        case .failure(.exited(let status)): return fault("the AWS SDK for Python ended with \(status)")
        case .failure(.garbled(let text)):
            return fault("the AWS SDK for Python gave an answer that cannot be read: \(text)")
        }
    }

    private static func fault(_ reason: String) -> Result<ServiceResponse, ServiceCallFailure> {
        .failure(ServiceCallFailure(failure: .misconfigured(reason)))
    }

    private static func response(_ answer: JSONValue) -> Result<ServiceResponse, ServiceCallFailure> {
        let message = answer["message"]?.string ?? ""
        switch answer["kind"]?.string {
        case "succeeded":
            let headers = (answer["headers"]?.array ?? []).map { HTTPHeader($0[0]?.string ?? "", $0[1]?.string ?? "") }
            return .success(
                ServiceResponse(
                    result: answer["result"]?.object ?? [:], status: Int(answer["status"]?.integer ?? 200),
                    headers: headers, requestID: answer["requestId"]?.string ?? ""))
        case "refused":
            let refusal = ServiceRefusal(
                code: answer["code"]?.string ?? "", exception: answer["exception"]?.string, message: message,
                status: Int(answer["status"]?.integer ?? 400), requestID: answer["requestId"]?.string ?? "",
                extendedRequestID: answer["extendedRequestId"]?.string)
            return .failure(ServiceCallFailure(failure: .refused(refusal), serviceID: answer["serviceId"]?.string))
        case "unreachable":
            return .failure(ServiceCallFailure(failure: .unreachable(message), serviceID: answer["serviceId"]?.string))
        default: return .failure(ServiceCallFailure(failure: .misconfigured(message)))
        }
    }
}

private struct BridgedEndpoint: ServiceCaller {
    let bridge: ServiceBridge
    let url: String

    func perform(
        _ call: ServiceCall, completion: @escaping @Sendable (Result<ServiceResponse, ServiceCallFailure>) -> Void
    ) -> TaskCancellation {
        bridge.perform(call, at: url, completion: completion)
    }
}
