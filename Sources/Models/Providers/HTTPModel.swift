import JSON
import Tasks

/// A model behind HTTP, asked in the dialect of its service.
struct HTTPModel<Dialect: ModelDialect>: ModelProvider {
    let dialect: Dialect
    private let client: HTTPClient
    private let gate = RetryGate()

    init(_ dialect: Dialect, client: HTTPClient) {
        self.dialect = dialect
        self.client = client
    }

    func converse(
        _ request: ModelRequest, onText: ModelText?, completion: @escaping @Sendable (ModelOutcome) -> Void
    ) -> TaskCancellation {
        let redactor = Redactor(dialect.secrets)
        let call = HTTPModelCall(
            dialect: dialect, client: client, gate: gate, request: request, onText: dialect.streams ? onText : nil
        ) { outcome in
            completion(outcome.mapError { ModelFailure(error: $0.error, cause: redactor.redact($0.cause)) })
        }
        do throws(ModelFailure) {
            call.send(try dialect.body(of: request.withoutEmptyTexts))
        } catch {
            completion(.failure(error))
        }
        return TaskCancellation { call.cancel() }
    }
}

extension ModelRequest {
    /// The request without empty texts, which services refuse; a message that has nothing else says so.
    var withoutEmptyTexts: ModelRequest {
        let isEmpty = { (block: JSONValue) in
            block["Text"].map { ($0.string ?? "").allSatisfy(\.isWhitespace) } ?? false
        }
        guard
            messages.contains(where: {
                ($0["Content"]?.array ?? []).allSatisfy(isEmpty)
                    || ($0["Content"]?.array ?? []).contains(where: isEmpty)
            })
        else { return self }
        var body = body.object ?? [:]
        body["Messages"] = .array(
            messages.map { message in
                let content = (message["Content"]?.array ?? []).filter { !isEmpty($0) }
                var object = message.object ?? [:]
                object["Content"] = .array(content.isEmpty ? [["Text": "(no text)"]] : content)
                return .object(object)
            })
        return ModelRequest(body: .object(body), region: region, timeoutMilliseconds: timeoutMilliseconds)
    }
}
