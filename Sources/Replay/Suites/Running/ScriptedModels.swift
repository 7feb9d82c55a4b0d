import JSON
import Models

/// Models that answer from a script or a cassette.
struct ScriptedModels {
    private let provide: (ModelRequest) -> Result<JSONValue, ModelFailure>?

    /// - Returns: nil where the script or the cassette is none; readers of suites see to that.
    init?(_ answers: ModelAnswers) {
        switch answers {
        case .script(let rules):
            guard let script = try? ModelScript(rules) else { return nil }
            provide = { script.answer(to: $0) }
        case .cassette(let text):
            guard let cassette = try? Cassette(parsing: text) else { return nil }
            provide = { cassette.answer(to: $0) }
        }
    }

    func answer(_ request: JSONValue) -> Answer {
        let request = ModelRequest(body: request)
        switch provide(request) {
        case .success(let value)?: return .succeeded(value, afterMilliseconds: 0)
        case .failure(let failure)?:
            return .failed(error: failure.error, cause: failure.cause, afterMilliseconds: 0)
        case nil:
            return .unknown(
                reason: "the cassette has no answer to this request of model '\(request.modelID)': "
                    + request.lastText.shortened)
        }
    }

    /// What an agent says, as the answer of its model: a text, `{text, calls}`, `{error, cause}` or Converse's own.
    static func answer(_ value: JSONValue, to request: JSONValue) -> Answer {
        let rule: JSONValue = [["answer": value]]
        return ScriptedModels(.script(rule))?.answer(request) ?? .succeeded(value, afterMilliseconds: 0)
    }
}
