package import Interpreter
import JSON
import StatesLanguage

/// Where a computed history first leaves the recorded one.
package struct EventDifference: Sendable, Hashable {
    /// The event of the recording, or the first one that it does not have.
    package let eventID: Int64
    /// The state that it belongs to, where that is known.
    package let stateName: String?
    /// Nil where the recording ends before.
    package let recorded: HistoryEvent?
    /// Nil where the definition does nothing there by itself.
    package let computed: HistoryEvent?
    package let likelyCause: String

    package init(
        eventID: Int64, stateName: String?, recorded: HistoryEvent?, computed: HistoryEvent?, likelyCause: String
    ) {
        self.eventID = eventID
        self.stateName = stateName
        self.recorded = recorded
        self.computed = computed
        self.likelyCause = likelyCause
    }

    init(_ divergence: ReplayDivergence, in events: [HistoryEvent], _ machine: StateMachine) {
        let event = divergence.recorded ?? divergence.computed
        let stateName = event.flatMap { StateNames(events).name(of: $0) }
        self.init(
            eventID: event?.id ?? 0, stateName: stateName, recorded: divergence.recorded,
            computed: divergence.computed,
            likelyCause: LikelyCause(divergence, stateName: stateName, machine: machine).text)
    }

    /// The fields that differ.
    package var fields: [JSONDifference] {
        guard let recorded, let computed, let left = try? JSONValue(parsing: recorded.line),
            let right = try? JSONValue(parsing: computed.line)
        else { return [] }
        return JSONDifference.all(left, right)
    }
}

/// Which state each event of a history belongs to.
struct StateNames {
    private let byID: [Int64: HistoryEvent]

    init(_ events: [HistoryEvent]) {
        byID = Dictionary(events.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The state that was entered last on the way to the event.
    func name(of event: HistoryEvent) -> String? {
        var current: HistoryEvent? = event
        for _ in 0...byID.count {
            guard let place = current else { return nil }
            if let name = place.ownStateName { return name }
            current = byID[place.previousEventID]
        }
        return nil
    }
}

extension HistoryEvent {
    /// The state that the event itself names.
    package var ownStateName: String? {
        switch details {
        case .stateEntered(let name, _), .stateExited(let name, _, _), .mapIteration(let name, _): name
        case .evaluationFailed(_, _, _, let state): state
        default: nil
        }
    }
}
