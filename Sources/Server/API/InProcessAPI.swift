package import Engine
package import JSON
internal import Synchronization

/// The API for Task states that call Step Functions (`aws-sdk:sfn:…`), without a detour over HTTP.
///
/// Made before the engine, which needs it, and connected once the server, which needs the engine, is there.
package final class InProcessAPI: LocalAPI {
    private let api = Mutex<StepFunctionsAPI?>(nil)

    package init() {}

    func connect(to api: StepFunctionsAPI) { self.api.withLock { $0 = api } }

    func disconnect() { api.withLock { $0 = nil } }

    package func call(
        _ operation: String, _ request: JSONValue,
        completion: @escaping @Sendable (Result<JSONValue, ServiceError>) -> Void
    ) {
        guard let api = api.withLock({ $0 }) else {
            return completion(
                .failure(ServiceError(code: "ServiceUnavailable", message: "The server has not started yet.")))
        }
        guard let operation = Operation(target: Substring(operation)), case .object(let request) = request else {
            return completion(
                .failure(
                    ServiceError(code: "UnknownOperationException", message: "'\(operation)' is no operation here.")))
        }
        api.handle(operation, request) { answer in
            completion(
                answer.mapError { ServiceError(code: $0.code, message: $0.message) }
                    .map { (try? JSONValue(parsing: $0)) ?? .object([:]) })
        }
    }
}
