internal import Engine
package import Interpreter
internal import Synchronization

/// Counts executions and state transitions, for the metrics.
package final class ExecutionCounts: ExecutionObserver {
    private enum Status: Int, CaseIterable {
        case started
        case redriven
        case succeeded
        case failed
        case timedOut
        case aborted

        var label: String { self == .timedOut ? "timed_out" : "\(self)" }
    }

    private struct Counts: Sendable {
        private var byStatus = [Int](repeating: 0, count: Status.allCases.count)
        var transitions = 0
        var events = 0

        subscript(status: Status) -> Int {
            get { byStatus[status.rawValue] }
            set { byStatus[status.rawValue] = newValue }
        }

        mutating func add(_ other: Counts) {
            for index in byStatus.indices { byStatus[index] += other.byStatus[index] }
            transitions += other.transitions
            events += other.events
        }
    }

    /// Standard executions, then Express ones.
    private let counts = Mutex((standard: Counts(), express: Counts()))

    package init() {}

    package func observe(_ header: ExecutionHeader, _ events: [HistoryEvent]) {
        var news = Counts()
        for event in events { Self.count(event, in: &news) }
        news.events = events.count
        counts.withLock { counts in
            if header.isExpress { counts.express.add(news) } else { counts.standard.add(news) }
        }
    }

    private static func count(_ event: HistoryEvent, in counts: inout Counts) {
        switch event.details {
        case .stateEntered: counts.transitions += 1
        case .executionStarted: counts[.started] += 1
        case .executionRedriven: counts[.redriven] += 1
        case .executionSucceeded: counts[.succeeded] += 1
        case .executionFailed: counts[.failed] += 1
        case .executionTimedOut: counts[.timedOut] += 1
        case .executionAborted: counts[.aborted] += 1
        default: break
        }
    }

    func write(to exposition: inout Exposition) {
        let counts = counts.withLock { $0 }
        let kinds = [("STANDARD", counts.standard), ("EXPRESS", counts.express)]
        exposition.begin("baton_executions_total", .counter, "Executions that started and ended, children included.")
        for (type, counts) in kinds {
            for status in Status.allCases {
                exposition.add("baton_executions_total", ["type": type, "event": status.label], counts[status])
            }
        }
        exposition.begin("baton_state_transitions_total", .counter, "States that were entered.")
        for (type, counts) in kinds {
            exposition.add("baton_state_transitions_total", ["type": type], counts.transitions)
        }
        exposition.begin("baton_history_events_total", .counter, "Events of execution histories.")
        for (type, counts) in kinds { exposition.add("baton_history_events_total", ["type": type], counts.events) }
    }
}
