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
