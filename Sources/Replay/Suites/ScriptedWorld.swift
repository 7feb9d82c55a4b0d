import Interpreter
package import JSON
import JSONata

/// A world that answers as a test says.
package final class ScriptedWorld: World {
    private let mocks: [String: [Mock]]
    private let models: ModelAnswers?
    private var counts: [String: Int64] = [:]

    /// Answers a model call: the arguments of `bedrockruntime:converse`.
    package typealias ModelAnswers = (_ request: JSONValue) -> Answer

    /// - Parameters:
    ///   - mocks: answers by the name of the state, or by its resource.
    ///   - models: answers for models where no mock does.
    package init(_ mocks: [String: [Mock]], models: ModelAnswers? = nil) {
        self.mocks = mocks
        self.models = models
    }

    package func answer(_ call: Call) -> Answer {
        let key = mocks[call.stateName] == nil ? call.resource : call.stateName
        guard let answers = mocks[key] else {
            if let models, call.resource.hasSuffix("bedrockruntime:converse") { return models(call.request) }
            return .unknown(
                reason: "no mock for state '\(call.stateName)': it asks \(call.resource) for "
                    + call.request.text.shortened)
        }
        // As in Step Functions Local, attempts count over all visits of a state; those of a Map item count by themselves.
        let counter = key + (call.mapItem.map { "#\($0.index)" } ?? "")
        let attempt = counts[counter, default: 0]
        counts[counter] = attempt + 1
        do {
            let fitting = try answers.filter { try $0.fits(call) }
            guard let mock = fitting.first(where: { $0.attempts?.contains(attempt) ?? true }) ?? fitting.repeatable
            else {
                return .unknown(
                    reason: "no mock for call \(attempt) of state '\(call.stateName)' with "
                        + call.request.text.shortened)
            }
            return try answer(mock, call)
        } catch {
            return .unknown(reason: "the mock of '\(call.stateName)': \(error)")
        }
    }

    package func items(ofMapState name: String) -> [JSONValue]? {
        for mock in mocks[name] ?? [] { if case .items(let items) = mock.outcome { return items } }
        return nil
    }

    package func mapRunResult(ofMapState name: String) -> JSONValue? {
        for mock in mocks[name] ?? [] { if case .returned(let value) = mock.outcome { return value } }
        return nil
    }

    private func answer(_ mock: Mock, _ call: Call) throws -> Answer {
        switch mock.outcome {
        case .returned(let value): return .succeeded(value, afterMilliseconds: mock.afterMilliseconds)
        case .computed(let expression):
            let value = try JSONataExpression(expression).evaluate(call.request)
            return .succeeded(value ?? .null, afterMilliseconds: mock.afterMilliseconds)
        case .thrown(let error, let cause):
            return .failed(error: error, cause: cause, afterMilliseconds: mock.afterMilliseconds)
        case .never, .items: return .never
        }
    }
}

extension Mock {
    fileprivate func fits(_ call: Call) throws -> Bool {
        if let item, item != call.mapItem?.index { return false }
        guard let condition else { return true }
        return try JSONataExpression(condition).evaluate(call.request)?.bool ?? false
    }
}

extension [Mock] {
    /// The last answer of a list goes on answering.
    fileprivate var repeatable: Mock? { last }
}
