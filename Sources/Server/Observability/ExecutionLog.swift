internal import Engine
package import Interpreter
internal import JSON
package import Registry
internal import Synchronization

/// Writes what the logging configuration of a state machine asks for, in the form of CloudWatch Logs: one JSON object a
/// line, in a file named after the log group.
///
/// Source: AWS Step Functions Developer Guide, "Using CloudWatch Logs to log execution history".
package final class ExecutionLog: ExecutionObserver {
    private let registry: Registry
    private let files: LogFiles
    /// Of executions that were redriven.
    private let redriveCounts = Mutex<[String: Int64]>([:])

    /// - Parameter folder: where the files are made; the log group `/aws/vendedlogs/states/x` becomes
    ///   `aws/vendedlogs/states/x.log` there.
    /// - Throws: where the system has no room for another thread.
    package init(registry: Registry, folder: String) throws {
        self.registry = registry
        files = try LogFiles(folder: folder)
    }

    /// Writes what is left.
    package func close() { files.close() }

    package func observe(_ header: ExecutionHeader, _ events: [HistoryEvent]) {
        guard let settings = settings(of: header) else { return }
        var writer = JSONWriter()
        noteRedrives(header, events)
        for event in events where settings.level.includes(event.type) {
            write(event, of: header, hasData: settings.hasData, to: &writer)
            writer.raw("\n")
        }
        if !writer.bytes.isEmpty { files.append(writer.bytes, to: settings.group) }
    }

    private func noteRedrives(_ header: ExecutionHeader, _ events: [HistoryEvent]) {
        for event in events {
            if case .executionRedriven(let count) = event.details {
                redriveCounts.withLock { $0[header.arn] = count }
            }
        }
    }

    // MARK: Settings

    private enum Level: String {
        case all = "ALL"
        case error = "ERROR"
        case fatal = "FATAL"
        case off = "OFF"

        func includes(_ type: HistoryEventType) -> Bool {
            let name = type.rawValue
            switch self {
            case .all: return true
            case .error:
                return name == "FailStateEntered" || ["Failed", "Aborted", "TimedOut"].contains { name.hasSuffix($0) }
            case .fatal: return ["ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut"].contains(name)
            case .off: return false
            }
        }
    }

    private func settings(of header: ExecutionHeader) -> (level: Level, hasData: Bool, group: String)? {
        let name = String(header.stateMachineName.prefix { $0 != "/" })
        guard let logging = try? registry.logging(ofMachine: name, versionArn: header.versionArn),
            let level = logging["level"]?.string.flatMap(Level.init), level != .off,
            let arn = logging["destinations"]?[0]?["cloudWatchLogsLogGroup"]?["logGroupArn"]?.string
        else { return nil }
        // arn:aws:logs:REGION:ACCOUNT:log-group:NAME:*
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count > 6 else { return nil }
        return (level, logging["includeExecutionData"]?.bool ?? false, String(parts[6]))
    }

    // MARK: Lines

    private func write(
        _ event: HistoryEvent, of header: ExecutionHeader, hasData: Bool, to writer: inout JSONWriter
    ) {
        var line = JSONWriter()
        event.write(to: &line)
        let bytes = hasData ? line.bytes : withoutData(line.bytes)
        let members = (try? JSONValue(parsing: bytes))?.object ?? [:]
        let details = members.first { $0.key.hasSuffix("EventDetails") }?.value ?? .object([:])
        let record: JSONObject = [
            "id": .string(String(event.id)), "type": .string(event.type.rawValue), "details": details,
            "redrive_count": .string(String(redriveCounts.withLock { $0[header.arn] ?? 0 })),
            "previous_event_id": .string(String(event.previousEventID)),
            "event_timestamp": .string(String(event.timestampMilliseconds)), "execution_arn": .string(header.arn),
        ]
        writer.write(record)
    }
}
