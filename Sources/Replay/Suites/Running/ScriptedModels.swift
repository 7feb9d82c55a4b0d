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
        if let fault = fault(in: value) { return .unknown(reason: fault) }
        return ScriptedModels([["answer": value]])?.answer(request) ?? .succeeded(value, afterMilliseconds: 0)
    }

    /// What is wrong with something that an agent is to say; an answer of Converse has an `Output`.
    private static func fault(in value: JSONValue) -> String? {
        guard let object = value.object, object["Output"] == nil else { return nil }
        let known = ["text", "calls", "stop", "usage", "error", "cause"]
        if let name = object.keys.first(where: { !known.contains($0) }) {
            return "an agent says a text or {\(known.joined(separator: ", "))}; '\(name)' is none of these"
        }
        let calls = object["calls"] ?? []
        guard calls.array?.allSatisfy({ $0["name"]?.string != nil }) ?? false else {
            return "the 'calls' of an agent are a list of {name, input}, not \(calls.text.shortened)"
        }
        return nil
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
            case .heartbeat: return .unknown(reason: "the cassette has no outcome for state '\(call.stateName)'")
            }
        } catch {
            return .unknown(reason: "the cassette has no answer for state '\(call.stateName)': \(error)")
        }
    }
}
