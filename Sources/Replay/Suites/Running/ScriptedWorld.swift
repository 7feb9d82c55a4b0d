import Interpreter
package import JSON
import JSONata
import Models

/// A world that answers as a script says.
package final class ScriptedWorld: World {
    private let script: Script
    private let models: ScriptedModels?
    private let cassette: Cassette?
    private var counts: [String: Int64] = [:]

    package init(_ script: Script) {
        self.script = script
        models = script.models.flatMap(ScriptedModels.init)
        cassette = script.cassette.flatMap { try? Cassette(parsing: $0) }
    }

    package func answer(_ call: Call) -> Answer {
        for callee in call.callees {
            if let answers = script.answers[callee.name] { return answer(call, callee, answers) }
        }
        if call.isConverse, let models { return models.answer(call.request) }
        if let cassette { return cassette.answer(to: call) }
        return .unknown(
            reason: "no mock for state '\(call.stateName)': it asks \(call.resource) for \(call.request.text.shortened)"
        )
    }

    package func items(ofMapState name: String) -> [JSONValue]? {
        for mock in script.answers[name]?.mocks ?? [] { if case .items(let items) = mock.outcome { return items } }
        return nil
    }

    package func mapRunResult(ofMapState name: String) -> JSONValue? {
        let results = (script.answers[name]?.mocks ?? []).compactMap { mock -> JSONValue? in
            if case .returned(let value) = mock.outcome { value } else { nil }
        }
        defer { counts["\(name)#run", default: 0] += 1 }
        let run = Int(counts["\(name)#run"] ?? 0)
        return run < results.count ? results[run] : results.last
    }

    private func answer(_ call: Call, _ callee: Callee, _ answers: MockedAnswers) -> Answer {
        let request = callee.request(of: call)
        let attempt = countedAttempt(callee.name, call, answers.counting)
        do throws(JSONataError) {
            guard let mock = try answers.answering(attempt, request, item: call.mapItem?.index) else {
                return .unknown(
                    reason: "no mock of '\(callee.name)' fits call \(attempt) of state '\(call.stateName)' with "
                        + request.text.shortened)
            }
            return try answer(mock, request).mapped { callee.answer($0, to: call) }
        } catch {
            return .unknown(reason: "the mock of '\(callee.name)': \(error.message)")
        }
    }

    /// How often the callee was asked before, as far as that counts.
    private func countedAttempt(_ name: String, _ call: Call, _ counting: MockedAnswers.Counting) -> Int64 {
        let item = counting == .byItem ? call.mapItem.map { "#\($0.index)" } ?? "" : ""
        defer { counts[name + item, default: 0] += 1 }
        return counts[name + item] ?? 0
    }

    private func answer(_ mock: Mock, _ request: JSONValue) throws(JSONataError) -> Answer {
        switch mock.outcome {
        case .returned(let value): .succeeded(value, afterMilliseconds: mock.afterMilliseconds)
        case .computed(let expression):
            .succeeded(try expression.evaluate(request) ?? .null, afterMilliseconds: mock.afterMilliseconds)
        case .thrown(let error, let cause):
            .failed(error: error, cause: cause, afterMilliseconds: mock.afterMilliseconds)
        case .never, .items: .never
        }
    }
}

extension MockedAnswers {
    /// The first that fits; the last of those that could goes on answering.
    fileprivate func answering(
        _ attempt: Int64, _ request: JSONValue, item: Int64?
    ) throws(JSONataError) -> Mock? {
        var last: Mock?
        for mock in mocks where mock.item == nil || mock.item == item {
            if let condition = mock.condition, try condition.evaluate(request)?.bool != true { continue }
            if mock.attempts?.contains(attempt) ?? true { return mock }
            last = mock
        }
        return last
    }
}

extension Answer {
    /// The answer with another value, where it succeeds.
    fileprivate func mapped(_ transform: (JSONValue) -> Answer) -> Answer {
        guard case .succeeded(let value, let delay) = self else { return self }
        guard case .succeeded(let other, _) = transform(value) else { return transform(value) }
        return .succeeded(other, afterMilliseconds: delay)
    }
}
