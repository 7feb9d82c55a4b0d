import Engine
package import Interpreter
package import JSON
package import Journal

extension Recording {
    /// Reads what the journal has of an execution.
    ///
    /// - Parameter quotas: those it ran under, where they were not lifted for it.
    /// - Throws: `RecordingError` naming the execution and what is missing.
    package init(
        _ record: ExecutionRecord, in journal: any ExecutionJournal, quotas: Quotas = .aws
    ) throws(RecordingError) {
        do {
            guard let definition = try journal.text(of: record.definition) else {
                throw RecordingError("the journal lacks its definition")
            }
            let lines = try journal.historyBytes(of: record.id).split(separator: UInt8(ascii: "\n"))
            let events = try lines.map { try HistoryEvent(JSONValue(parsing: Array($0))) }
            self.init(
                header: try ExecutionHeader(record, quotas: quotas), definition: definition,
                processorLocation: record.details["processorOf"]?.string, rulesVersion: record.rulesVersion,
                events: events, order: .own, mapRunResults: try Self.mapRunResults(events, journal))
            self.lines = lines
        } catch {
            throw RecordingError("\(record.arn): \(error)")
        }
    }

    private static func mapRunResults(
        _ events: [HistoryEvent], _ journal: any ExecutionJournal
    ) throws(JournalError) -> [Int64: JSONValue] {
        var results: [Int64: JSONValue] = [:]
        for event in events {
            guard case .mapRunStarted(let arn) = event.details else { continue }
            results[event.id] = try journal.resource(kind: "mapRun", name: arn)?["result"]
        }
        return results
    }
}

extension ExecutionHeader {
    /// The header that an execution had when it was journaled.
    ///
    /// - Throws: `JSONParseError` where the input is not JSON.
    package init(_ record: ExecutionRecord, quotas: Quotas) throws(JSONParseError) {
        let parts = record.stateMachineArn.split(separator: ":", omittingEmptySubsequences: false)
        self.init(
            id: record.id.rawValue, arn: record.arn, name: record.name, stateMachineArn: record.stateMachineArn,
            stateMachineName: parts.count > 6 ? String(parts[6]) : record.stateMachineArn, roleArn: record.roleArn,
            versionArn: record.details["stateMachineVersionArn"]?.string,
            aliasArn: record.details["stateMachineAliasArn"]?.string,
            region: parts.count > 3 ? String(parts[3]) : "us-east-1", input: try Payload(parsing: record.input),
            startMilliseconds: record.startMilliseconds, seed: record.seed,
            branchings: ExecutionBranching.all(record.details), isExpress: record.isExpress,
            quotas: record.quotas(otherwise: quotas), rules: Rules(version: record.rulesVersion) ?? .current)
    }
}
