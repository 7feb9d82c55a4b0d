/// A history whose branches interleave in another order than ours, taken apart into the chains of its events.
///
/// Concurrent branches have no order of their own. What holds is that each event follows the one that its
/// `previousEventId` names; so a computed event is looked for behind its predecessor, wherever it stands in the list, and
/// takes the id and the time that it has there.
package final class RecordedChains {
    private let isSame: (HistoryEvent, HistoryEvent) -> Bool
    private let followers: [Int64: [HistoryEvent]]
    /// In the order in which what leads to them has to be done.
    private let agenda: [HistoryEvent]
    private let byID: [Int64: HistoryEvent]
    private let hasEnded: Bool
    private var position = 0
    private var taken: Set<Int64> = []
    private var spareID: Int64
    /// The first computed event that is not in the recording.
    private(set) var divergence: ReplayDivergence?

    /// - Parameter isSame: whether a recorded event (first) and the computed one (second) say the same.
    package init(_ events: [HistoryEvent], isSame: @escaping (HistoryEvent, HistoryEvent) -> Bool) {
        self.isSame = isSame
        let followers = Dictionary(grouping: events, by: \.previousEventID)
        self.followers = followers
        byID = Dictionary(events.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        hasEnded = events.last?.type.endsExecution ?? false
        spareID = events.last?.id ?? 0
        let keys = events.map { event in (Self.successor(of: event, in: followers) ?? event).id }
        agenda = zip(keys, events).sorted { ($0.0, $0.1.id) < ($1.0, $1.1.id) }.map(\.1)
    }

    /// The next event that nothing computed so far has led to.
    func next() -> HistoryEvent? {
        while position < agenda.count, taken.contains(agenda[position].id) { position += 1 }
        return position < agenda.count ? agenda[position] : nil
    }

    func isTaken(_ event: HistoryEvent) -> Bool { taken.contains(event.id) }

    /// Leaves out an event that nothing came of; for us it and what comes of it are one step.
    func skip(_ event: HistoryEvent) { taken.insert(event.id) }

    /// Whether the event's branch was stopped before anything came of it.
    func isCutOff(_ event: HistoryEvent) -> Bool {
        if event.isInstantEntry { return Self.successor(of: event, in: followers) == nil }
        return hasEnded && event.type.isOutcome && followers[event.id] == nil
    }

    /// The id of the first event of that type behind another that was not computed yet.
    func nextID(of type: HistoryEventType, after previous: Int64) -> Int64? {
        candidates(type, after: previous).first?.id
    }

    /// The event with which a Map state was left after that end of its run.
    func exit(ofMapRun run: HistoryEvent) -> HistoryEvent? { candidates(.mapStateExited, after: run.id).first }

    /// Finds the recorded event for a computed one; where there is none, notes the difference and makes up an id.
    func take(_ type: HistoryEventType, after previous: Int64, _ details: EventDetails) -> HistoryEvent {
        let candidates = candidates(type, after: previous).map { recorded in
            (
                recorded,
                HistoryEvent(
                    id: recorded.id, previousEventID: recorded.previousEventID,
                    timestampMilliseconds: recorded.timestampMilliseconds, type: type, details: details)
            )
        }
        let match = candidates.first { isSame($0, $1) }
        guard let (recorded, computed) = match ?? candidates.first else {
            return missing(type, after: previous, details)
        }
        taken.insert(recorded.id)
        if match == nil { note(recorded, computed) }
        return computed
    }

    private func missing(_ type: HistoryEventType, after previous: Int64, _ details: EventDetails) -> HistoryEvent {
        spareID += 1
        let recorded = followers[previous]?.first { !taken.contains($0.id) } ?? next()
        let computed = HistoryEvent(
            id: recorded?.id ?? spareID, previousEventID: previous,
            timestampMilliseconds: recorded?.timestampMilliseconds ?? 0, type: type, details: details)
        note(recorded, computed)
        return HistoryEvent(
            id: spareID, previousEventID: previous, timestampMilliseconds: computed.timestampMilliseconds, type: type,
            details: details)
    }

    private func note(_ recorded: HistoryEvent?, _ computed: HistoryEvent) {
        if divergence == nil { divergence = ReplayDivergence(recorded: recorded, computed: computed) }
    }

    private func candidates(_ type: HistoryEventType, after previous: Int64) -> [HistoryEvent] {
        let candidates = (followers[previous] ?? []).filter { $0.type == type && !taken.contains($0.id) }
        // Until late 2024 AWS had the exit of a distributed Map state follow MapRunSucceeded, since then MapRunStarted.
        guard candidates.isEmpty, type == .mapStateExited, let run = byID[previous], run.type == .mapRunSucceeded else {
            return candidates
        }
        return self.candidates(type, after: run.previousEventID)
    }

    /// The event that comes of the same step: which of two branches is ahead shows in when a step ends.
    private static func successor(of event: HistoryEvent, in followers: [Int64: [HistoryEvent]]) -> HistoryEvent? {
        let next = followers[event.id]?.first { $0.id > event.id }
        if event.isInstantEntry { return next ?? event.failedEvaluation(in: followers) }
        return event.type.isOutcome && next?.type.startsAttempt == false ? next : nil
    }
}

extension HistoryEvent {
    /// Whether the event enters a state that does something at once.
    fileprivate var isInstantEntry: Bool {
        if case .stateEntered = details { type != .waitStateEntered } else { false }
    }

    /// AWS puts the failure of a state's first expressions behind the event before the state.
    fileprivate func failedEvaluation(in followers: [Int64: [HistoryEvent]]) -> HistoryEvent? {
        guard case .stateEntered(let name, _) = details else { return nil }
        return followers[previousEventID]?.first { other in
            if case .evaluationFailed(_, _, _, name) = other.details { other.id > id } else { false }
        }
    }
}

extension HistoryEventType {
    fileprivate var endsExecution: Bool {
        switch self {
        case .executionSucceeded, .executionFailed, .executionTimedOut, .executionAborted: true
        default: false
        }
    }

    /// Whether the type says how a task attempt or a Map Run ended.
    fileprivate var isOutcome: Bool {
        switch self {
        case .taskSucceeded, .taskFailed, .taskTimedOut, .taskStartFailed, .taskSubmitFailed, .lambdaFunctionSucceeded,
            .lambdaFunctionFailed, .lambdaFunctionTimedOut, .lambdaFunctionStartFailed, .lambdaFunctionScheduleFailed,
            .activitySucceeded, .activityFailed, .activityTimedOut, .activityScheduleFailed, .mapRunSucceeded,
            .mapRunFailed, .mapRunAborted:
            true
        default: false
        }
    }

    /// Whether a state begins another try with an event of this type.
    fileprivate var startsAttempt: Bool {
        switch self {
        case .taskScheduled, .lambdaFunctionScheduled, .activityScheduled, .mapStateStarted, .mapRunStarted,
            .parallelStateStarted:
            true
        default: false
        }
    }
}
