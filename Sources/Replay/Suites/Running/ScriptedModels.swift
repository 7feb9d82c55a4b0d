import JSON
import Models
import Tasks

/// Models that answer from the rules of a script.
struct ScriptedModels {
    private let script: ModelScript

    /// - Returns: nil where the rules are none; readers of suites see to that.
    init?(_ rules: JSONValue) {
        guard let script = try? ModelScript(rules) else { return nil }
        self.script = script
    }

    func answer(_ request: JSONValue) -> Answer {
        switch script.answer(to: ModelRequest(body: request)) {
        case .success(let value): .succeeded(value, afterMilliseconds: 0)
        case .failure(let failure): .failed(error: failure.error, cause: failure.cause, afterMilliseconds: 0)
        }
    }

    /// What an agent says, as the answer of its model: a text, `{text, calls}`, `{error, cause}` or Converse's own.
    static func answer(_ value: JSONValue, to request: JSONValue) -> Answer {
        ScriptedModels([["answer": value]])?.answer(request) ?? .succeeded(value, afterMilliseconds: 0)
    }
}

extension Cassette {
    /// What was recorded for the call.
    func answer(to call: Call) -> Answer {
        do throws(ModelSettingFault) {
            switch try exchange(resource: call.shortResource, request: call.request).outcome {
            case .succeeded(let output), .submitted(let output): return .succeeded(output, afterMilliseconds: 0)
            case .failed(let error, let cause), .submitFailed(let error, let cause):
                return .failed(error: error, cause: cause, afterMilliseconds: 0)
            }
        } catch {
            return .unknown(reason: "the cassette has no answer for state '\(call.stateName)': \(error)")
        }
    }
}
