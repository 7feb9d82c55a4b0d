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
    }

    /// Standard executions, then Express ones.
    private let counts = Mutex((standard: Counts(), express: Counts()))

    package init() {}

    package func observe(_ header: ExecutionHeader, _ events: [HistoryEvent]) {
        var (transitions, redrives) = (0, 0)
        for event in events {
            switch event.details {
            case .stateEntered: transitions += 1
            case .executionRedriven: redrives += 1
            default: break
            }
        }
        change(header) { [transitions, redrives] counts in
            counts.transitions += transitions
            counts.events += events.count
            counts[.redriven] += redrives
        }
    }

    package func started(_ header: ExecutionHeader) { change(header) { $0[.started] += 1 } }

    package func ended(_ header: ExecutionHeader, _ outcome: Outcome) {
        let status: Status =
            switch outcome {
            case .succeeded: .succeeded
            case .failed: .failed
            case .timedOut: .timedOut
            case .aborted: .aborted
            }
        change(header) { $0[status] += 1 }
    }

    private func change(_ header: ExecutionHeader, _ body: (inout Counts) -> Void) {
        counts.withLock { counts in
            if header.isExpress { body(&counts.express) } else { body(&counts.standard) }
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
        exposition.begin(
            "baton_state_transitions_total", .counter,
            "States that were entered; of Express executions only those that are logged.")
        for (type, counts) in kinds {
            exposition.add("baton_state_transitions_total", ["type": type], counts.transitions)
        }
        exposition.begin("baton_history_events_total", .counter, "Events of execution histories and logs.")
        for (type, counts) in kinds { exposition.add("baton_history_events_total", ["type": type], counts.events) }
    }
}
