import Interpreter
package import JSON

extension Recording {
    /// A suite with one test that expects what was recorded, its outcomes as mocks.
    ///
    /// Of an execution that was redriven it has the part up to its first end.
    ///
    /// - Parameters:
    ///   - machineFile: the path of the definition, as the suite is to name it.
    ///   - substitutions: the values of its `${Token}`s.
    /// - Throws: `RecordingError` for what is no whole execution.
    package func suite(
        machineFile: String, substitutions: [String: String] = [:]
    ) throws(RecordingError) -> JSONObject {
        guard processorLocation == nil else {
            throw RecordingError("\(header.name) belongs to a Map Run; record the execution that started it")
        }
        guard !events.isEmpty else {
            throw RecordingError("\(header.name) has no history: Express executions keep only how they ended")
        }
        var recording = self
        if let redrive = events.firstIndex(where: { $0.type == .executionRedriven }) {
            recording.events = Array(events[..<redrive])
        }
        var suite: JSONObject = ["machine": .string(machineFile)]
        if !substitutions.isEmpty {
            suite["substitutions"] = .object(
                JSONObject(substitutions.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
        }
        suite["tests"] = [.object(recording.test)]
        return suite
    }

    private var test: JSONObject {
        var test: JSONObject = [
            "name": .string("as recorded in \(header.name)"),
            "start": .string(Timestamp(milliseconds: header.startMilliseconds).text),
            "seed": .integer(Int64(bitPattern: header.seed)), "input": header.input.value,
        ]
        let mocks = RecordedMocks(self).mocks
        if !mocks.isEmpty { test["mocks"] = .object(mocks) }
        test["expect"] = .object(expectation)
        return test
    }

    private var expectation: JSONObject {
        // What somebody stopped from outside would still be running.
        var expectation: JSONObject = ["status": .string(status == "ABORTED" ? "RUNNING" : status)]
        switch events.last?.details {
        case .executionSucceeded(let output)?: expectation["output"] = try? JSONValue(parsing: output)
        case .executionFailed(let error, let cause)?:
            expectation["error"] = error.map(JSONValue.string)
            expectation["cause"] = cause.map(JSONValue.string)
        default: break
        }
        // Concurrent branches may come in another order on the virtual clock.
        if !isConcurrent {
            expectation["path"] = .array(
                events.compactMap { if case .stateEntered(let name, _) = $0.details { .string(name) } else { nil } })
        }
        return expectation
    }

    var isConcurrent: Bool {
        events.contains { [.mapIterationStarted, .parallelStateStarted, .mapRunStarted].contains($0.type) }
    }
}
