package import JSON
import JSONata
import Synchronization
package import Tasks

/// Answers model calls from a script, for tests and demonstrations: no network, no key.
///
/// ```json
/// [
///   {"agent": "Writer", "turn": 0, "answer": "A first draft."},
///   {"when": "{% $contains($text, 'refund') %}", "answer": {"calls": [{"name": "find", "input": {"id": 7}}]}},
///   {"agent": "Judge", "times": 1, "answer": {"error": "BedrockRuntime.ThrottlingException", "cause": "slow down"}},
///   {"answer": "{% 'You said: ' & $text %}"}
/// ]
/// ```
/// The first rule that fits gives the answer. `agent` and `model` are names, `turn` counts the answers in the
/// conversation, `when` is JSONata over `$request`, `$text` and `$result` (of the last message and its tool results), `$turn` and `$agent`, `times` lets a rule answer so often.
package final class ModelScript: ModelProvider {
    private struct Rule {
        let agent: String?
        let model: String?
        let turn: Int64?
        let condition: JSONataExpression?
        let times: Int64?
        let answer: JSONValue
    }

    private let rules: [Rule]
    /// How often each rule answered.
    private let counts: Mutex<[Int: Int64]>

    /// - Throws: `ModelSettingFault`, which names the rule.
    package init(_ script: JSONValue) throws(ModelSettingFault) {
        guard let entries = script.array else {
            throw ModelSettingFault(place: "", reason: "expected an array of rules")
        }
        var rules: [Rule] = []
        for (index, entry) in entries.enumerated() { rules.append(try Self.rule(entry, at: "[\(index)]")) }
        self.rules = rules
        counts = Mutex([:])
    }

    private static let fields = ["agent", "model", "turn", "when", "times", "answer"]

    private static func rule(_ entry: JSONValue, at place: String) throws(ModelSettingFault) -> Rule {
        guard let object = entry.object else { throw ModelSettingFault(place: place, reason: "expected an object") }
        for (key, _) in object where !fields.contains(key) {
            throw ModelSettingFault(
                place: "\(place).\(key)", reason: "not known; allowed are \(fields.joined(separator: ", "))")
        }
        guard let answer = object["answer"] else {
            throw ModelSettingFault(place: place, reason: "'answer' is missing")
        }
        return Rule(
            agent: object["agent"]?.string, model: object["model"]?.string, turn: object["turn"]?.integer,
            condition: try object["when"].map { value throws(ModelSettingFault) in
                try expression(value, at: "\(place).when")
            },
            times: object["times"]?.integer, answer: answer)
    }

    private static func expression(_ value: JSONValue, at place: String) throws(ModelSettingFault) -> JSONataExpression
    {
        guard let text = value.string, let code = code(of: text) else {
            throw ModelSettingFault(place: place, reason: "expected a JSONata expression in {% %}")
        }
        do {
            return try JSONataExpression(code, dialect: .stepFunctions)
        } catch {
            throw ModelSettingFault(place: place, reason: error.message)
        }
    }

    private static func code(of text: String) -> String? {
        text.hasPrefix("{%") && text.hasSuffix("%}") && text.utf8.count >= 4
            ? String(text.dropFirst(2).dropLast(2)) : nil
    }

    // MARK: Answering

    package func converse(
        _ request: ModelRequest, onText: ModelText?, completion: @escaping @Sendable (ModelOutcome) -> Void
    ) -> TaskCancellation {
        let outcome = answer(to: request)
        if let onText, case .success(let answer) = outcome {
            let text = ConverseContent.text(ofAnswer: answer)
            if !text.isEmpty { onText(text) }
        }
        completion(outcome)
        return .none
    }

    /// The answer in Converse's shape.
    package func answer(to request: ModelRequest) -> ModelOutcome {
        let bindings: [String: JSONValue] = [
            "request": request.body, "text": .string(request.lastText),
            "result": .string(request.lastResult), "turn": .integer(Int64(request.turn)),
            "agent": request.agent.map(JSONValue.string) ?? .null,
        ]
        do throws(ModelSettingFault) {
            for (index, rule) in rules.enumerated() where try fits(rule, index, request, bindings) {
                counts.withLock { $0[index, default: 0] += 1 }
                return Self.answer(try Self.evaluate(rule.answer, bindings), request)
            }
        } catch {
            return .failure(ModelFailure(.invalid, "The script cannot answer: \(error)"))
        }
        let who = request.agent.map { "agent '\($0)'" } ?? "model '\(request.modelID)'"
        return .failure(
            ModelFailure(
                .invalid, "No rule of the script fits \(who), turn \(request.turn): \(request.lastText.prefix(200))"))
    }

    private func fits(
        _ rule: Rule, _ index: Int, _ request: ModelRequest, _ bindings: [String: JSONValue]
    ) throws(ModelSettingFault) -> Bool {
        if let agent = rule.agent, agent != request.agent { return false }
        if let model = rule.model, model != request.modelID { return false }
        if let turn = rule.turn, turn != request.turn { return false }
        if let times = rule.times, counts.withLock({ $0[index] ?? 0 }) >= times { return false }
        guard let condition = rule.condition else { return true }
        return try Self.value(of: condition, bindings) == .bool(true)
    }

    private static func value(
        of expression: JSONataExpression, _ bindings: [String: JSONValue]
    ) throws(ModelSettingFault) -> JSONValue? {
        do {
            return try expression.evaluate(nil, bindings: bindings)
        } catch {
            throw ModelSettingFault(place: expression.source, reason: error.message)
        }
    }

    /// The answer with its expressions evaluated.
    private static func evaluate(
        _ template: JSONValue, _ bindings: [String: JSONValue]
    ) throws(ModelSettingFault) -> JSONValue {
        switch template {
        case .string(let text):
            guard code(of: text) != nil else { return template }
            let found = try value(of: try expression(template, at: text), bindings)
            guard let found else { throw ModelSettingFault(place: text, reason: "returned nothing (undefined)") }
            return found
        case .array(let elements):
            var values: [JSONValue] = []
            for element in elements { values.append(try evaluate(element, bindings)) }
            return .array(values)
        case .object(let object):
            var values = JSONObject()
            for (key, value) in object { values[key] = try evaluate(value, bindings) }
            return .object(values)
        default: return template
        }
    }

    private static func answer(_ answer: JSONValue, _ request: ModelRequest) -> Result<JSONValue, ModelFailure> {
        if let error = answer["error"]?.string {
            return .failure(ModelFailure(error: error, cause: answer["cause"]?.string ?? ""))
        }
        if answer["Output"]?["Message"] != nil { return .success(answer) }
        let text = answer.string ?? answer["text"]?.string ?? (answer.object == nil ? answer.text : "")
        let calls = (answer["calls"]?.array ?? []).enumerated().map { index, call -> JSONValue in
            let id = call["id"] ?? .string("call-\(request.turn)-\(index)")
            return ["ToolUse": ["ToolUseId": id, "Name": call["name"] ?? "", "Input": call["input"] ?? [:]]]
        }
        // A quarter of the characters is what models count, roughly.
        let usage = answer["usage"]
        return .success(
            ConverseContent.answer(
                (text.isEmpty ? [] : [["Text": .string(text)]]) + calls,
                stop: answer["stop"]?.string ?? (calls.isEmpty ? "end_turn" : "tool_use"),
                input: usage?["input"]?.integer ?? Int64(request.body.text.utf8.count / 4),
                output: usage?["output"]?.integer ?? Int64(answer.text.utf8.count / 4)))
    }
}
