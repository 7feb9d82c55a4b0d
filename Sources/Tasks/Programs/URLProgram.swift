internal import JSON

/// An HTTP address that gets the input as JSON and answers with the result as JSON.
///
/// The header `Idempotency-Key` is the same whenever the same attempt is delivered again.
struct URLProgram: TaskProgram {
    let client: HTTPClient
    let url: String
    let timeoutSeconds: Int64

    func run(
        _ input: JSONValue, for attempt: TaskAttempt,
        completion: @escaping @Sendable (Result<JSONValue, TaskError>) -> Void
    ) -> TaskCancellation {
        var headers = [
            HTTPHeader("Content-Type", "application/json"), HTTPHeader("Accept", "application/json"),
            HTTPHeader("Idempotency-Key", attempt.idempotencyKey),
        ]
        if let token = attempt.taskToken { headers.append(HTTPHeader("X-Task-Token", token)) }
        let request = HTTPRequest(
            method: "POST", url: url, headers: headers, body: Array(input.text.utf8),
            timeoutMilliseconds: timeoutSeconds * 1_000)
        return client.send(request) { completion(Self.outcome($0)) }
    }

    private static func outcome(_ answer: Result<HTTPResponse, HTTPFailure>) -> Result<JSONValue, TaskError> {
        switch answer {
        case .failure(let failure): return .failure(TaskError(name: "States.Http.Socket", cause: failure.description))
        case .success(let response):
            let text = HTTPTaskResponse.text(response)
            guard (200..<300).contains(response.status) else {
                let name = ReportedError(text)?.name ?? "States.Http.StatusCode.\(response.status)"
                return .failure(
                    TaskError(name: name, cause: ReportedError(text)?.cause ?? (text.isEmpty ? response.reason : text)))
            }
            if response.body.isEmpty { return .success(.null) }
            do throws(JSONParseError) {
                return .success(try JSONValue(parsing: response.body))
            } catch {
                let cause = "The answer is not JSON (\(error)): \(text.prefix(200))"
                return .failure(TaskError(name: "States.TaskFailed", cause: cause))
            }
        }
    }
}

/// An error that a program names itself: `{"error": "OutOfStock", "cause": "…"}`, or in the words of Lambda
/// `{"errorType": …, "errorMessage": …}`, whose whole text is the cause.
struct ReportedError: Hashable, Sendable {
    let name: String
    let cause: String?

    init?(_ text: String) {
        guard let value = try? JSONValue(parsing: text) else { return nil }
        if let name = value["error"]?.string {
            self.name = name
            cause = value["cause"].map { $0.string ?? $0.text }
        } else if let name = value["errorType"]?.string {
            self.name = name
            cause = text
        } else {
            return nil
        }
    }
}
