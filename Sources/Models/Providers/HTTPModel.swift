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
