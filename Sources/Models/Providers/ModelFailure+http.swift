import JSON
import Tasks

extension ModelFailure {
    /// Why there is no response.
    init(_ failure: HTTPFailure) {
        let kind: Kind =
            switch failure {
            case .timedOut: .timedOut
            case .invalidRequest, .responseTooLarge: .invalid
            default: .unavailable
            }
        self.init(kind, failure.description)
    }

    /// The error by the status, with the service's own words as the cause.
    init(_ response: HTTPResponse) {
        let body = try? JSONValue(parsing: response.body)
        let text = String(decoding: response.body.prefix(4_096), as: UTF8.self)
        let message = body?["error"]?["message"]?.string ?? body?["error"]?.string ?? body?["message"]?.string ?? text
        let wait = response.headers.first("retry-after").map { ", retry after \($0) s" } ?? ""
        self.init(Self.kind(response.status, body), "\(message) (Status Code: \(response.status)\(wait))")
    }

    /// 529 is Anthropic's "overloaded"; OpenAI says 429 to accounts without money, too, for which no retry helps.
    private static func kind(_ status: Int, _ body: JSONValue?) -> Kind {
        switch status {
        case 429: body?["error"]?["code"] == "insufficient_quota" ? .outOfQuota : .throttled
        case 408, 504: .timedOut
        case 502, 503, 529: .unavailable
        case 401, 403: .denied
        case 404: .notFound
        case 400..<500: .invalid
        default: .internalError
        }
    }

    /// An error that a service sent in the middle of a stream.
    init(streamed error: JSONValue?) {
        let kind: Kind =
            switch error?["type"]?.string ?? error?["code"]?.string {
            case "rate_limit_error", "rate_limit_exceeded": .throttled
            case "overloaded_error", "server_overloaded": .unavailable
            case "invalid_request_error": .invalid
            case "authentication_error", "permission_error": .denied
            case "timeout_error": .timedOut
            default: .internalError
            }
        self.init(kind, error?["message"]?.string ?? error?.text ?? "the service reported an error")
    }

    /// A stream that ended too early; the same call can succeed.
    static let truncated = ModelFailure(.internalError, "The stream ended before the answer was complete")
}
