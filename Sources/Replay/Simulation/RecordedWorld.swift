import Interpreter
package import JSON

/// A world that answers as it did when an execution was recorded.
package final class RecordedWorld: World {
    package enum Matching: Sendable {
        /// The same state asked the same.
        case strict
        /// The same resource was asked the same, by whatever state; where the request is new, by the same state.
        case tolerant
    }

    private struct Entry {
        let stateName: String
        let resource: String
        let request: JSONValue
        let eventID: Int64
        let answer: Answer
        var isUsed = false
    }

    private let matching: Matching
    private var entries: [Entry]
    /// What the runs of a Map state gave, in order.
    private var mapRuns: [String: [JSONValue]]
    /// Asked when the recording has no answer.
    private let fallback: (any World)?

    package init(_ recording: Recording, matching: Matching, fallback: (any World)? = nil) {
        self.matching = matching
        self.fallback = fallback
        entries = Self.entries(recording.events)
        let names = StateNames(recording.events)
        var mapRuns: [String: [JSONValue]] = [:]
        for event in recording.events {
            guard let result = recording.mapRunResults[event.id], let name = names.name(of: event) else { continue }
            mapRuns[name, default: []].append(result)
        }
        self.mapRuns = mapRuns
    }

    /// Calls of the recording that nobody made.
    package var unusedCalls: [(eventID: Int64, stateName: String)] {
        entries.filter { !$0.isUsed }.map { ($0.eventID, $0.stateName) }
    }

    /// The calls of the recording that have an outcome.
    var answeredCalls: [Call] {
        entries.compactMap { entry in
            if case .never = entry.answer { return nil }
            return Call(
                stateName: entry.stateName, resource: entry.resource, request: entry.request, retryCount: 0,
                mapItem: nil, milliseconds: 0)
        }
    }

    func answer(toEvent id: Int64) -> Answer? { entries.first { $0.eventID == id }?.answer }

    package func answer(_ call: Call) -> Answer {
        guard let index = index(for: call) else {
            return fallback?.answer(call)
                ?? .unknown(
                    reason: "state '\(call.stateName)' asks \(call.resource) for \(call.request.text.prefix(300)), "
                        + "which was not recorded")
        }
        entries[index].isUsed = true
        return entries[index].answer
    }

    package func mapRunResult(ofMapState name: String) -> JSONValue? {
        guard let results = mapRuns[name], let first = results.first else {
            return fallback?.mapRunResult(ofMapState: name)
        }
        if results.count > 1 { mapRuns[name] = Array(results.dropFirst()) }
        return first
    }

    package func items(ofMapState name: String) -> [JSONValue]? { fallback?.items(ofMapState: name) }

    private func index(for call: Call) -> Int? {
        func first(_ matches: (Entry) -> Bool) -> Int? { entries.firstIndex { !$0.isUsed && matches($0) } }
        let exact = first {
            $0.stateName == call.stateName && $0.resource == call.resource && $0.request.isSame(as: call.request)
        }
        if exact != nil || matching == .strict { return exact }
        return first { $0.resource == call.resource && $0.request.isSame(as: call.request) }
    }

    private static func entries(_ events: [HistoryEvent]) -> [Entry] {
        let names = StateNames(events)
        let followers = Dictionary(grouping: events, by: \.previousEventID)
        return events.compactMap { event in
            guard let (resource, request) = event.request else { return nil }
            return Entry(
                stateName: names.name(of: event) ?? "", resource: resource,
                request: (try? JSONValue(parsing: request)) ?? .null, eventID: event.id,
                answer: answer(to: event, followers))
        }
    }

    /// Follows the attempt to its outcome.
    private static func answer(to scheduled: HistoryEvent, _ followers: [Int64: [HistoryEvent]]) -> Answer {
        var event = scheduled
        while let next = followers[event.id]?.first {
            let delay = max(0, next.timestampMilliseconds - scheduled.timestampMilliseconds)
            switch (next.type, next.details) {
            case (.taskSubmitted, _), (.taskStarted, _), (.lambdaFunctionStarted, _), (.activityStarted, _):
                event = next
            case (_, .taskOutput(_, let output)), (_, .output(let output)):
                return .succeeded((try? JSONValue(parsing: output)) ?? .null, afterMilliseconds: delay)
            case (.taskTimedOut, _), (.lambdaFunctionTimedOut, _), (.activityTimedOut, _): return .never
            case (_, .taskError(_, let error, let cause)), (_, .error(let error, let cause)):
                return .failed(error: error ?? "", cause: cause, afterMilliseconds: delay)
            default: return .never
            }
        }
        return .never
    }
}

extension HistoryEvent {
    /// The resource and the request of an event that schedules a task.
    var request: (resource: String, request: String)? {
        switch details {
        case .lambdaScheduled(let arn, let input, _, _), .activityScheduled(let arn, let input, _, _): (arn, input)
        case .taskScheduled(let details):
            ("arn:aws:states:::\(details.name.resourceType):\(details.name.resource)", details.parameters)
        default: nil
        }
    }
}
