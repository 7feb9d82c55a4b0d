import Interpreter
import JSON
package import Journal

extension Recording {
    /// The executions that this one started, and those that they started: children of Map Runs and nested executions.
    ///
    /// Express executions keep no history and are left out: what came of them is in the histories of those that waited.
    ///
    /// - Throws: `RecordingError` where the journal lacks something.
    package func children(in journal: any ExecutionJournal) throws(RecordingError) -> [Recording] {
        var found: [Recording] = []
        for record in try childRecords(journal) where record.lastEventID > 0 {
            let child = try Recording(record, in: journal)
            found.append(child)
            found += try child.children(in: journal)
        }
        return found
    }

    private func childRecords(_ journal: any ExecutionJournal) throws(RecordingError) -> [ExecutionRecord] {
        do {
            var records: [ExecutionRecord] = []
            for event in events {
                if case .mapRunStarted(let arn) = event.details { records += try Self.children(ofMapRun: arn, journal) }
                guard let arn = event.startedExecutionArn, let record = try journal.execution(arn: arn) else {
                    continue
                }
                if !records.contains(where: { $0.id == record.id }) { records.append(record) }
            }
            return records
        } catch {
            throw RecordingError("\(header.arn): \(error)")
        }
    }

    private static func children(
        ofMapRun arn: String, _ journal: any ExecutionJournal
    ) throws(JournalError) -> [ExecutionRecord] {
        var records: [ExecutionRecord] = []
        var cursor: ExecutionID?
        repeat {
            let page = try journal.executions(matching: ExecutionFilter(mapRunArn: arn), after: cursor, limit: 500)
            for summary in page.executions {
                if let record = try journal.execution(id: summary.id) { records.append(record) }
            }
            cursor = page.next
        } while cursor != nil
        return records.reversed()
    }
}

extension HistoryEvent {
    /// The execution that the event says was started by `states:startExecution`.
    fileprivate var startedExecutionArn: String? {
        guard case .taskOutput(let name, let output) = details, name.resource.hasPrefix("startExecution") else {
            return nil
        }
        return (try? JSONValue(parsing: output))?["ExecutionArn"]?.string
    }
}
