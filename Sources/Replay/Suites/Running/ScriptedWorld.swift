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
    /// The answers that were given, by the callee's name and their place in its list.
    private var given: [String: Set<Int>] = [:]

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
        for (index, mock) in (script.answers[name]?.mocks ?? []).enumerated() {
            guard case .items(let items) = mock.outcome else { continue }
            given[name, default: []].insert(index)
            return items
        }
        return nil
    }

    package func mapRunResult(ofMapState name: String) -> JSONValue? {
        let results = (script.answers[name]?.mocks ?? []).enumerated().compactMap { index, mock in
            if case .returned(let value) = mock.outcome { (index: index, value: value) } else { nil }
        }
        defer { counts["\(name)#run", default: 0] += 1 }
        let run = Int(counts["\(name)#run"] ?? 0)
        guard let result = run < results.count ? results[run] : results.last else { return nil }
        given[name, default: []].insert(result.index)
        return result.value
    }

    /// A line for each answer of these callees that nobody got.
    func ungiven(of names: [String]) -> [String] {
        names.flatMap { name -> [String] in
            let count = script.answers[name]?.mocks.count ?? 0
            guard let given = given[name] else { return ["the mock of '\(name)' was never asked"] }
            return (0..<count).filter { !given.contains($0) }.map {
                "answer \($0 + 1) of the \(count) of '\(name)' was never given"
            }
        }
    }

    private func answer(_ call: Call, _ callee: Callee, _ answers: MockedAnswers) -> Answer {
        let request = callee.request(of: call)
        let attempt = countedAttempt(callee.name, call, answers.counting)
        do throws(JSONataError) {
            guard let index = try answers.answering(attempt, request, item: call.mapItem?.index) else {
                return .unknown(
                    reason: "no mock of '\(callee.name)' fits call \(attempt) of state '\(call.stateName)' with "
                        + request.text.shortened)
            }
            given[callee.name, default: []].insert(index)
            let mock = answers.mocks[index]
            if case .ran(let nested) = mock.outcome { return nested.answer(to: call) }
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
        case .never, .items, .ran: .never
        }
    }
}

extension MockedAnswers {
    /// The place of the first that fits; the last of those that could goes on answering.
    fileprivate func answering(
        _ attempt: Int64, _ request: JSONValue, item: Int64?
    ) throws(JSONataError) -> Int? {
        var last: Int?
        for (index, mock) in mocks.enumerated() where mock.item == nil || mock.item == item {
            if let condition = mock.condition, try condition.evaluate(request)?.bool != true { continue }
            if mock.attempts?.contains(attempt) ?? true { return index }
            last = index
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
