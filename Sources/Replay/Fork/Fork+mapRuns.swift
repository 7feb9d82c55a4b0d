import Interpreter

extension Recording {
    /// Refuses a fork at which a Map Run is under way: its children answer one parent only.
    ///
    /// - Parameter isRedefined: whether the fork goes on with another definition, for which they would have to run anew.
    /// - Throws: `RecordingError` with the events at which the execution can be forked instead.
    func checkSharesNoMapRun(at eventID: Int64, isRedefined: Bool) throws(RecordingError) {
        for started in events.prefix(Int(eventID)) where started.type == .mapRunStarted {
            let end = events.first { $0.previousEventID == started.id && $0.type.endsMapRun }
            let isKnown = mapRunResults[started.id] != nil && !isRedefined
            guard !isKnown, end.map({ $0.id > eventID }) ?? true else { continue }
            throw RecordingError(
                "at event \(eventID) the Map Run of event \(started.id) is under way, and its children belong to "
                    + "'\(header.name)': fork at event \(started.id - 1) or before, and they run anew"
                    + (end.map { "; or at event \($0.id) or after" } ?? ""))
        }
    }
}

extension HistoryEventType {
    fileprivate var endsMapRun: Bool {
        switch self {
        case .mapRunSucceeded, .mapRunFailed, .mapRunAborted: true
        default: false
        }
    }
}
