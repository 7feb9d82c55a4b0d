import Engine
import Interpreter
import Journal
import Telemetry

extension LiveTelemetry {
    /// Sends what the settings ask for while executions run; nil where they ask for nothing.
    static func start(_ settings: TelemetrySettings, _ journal: any ExecutionJournal) throws -> LiveTelemetry? {
        guard settings.isEnabled else { return nil }
        return try LiveTelemetry(
            exporter: OTLPExporter(settings: settings, version: Version.text), content: settings.content,
            journal: journal, reportFault: { Terminal.standardError.write("baton: \($0)\n") })
    }
}

/// Several observers as one.
struct ObserverGroup: ExecutionObserver {
    private let observers: [any ExecutionObserver]

    /// - Returns: nil where there is none.
    static func of(_ observers: (any ExecutionObserver)?...) -> (any ExecutionObserver)? {
        let present = observers.compactMap { $0 }
        return present.count > 1 ? ObserverGroup(observers: present) : present.first
    }

    func observe(_ header: ExecutionHeader, _ events: [HistoryEvent]) {
        for observer in observers { observer.observe(header, events) }
    }
}
