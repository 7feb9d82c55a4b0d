import Interpreter
package import JSON
import JSONata

extension Expectation {
    /// What does not hold of a run, a line each.
    func failures(_ run: SimulatedRun, input: JSONValue) -> [String] {
        var failures: [String] = []
        func expect(_ what: String, _ wanted: String?, _ found: String?) {
            guard let wanted, wanted != found else { return }
            failures.append("\(what): expected \(wanted), was \(found ?? "nothing")")
        }
        if let obstacle = run.obstacle, status != "RUNNING" { failures.append(obstacle.description) }
        expect("status", status, run.status)
        expect("error", error, run.failure?.error)
        expect("cause", cause, run.failure?.cause)
        if status == nil, error == nil, cause == nil, run.obstacle == nil, run.status != "SUCCEEDED", checks.isEmpty {
            failures.append(
                "status: expected SUCCEEDED, was \(run.status)"
                    + (run.failure.map { " (\($0.error ?? "")\($0.cause.map { ": \($0)" } ?? ""))" } ?? ""))
        }
        if let output {
            for difference in JSONDifference.all(output, run.output ?? .null) {
                failures.append(
                    "output\(difference.path): expected \(difference.recorded?.text ?? "nothing"), was "
                        + "\(difference.computed?.text ?? "nothing")")
            }
        }
        if let path { expect("path", path.joined(separator: " → "), run.path.joined(separator: " → ")) }
        for (state, count) in retries.sorted(by: { $0.key < $1.key }) {
            expect("retries of '\(state)'", "\(count)", "\(run.retries(of: state))")
        }
        if let durationMilliseconds {
            expect("seconds", Self.seconds(durationMilliseconds), Self.seconds(run.durationMilliseconds))
        }
        for (state, milliseconds) in stateMilliseconds.sorted(by: { $0.key < $1.key }) {
            expect("seconds in '\(state)'", Self.seconds(milliseconds), Self.seconds(run.milliseconds(in: state)))
        }
        expect("next", next, run.path.count > 1 ? run.path.last : nil)
        let variables = run.variables
        for (name, value) in self.variables where variables[name] != value {
            failures.append("variable '\(name)': expected \(value.text), was \(variables[name]?.text ?? "nothing")")
        }
        failures += callFailures(run.calls) + checkFailures(run, input)
        return failures
    }

    private static func seconds(_ milliseconds: Int64) -> String { "\(Double(milliseconds) / 1_000)" }

    private func callFailures(_ made: [Call]) -> [String] {
        guard let calls else { return [] }
        let wanted = calls.map(\.state).joined(separator: ", ")
        let found = made.map(\.stateName).joined(separator: ", ")
        guard wanted == found else { return ["calls: expected \(wanted), was \(found)"] }
        return zip(calls, made).enumerated().flatMap { index, pair -> [String] in
            guard let request = pair.0.request else { return [] }
            return JSONDifference.all(request, pair.1.request).map {
                "call \(index) (\(pair.0.state))\($0.path): expected \($0.recorded?.text ?? "nothing"), was "
                    + "\($0.computed?.text ?? "nothing")"
            }
        }
    }

    private func checkFailures(_ run: SimulatedRun, _ input: JSONValue) -> [String] {
        var document: JSONObject = [
            "status": .string(run.status), "input": input, "path": .array(run.path.map(JSONValue.string)),
            "variables": .object(run.variables), "seconds": .double(Double(run.durationMilliseconds) / 1_000),
        ]
        document["output"] = run.output
        document["error"] = run.failure?.error.map(JSONValue.string)
        document["cause"] = run.failure?.cause.map(JSONValue.string)
        return checks.compactMap { check in
            do throws(JSONataError) {
                let value = try check.evaluate(.object(document))
                guard value?.bool != true else { return nil }
                return "check '\(check.source)' gives \(value?.text ?? "nothing (undefined)"), not true"
            } catch {
                return "check '\(check.source)': \(error.message)"
            }
        }
    }
}

extension SimulatedRun {
    /// The states in the order in which they were entered.
    package var path: [String] {
        events.compactMap { if case .stateEntered(let name, _) = $0.details { name } else { nil } }
    }

    package var durationMilliseconds: Int64 {
        endMilliseconds - (events.first?.timestampMilliseconds ?? endMilliseconds)
    }

    package var failure: (error: String?, cause: String?)? {
        switch outcome {
        case .failed(let error, let cause), .aborted(let error, let cause): (error, cause)
        case .timedOut: (ErrorName.timeout, nil)
        default: nil
        }
    }

    /// The variables as they were last assigned.
    package var variables: JSONObject {
        var variables: JSONObject = [:]
        for event in events {
            guard case .stateExited(_, _, let assigned) = event.details else { continue }
            for variable in assigned { variables[variable.name] = (try? JSONValue(parsing: variable.value)) ?? .null }
        }
        return variables
    }

    /// How long the visits of a state took, together.
    func milliseconds(in state: String) -> Int64 {
        events.reduce(0) { sum, event in
            switch event.details {
            case .stateEntered(state, _): sum - event.timestampMilliseconds
            case .stateExited(state, _, _): sum + event.timestampMilliseconds
            default: sum
            }
        } + (isOpen(state) ? endMilliseconds : 0)
    }

    /// Whether the state was entered once more than it was left.
    private func isOpen(_ state: String) -> Bool {
        events.reduce(0) { sum, event in
            switch event.details {
            case .stateEntered(state, _): sum + 1
            case .stateExited(state, _, _): sum - 1
            default: sum
            }
        } > 0
    }

    func retries(of state: String) -> Int64 { calls.filter { $0.stateName == state }.map(\.retryCount).max() ?? 0 }

    /// The history for people and for comparing: a line an event, times since the start.
    package var snapshot: String {
        let start = events.first?.timestampMilliseconds ?? 0
        return events.map { event in
            var json = (try? JSONValue(parsing: event.line))?.object ?? [:]
            for name in ["timestamp", "type", "id", "previousEventId"] { json[name] = nil }
            var details = json.first?.value.withPayloadsParsed.object ?? [:]
            for name in ["inputDetails", "outputDetails", "assignedVariablesDetails"] { details[name] = nil }
            let time = "\(Double(event.timestampMilliseconds - start) / 1_000)s"
            return
                "\(event.id) ←\(event.previousEventID) \(time) \(event.type.rawValue) \(JSONValue.object(details).text)"
        }.joined(separator: "\n") + "\n"
    }
}
