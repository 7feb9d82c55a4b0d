import Interpreter
import JSON

/// Where a definition first arranges something else, though the events are the same so far.
struct ArrangementDifference {
    let event: EventDifference
    let decision: DecisionDifference

    /// - Parameter end: only what is arranged before this event counts; nil for all.
    /// - Returns: nil where all is arranged alike.
    static func first(
        in recording: Recording, _ old: ArrangementRecorder, _ new: ArrangementRecorder, before end: Int64?
    ) -> ArrangementDifference? {
        for (id, entry) in old.arrangements.sorted(by: { $0.key < $1.key }) where id < end ?? .max {
            guard let other = new.arrangements[id], other.arrangement != entry.arrangement else { continue }
            return ArrangementDifference(recording, after: id, entry.state, entry.arrangement, other.arrangement)
        }
        return nil
    }

    private init(
        _ recording: Recording, after id: Int64, _ state: String, _ old: Arrangement, _ new: Arrangement
    ) {
        let started = recording.events[Int(id) - 1]
        let ending = recording.events.first { $0.previousEventID == id && $0.id > id }
        let recorded: HistoryEvent
        let computed: HistoryEvent
        let texts: (recorded: String, computed: String)
        let cause: String
        switch (old, new) {
        case (.wait(let before), .wait(let after)):
            recorded = ending ?? started
            computed = ending?.moved(byMilliseconds: after - before) ?? started
            texts = (
                "waits until \(Timestamp(milliseconds: before).text)",
                "waits until \(Timestamp(milliseconds: after).text)"
            )
            cause = "state '\(state)' waits for another time: its Seconds, Timestamp or the interval of a Retry"
        case (.mapRun(let before), .mapRun(let after)):
            (recorded, computed) = (started, started)
            let terms = JSONDifference.all(before, after)
            texts = (Self.text(terms.map { ($0.path, $0.recorded) }), Self.text(terms.map { ($0.path, $0.computed) }))
            cause = "state '\(state)' has its items worked on otherwise"
        default:
            (recorded, computed) = (started, started)
            texts = ("waits", "starts a Map Run")
            cause = "state '\(state)' is another one"
        }
        event = EventDifference(
            eventID: recorded.id, stateName: state, recorded: recorded, computed: computed,
            likelyCause: recorded == computed
                ? "\(cause): recorded: \(texts.recorded); new: \(texts.computed)" : cause)
        decision = DecisionDifference(
            at: recorded, computed: computed, in: recording.events, recordedText: "'\(state)' \(texts.recorded)",
            computedText: "'\(state)' \(texts.computed)", kind: cause)
    }

    private static func text(_ terms: [(path: String, value: JSONValue?)]) -> String {
        "runs its items with "
            + terms.map { "\($0.path.dropFirst()) \($0.value?.text.shortened ?? "unset")" }.joined(separator: ", ")
    }
}
