import Interpreter

extension EventDifference {
    /// Where the time limit of another machine would have ended the execution, or would not any more.
    ///
    /// - Parameters:
    ///   - seconds: the machine's own limit, then the other's; nil for none.
    static func timeout(in recording: Recording, seconds: (old: Int64?, new: Int64?)) -> EventDifference? {
        guard seconds.old != seconds.new else { return nil }
        var origin = recording.header.startMilliseconds
        for event in recording.events {
            let deadline = seconds.new.map { origin + $0 * 1_000 }
            if event.type == .executionRedriven { origin = event.timestampMilliseconds }
            let isOver = deadline.map { $0 <= event.timestampMilliseconds } ?? false
            let endsByTime = event.type == .executionTimedOut
            guard endsByTime != isOver, event.type != .executionRedriven else { continue }
            return EventDifference(
                eventID: event.id, stateName: nil, recorded: event,
                computed: deadline.flatMap { isOver ? event.timedOut(atMilliseconds: $0) : nil },
                likelyCause: "the machine's TimeoutSeconds is another one")
        }
        return nil
    }
}

extension HistoryEvent {
    fileprivate func timedOut(atMilliseconds milliseconds: Int64) -> HistoryEvent {
        HistoryEvent(
            id: id, previousEventID: 0, timestampMilliseconds: milliseconds, type: .executionTimedOut,
            details: .executionTimedOut(error: ErrorName.timeout, cause: nil))
    }

    /// The same event at another time.
    func moved(byMilliseconds shift: Int64) -> HistoryEvent {
        HistoryEvent(
            id: id, previousEventID: previousEventID, timestampMilliseconds: timestampMilliseconds + shift, type: type,
            details: details)
    }
}
