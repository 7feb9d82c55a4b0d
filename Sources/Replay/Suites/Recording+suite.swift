import Interpreter
package import JSON

extension Recording {
    /// A suite with one test that expects what was recorded, its outcomes as mocks.
    ///
    /// - Parameter machineFile: the path of the definition, as the suite is to name it.
    package func suite(machineFile: String) -> JSONValue {
        let names = StateNames(events)
        var test: JSONObject = ["name": .string("recorded \(header.name)"), "input": header.input.value]
        test["start"] = .string(Timestamp(milliseconds: header.startMilliseconds).text)
        var mocks = self.mocks(names)
        for (id, result) in mapRunResults.sorted(by: { $0.key < $1.key }) {
            guard let event = events.first(where: { $0.id == id }), let name = names.name(of: event) else { continue }
            mocks[name] = ["return": result]
        }
        if !mocks.isEmpty { test["mocks"] = .object(mocks) }
        test["expect"] = .object(expectation)
        return ["machine": .string(machineFile), "tests": [.object(test)]]
    }

    private var expectation: JSONObject {
        var expectation: JSONObject = ["status": .string(status)]
        switch events.last?.details {
        case .executionSucceeded(let output)?: expectation["output"] = try? JSONValue(parsing: output)
        case .executionFailed(let error, let cause)?:
            expectation["error"] = error.map(JSONValue.string)
            expectation["cause"] = cause.map(JSONValue.string)
        default: break
        }
        let path = events.compactMap { event -> JSONValue? in
            if case .stateEntered(let name, _) = event.details { .string(name) } else { nil }
        }
        // Concurrent branches may come in another order on the virtual clock.
        if !events.contains(where: { [.mapIterationStarted, .parallelStateStarted].contains($0.type) }) {
            expectation["path"] = .array(path)
        }
        return expectation
    }

    /// The recorded outcomes in the order of the calls; those in a Map state by item.
    private func mocks(_ names: StateNames) -> JSONObject {
        let lanes = HistoryLanes(events).lanes
        var mocks: JSONObject = [:]
        let world = RecordedWorld(self, matching: .strict)
        for (lane, laneEvents) in lanes.sorted(by: { ($0.value.first?.id ?? 0) < ($1.value.first?.id ?? 0) }) {
            var attempts: [String: Int64] = [:]
            for event in laneEvents where event.request != nil {
                guard let name = names.name(of: event), var answer = world.answerDocument(toEvent: event.id) else {
                    continue
                }
                answer["attempts"] = .integer(attempts[name, default: 0])
                attempts[name, default: 0] += 1
                if let item = Self.item(of: lane) { answer["item"] = .integer(item) }
                mocks.update(name, default: []) { value in
                    value = .array((value.array ?? []) + [.object(answer)])
                }
            }
        }
        return mocks
    }

    /// The innermost Map item of a branch such as `/Each[2]`.
    private static func item(of lane: String) -> Int64? {
        guard let open = lane.lastIndex(of: "["), let close = lane[open...].firstIndex(of: "]") else { return nil }
        return Int64(lane[lane.index(after: open)..<close])
    }
}

extension RecordedWorld {
    /// The recorded outcome of a task that this event scheduled, as a mock.
    fileprivate func answerDocument(toEvent id: Int64) -> JSONObject? {
        switch answer(toEvent: id) {
        case .succeeded(let value, let delay): ["return": value, "after": .double(Double(delay) / 1_000)]
        case .failed(let error, let cause, let delay):
            [
                "throw": .object(
                    JSONObject(
                        [("error", .string(error))] + (cause.map { [("cause", .string($0))] } ?? []))),
                "after": .double(Double(delay) / 1_000),
            ]
        case .never: ["never": true]
        case .unknown, nil: nil
        }
    }
}
