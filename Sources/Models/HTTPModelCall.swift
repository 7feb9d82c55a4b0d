import JSON
import Tasks

/// One exchange with a model service over HTTP.
struct HTTPModelCall {
    let client: HTTPClient

    /// Sends the body as JSON and reads the answer with `read`.
    func post(
        _ request: HTTPRequest,
        completion: @escaping @Sendable (Result<JSONValue, ModelFailure>) -> Void,
        read: @escaping @Sendable (JSONValue) -> Result<JSONValue, ModelFailure>
    ) -> TaskCancellation {
        client.send(request) { outcome in
            switch outcome {
            case .failure(let failure): completion(.failure(Self.failure(of: failure)))
            case .success(let response):
                guard (200..<300).contains(response.status) else {
                    return completion(.failure(Self.failure(of: response)))
                }
                do {
                    completion(read(try JSONValue(parsing: response.body)))
                } catch {
                    completion(.failure(ModelFailure(.internalError, "The answer is not JSON: \(error)")))
                }
            }
        }
    }

    private static func failure(of failure: HTTPFailure) -> ModelFailure {
        switch failure {
        case .timedOut: ModelFailure(.timedOut, failure.description)
        case .invalidRequest, .responseTooLarge: ModelFailure(.invalid, failure.description)
        default: ModelFailure(.unavailable, failure.description)
        }
    }

    /// The error by the status, with the service's own words as the cause.
    ///
    /// 529 is Anthropic's "overloaded".
    static func failure(of response: HTTPResponse) -> ModelFailure {
        let kind: ModelFailure.Kind =
            switch response.status {
            case 429: .throttled
            case 408, 504: .timedOut
            case 502, 503, 529: .unavailable
            case 401, 403: .denied
            case 404: .notFound
            case 400..<500: .invalid
            default: .internalError
            }
        let text = String(decoding: response.body.prefix(4_096), as: UTF8.self)
        let body = try? JSONValue(parsing: response.body)
        let message = body?["error"]?["message"]?.string ?? body?["error"]?.string ?? body?["message"]?.string
        return ModelFailure(kind, "\(message ?? text) (Status Code: \(response.status))")
    }
}
