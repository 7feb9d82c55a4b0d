package import Journal
internal import JSON
internal import Synchronization

/// The state machines, versions, aliases and activities: kept in the journal, and in memory for fast lookup.
///
/// Safe to use from any thread. A change is visible at once and is answered when it is durable.
package final class Registry: Sendable {
    /// AWS's quotas for one account and Region.
    package enum Quota {
        package static let stateMachines = 100_000
        package static let activities = 100_000
        package static let versions = 1_000
        package static let aliases = 100
    }

    struct Storage {
        var stateMachines: [String: StateMachineRecord] = [:]
        var activities: [String: ActivityRecord] = [:]
    }

    package let scope: ArnScope
    let journal: any ExecutionJournal
    let lowering: AgentLowering
    let definitions = DefinitionCache()
    private let storage: Mutex<Storage>
    /// Set where a commit failed, as the memory is then ahead of the journal.
    private let isStale = Atomic(false)

    /// Opens the registry of a journal.
    ///
    /// - Throws: `RegistryError.storage` where the journal cannot be read.
    package init(
        journal: any ExecutionJournal, scope: ArnScope = ArnScope(), lowering: AgentLowering = AgentLowering()
    ) throws(RegistryError) {
        self.journal = journal
        self.lowering = lowering
        self.scope = scope
        storage = Mutex(try Storage(reading: journal))
    }

    /// Looks something up.
    func read<Value: Sendable>(_ body: (borrowing Storage) throws(RegistryError) -> Value) throws(RegistryError)
        -> Value
    {
        try storage.withLock { storage throws(RegistryError) in
            try refresh(&storage)
            return try body(storage)
        }
    }

    /// Changes the memory and the journal, in the same order for all callers.
    ///
    /// - Parameters:
    ///   - body: refuses by throwing before it has changed anything; returns what to answer and what to write.
    ///   - completion: gets the answer when it is durable; it must not block.
    func change<Value: Sendable>(
        then completion: @escaping @Sendable (Result<Value, RegistryError>) -> Void,
        _ body: (inout Storage) throws(RegistryError) -> (answer: Value, writes: [JournalWrite])
    ) {
        do throws(RegistryError) {
            let unchanged: Value? = try storage.withLock { storage throws(RegistryError) in
                try refresh(&storage)
                let (answer, writes) = try body(&storage)
                guard !writes.isEmpty else { return answer }
                journal.commit(writes) { [isStale = WeakStale(self)] outcome in
                    if case .failure = outcome { isStale.mark() }
                    completion(outcome.map { answer }.mapError { .storage($0.description) })
                }
                return nil
            }
            if let unchanged { completion(.success(unchanged)) }
        } catch {
            completion(.failure(error))
        }
    }

    private func refresh(_ storage: inout Storage) throws(RegistryError) {
        guard isStale.load(ordering: .relaxed) else { return }
        storage = try Storage(reading: journal)
        isStale.store(false, ordering: .relaxed)
    }

    private struct WeakStale: Sendable {
        weak let registry: Registry?
        init(_ registry: Registry) { self.registry = registry }
        func mark() { registry?.isStale.store(true, ordering: .relaxed) }
    }
}

extension Registry.Storage {
    /// Everything that the journal has.
    init(reading journal: any ExecutionJournal) throws(RegistryError) {
        do {
            try journal.forEachResource(DocumentKind.stateMachine) { _, body in
                let record = try StateMachineRecord(document: body)
                stateMachines[record.name] = record
            }
            try journal.forEachResource(DocumentKind.version) { owner, body in
                let version = try StateMachineVersion(document: body)
                stateMachines[owner]?.versions[version.number] = version
            }
            try journal.forEachResource(DocumentKind.alias) { owner, body in
                let alias = try StateMachineAlias(document: body)
                stateMachines[owner]?.aliases[alias.name] = alias
            }
            try journal.forEachResource(DocumentKind.activity) { _, body in
                let activity = try ActivityRecord(document: body)
                activities[activity.name] = activity
            }
        } catch {
            throw .storage("\(error)")
        }
    }
}

extension ExecutionJournal {
    /// Hands over every document of a kind, with its name up to the first colon.
    fileprivate func forEachResource(_ kind: String, _ body: (String, JSONValue) throws -> Void) throws {
        var last: String?
        repeat {
            let page = try resources(kind: kind, prefix: "", after: last, limit: 500)
            for resource in page {
                try body(String(resource.name.prefix { $0 != ":" }), resource.body)
            }
            last = page.count == 500 ? page.last?.name : nil
        } while last != nil
    }
}
