import AgentStates
import JSON
import Journal
import Models

/// Finds the model calls of executions, priced.
///
/// A class, for the prices of definitions that it has read; it never leaves a report.
final class CallSource {
    let journal: any ExecutionJournal
    private let prices: PriceTable
    private var recorded: [DefinitionID: RecordedPrices] = [:]

    /// - Parameter prices: for calls of which the definition does not say what they cost.
    init(journal: any ExecutionJournal, prices: PriceTable) {
        self.journal = journal
        self.prices = prices
    }

    func calls(of record: ExecutionRecord) throws -> [ModelCallRecord] {
        // Most executions call no models, and a look at the bytes is quicker than reading them.
        let bytes = try journal.historyBytes(of: record.id)
        guard
            ["bedrockruntime", "invokeModel", ".Run."].contains(where: { bytes.firstRange(of: Array($0.utf8)) != nil })
        else { return [] }
        let fork = record.details["forkedFrom"]?["eventId"]?.integer ?? 0
        let own = try recordedPrices(of: record)
        return ModelCallRecord.records(in: try journal.events(of: record.id), from: fork + 1) { model, agent in
            own.price(of: model, askedBy: agent) ?? prices.price(of: model)
        }
    }

    private func recordedPrices(of record: ExecutionRecord) throws -> RecordedPrices {
        if let known = recorded[record.definition] { return known }
        let definition = try journal.text(of: record.definition).flatMap { try? JSONValue(parsing: $0) }
        let found = RecordedPrices(lowered: definition ?? .null)
        recorded[record.definition] = found
        return found
    }

    /// The execution that, over others, started this one.
    func root(of record: ExecutionRecord) throws -> ExecutionRecord {
        var root = record
        while let parent = root.parent, let above = try journal.execution(id: parent) { root = above }
        return root
    }
}
