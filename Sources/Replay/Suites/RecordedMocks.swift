import Interpreter
import JSON

/// The recorded outcomes as the answers of a suite: by state, in the order of the calls, those in a Map state by item.
struct RecordedMocks {
    private(set) var mocks: JSONObject = [:]

    private struct Task {
        let event: HistoryEvent
        let state: String
        let item: Int64?
        /// Of the branch that it was in.
        let lane: String
    }

    init(_ recording: Recording) {
        let names = StateNames(recording.events)
        let tasks = Self.tasks(recording, names)
        let world = RecordedWorld(recording, matching: .strict)
        let lanes = Dictionary(grouping: tasks) { Self.key($0.state, $0.item) }.mapValues { Set($0.map(\.lane)) }
        var attempts: [String: Int64] = [:]
        for task in tasks {
            let key = Self.key(task.state, task.item)
            guard
                var answer = world.answerDocument(
                    toEvent: task.event.id, keepsShortDelays: recording.isConcurrent)
            else { continue }
            if lanes[key]?.count ?? 0 > 1, task.item != nil, let request = task.event.request?.request {
                // Maps in Maps have the same items again and again: the request tells them apart.
                answer["when"] = .string("$ = \(request)")
            } else {
                answer["attempts"] = .integer(attempts[key, default: 0])
            }
            attempts[key, default: 0] += 1
            if let item = task.item { answer["item"] = .integer(item) }
            add(answer, to: task.state)
        }
        for (id, result) in recording.mapRunResults.sorted(by: { $0.key < $1.key }) {
            guard let event = recording.events.first(where: { $0.id == id }), let name = names.name(of: event) else {
                continue
            }
            add(["return": result], to: name)
        }
        shorten()
    }

    private mutating func add(_ answer: JSONObject, to name: String) {
        mocks.update(name, default: []) { $0 = .array(($0.array ?? []) + [.object(answer)]) }
    }

    /// In a list the tries count by themselves, and a single answer needs no list.
    private mutating func shorten() {
        for (name, answers) in mocks {
            guard var list = answers.array, list.allSatisfy({ $0["item"] == nil && $0["when"] == nil }) else {
                continue
            }
            for index in list.indices {
                guard case .object(var answer) = list[index] else { continue }
                answer["attempts"] = nil
                list[index] = .object(answer)
            }
            mocks[name] = list.count == 1 ? list[0] : .array(list)
        }
    }

    private static func tasks(_ recording: Recording, _ names: StateNames) -> [Task] {
        HistoryLanes(recording.events).lanes.flatMap { lane, events in
            events.filter { $0.request != nil }.compactMap { event in
                names.name(of: event).map { Task(event: event, state: $0, item: item(of: lane), lane: lane) }
            }
        }.sorted { $0.event.id < $1.event.id }
    }

    private static func key(_ state: String, _ item: Int64?) -> String { "\(state)#\(item.map(String.init) ?? "")" }

    /// The innermost Map item of a branch such as `/Each[2]`.
    private static func item(of lane: String) -> Int64? {
        guard let open = lane.lastIndex(of: "["), let close = lane[open...].firstIndex(of: "]") else { return nil }
        return Int64(lane[lane.index(after: open)..<close])
    }
}

extension RecordedWorld {
    /// The recorded outcome of a task that this event scheduled, as a mock.
    fileprivate func answerDocument(toEvent id: Int64, keepsShortDelays: Bool) -> JSONObject? {
        func document(_ outcome: JSONObject, _ delayMilliseconds: Int64) -> JSONObject {
            var document = outcome
            if delayMilliseconds >= 1_000 || keepsShortDelays && delayMilliseconds > 0 {
                document["after"] = .double(Double(delayMilliseconds) / 1_000)
            }
            return document
        }
        switch answer(toEvent: id) {
        case .succeeded(let value, let delay): return document(["return": value], delay)
        case .failed(let error, let cause, let delay):
            var thrown: JSONObject = ["error": .string(error)]
            thrown["cause"] = cause.map(JSONValue.string)
            return document(["throw": .object(thrown)], delay)
        case .never: return ["never": true]
        case .unknown, nil: return nil
        }
    }
}
