import JSON
import Journal
import Synchronization
import TestSupport

/// A journal some of whose commits fail or wait, as on a disk that is full or slow.
final class FaultyJournal: ExecutionJournal {
    private typealias Completion = @Sendable (Result<Void, JournalError>) -> Void

    private struct Storage {
        /// Draws which commits fail; none does without it.
        var random: SplitMix?
        var isHolding = false
        var held: [(writes: [JournalWrite], completion: Completion)] = []
    }

    private let journal: any ExecutionJournal
    private let storage: Mutex<Storage>

    /// - Parameter seed: decides which commits fail, about one in ten; without it all go well.
    init(_ journal: any ExecutionJournal, failingWithSeed seed: UInt64? = nil) {
        self.journal = journal
        storage = Mutex(Storage(random: seed.map(SplitMix.init)))
    }

    func commit(
        _ writes: [JournalWrite], then completion: @escaping @Sendable (Result<Void, JournalError>) -> Void
    ) {
        let (isHeld, fails) = storage.withLock { storage in
            if storage.isHolding { storage.held.append((writes, completion)) }
            return (storage.isHolding, storage.random?.next().isMultiple(of: 10) ?? false)
        }
        guard !isHeld else { return }
        guard !fails else {
            return completion(.failure(.diskFull(path: "the test")))
        }
        journal.commit(writes, then: completion)
    }

    /// Lets commits wait from now on.
    func hold() { storage.withLock { $0.isHolding = true } }

    /// Performs what has waited, and what comes from now on.
    func release() {
        let held = storage.withLock { storage in
            defer { storage.held = [] }
            storage.isHolding = false
            return storage.held
        }
        for (writes, completion) in held { journal.commit(writes, then: completion) }
    }

    // MARK: As it is

    func nextExecutionID() -> ExecutionID { journal.nextExecutionID() }

    func definitionID(for text: String) throws(JournalError) -> DefinitionID { try journal.definitionID(for: text) }

    func text(of definition: DefinitionID) throws(JournalError) -> String? { try journal.text(of: definition) }

    func execution(id: ExecutionID) throws(JournalError) -> ExecutionRecord? { try journal.execution(id: id) }

    func execution(arn: String) throws(JournalError) -> ExecutionRecord? { try journal.execution(arn: arn) }

    func executions(
        matching filter: ExecutionFilter, after cursor: ExecutionID?, limit: Int
    ) throws(JournalError) -> ExecutionPage {
        try journal.executions(matching: filter, after: cursor, limit: limit)
    }

    func openExecutions() throws(JournalError) -> [OpenExecution] { try journal.openExecutions() }

    func history(
        of execution: ExecutionID, from firstEventID: Int64, limit: Int, reversed: Bool
    ) throws(JournalError) -> [[UInt8]] {
        try journal.history(of: execution, from: firstEventID, limit: limit, reversed: reversed)
    }

    func historyBytes(of execution: ExecutionID) throws(JournalError) -> [UInt8] {
        try journal.historyBytes(of: execution)
    }

    func resource(kind: String, name: String) throws(JournalError) -> JSONValue? {
        try journal.resource(kind: kind, name: name)
    }

    func resources(
        kind: String, prefix: String, after name: String?, limit: Int
    ) throws(JournalError) -> [JournalResource] {
        try journal.resources(kind: kind, prefix: prefix, after: name, limit: limit)
    }

    func read<Value: Sendable>(_ body: (SQLiteConnection) throws -> Value) throws -> Value { try journal.read(body) }

    func flush() { journal.flush() }

    func close() { journal.close() }

    func backup(to path: String) throws(JournalError) { try journal.backup(to: path) }

    func checkIntegrity() throws(JournalError) -> [String] { try journal.checkIntegrity() }
}
