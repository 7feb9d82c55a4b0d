import AgentStates
import Interpreter
import JSON
package import Journal

extension ExecutionTrace {
    /// An execution of the journal, without its events.
    ///
    /// - Throws: `JournalError`
    package init(_ record: ExecutionRecord, in journal: any ExecutionJournal) throws {
        let text = try journal.text(of: record.definition)
        let definition = try text.map { try JSONValue(parsing: $0) } ?? [:]
        let machine = record.stateMachineArn.split(separator: ":").last.map(String.init) ?? record.stateMachineArn
        self.init(executionArn: record.arn, machineName: machine, map: AgentSourceMap(lowered: definition))
        var parent = record.parent
        parentArn = try parent.flatMap { try journal.execution(id: $0)?.arn }
        while let id = parent, let ancestor = try journal.execution(id: id) {
            rootArn = ancestor.arn
            parent = ancestor.parent
        }
    }

    /// Takes the events that the journal has of an execution, up to one of them.
    package mutating func applyHistory(
        of record: ExecutionRecord, in journal: any ExecutionJournal, before limit: Int64 = .max
    ) throws {
        for line in try journal.historyBytes(of: record.id).split(separator: UInt8(ascii: "\n")) {
            let event = try HistoryEvent(try JSONValue(parsing: Array(line)))
            guard event.id < limit else { return }
            apply(event)
        }
    }
}
