/// Why a call of an AWS service failed.
enum ServiceFailure: Error, Hashable, Sendable {
    /// The service refused.
    case refused(ServiceRefusal)
    /// The service could not be reached, in the words of its SDK: `Unable to execute HTTP request: …`.
    case unreachable(String)
    /// Nobody waits for the call any more.
    case cancelled
    /// Not the service's doing: a definition or configuration that cannot work.
    case misconfigured(String)
    /// The error of a program that stands for the service, as it is.
    case failed(TaskError)
}

/// A service's error response.
struct ServiceRefusal: Hashable, Sendable {
    /// The code on the wire, such as `ResourceNotFoundException`.
    var code: String
    /// The class that the service's model has for it, such as `ResourceNotFoundException`; nothing for codes that it
    /// does not model.
    var exception: String?
    var message: String
    var status: Int
    var requestID: String
    /// S3's second request id.
    var extendedRequestID: String?
}

extension ServiceFailure {
    /// The failure as a state's error and cause.
    ///
    /// Optimized integrations report as the AWS SDK for Java 1 does, `aws-sdk:` ones as version 2 does.
    func taskError(of service: ServiceNames, isSDK: Bool) -> TaskError {
        let prefix = isSDK ? service.sdkPrefix : service.optimizedPrefix
        switch self {
        case .refused(let refusal):
            return isSDK ? refusal.sdkError(of: service) : refusal.optimizedError(of: service)
        case .unreachable(let reason): return TaskError(name: "\(prefix).SdkClientException", cause: reason)
        case .cancelled: return TaskError(name: "States.TaskFailed", cause: "The task was cancelled.")
        case .misconfigured(let reason): return .runtime(reason)
        case .failed(let error): return error
        }
    }
}

extension ServiceRefusal {
    fileprivate func optimizedError(of service: ServiceNames) -> TaskError {
        TaskError(
            name: "\(service.optimizedPrefix).\(exception ?? service.optimizedException)",
            cause: "\(message) (Service: \(service.optimizedService); Status Code: \(status); Error Code: \(code); "
                + "Request ID: \(requestID); Proxy: null)")
    }

    fileprivate func sdkError(of service: ServiceNames) -> TaskError {
        let extended = extendedRequestID.map { ", Extended Request ID: \($0)" } ?? ""
        return TaskError(
            name: "\(service.sdkPrefix).\(exception ?? "\(service.sdkPrefix)Exception")",
            cause:
                "\(message) (Service: \(service.sdkPrefix), Status Code: \(status), Request ID: \(requestID)\(extended))"
        )
    }
}
