package import JSON
internal import Synchronization

/// The journal of a process that keeps nothing: for tests, and for runs that nobody resumes.
///
/// Everything is done before `commit` returns, its completion included. Tables of other stores live in a private
/// SQLite database in memory.
package final class InMemoryJournal: ExecutionJournal {
    private struct Storage {
        var executions = ExecutionTable()
        var resources: [String: JSONObject] = [:]
        var definitions: [String] = []
        var definitionIDs: [ExactText: DefinitionID] = [:]
        var nextID: Int64 = 1
        var isClosed = false
        var tables: LentConnection?
    }

    private static let path = ":memory:"
    private let storage = Mutex(Storage())

    package init() {}

    // MARK: Writing

    package func nextExecutionID() -> ExecutionID {
        storage.withLock { storage in
            defer { storage.nextID += 1 }
            return ExecutionID(rawValue: storage.nextID)
        }
    }

    package func definitionID(for text: String) -> DefinitionID {
        storage.withLock { storage in
            if let id = storage.definitionIDs[ExactText(text)] { return id }
            storage.definitions.append(text)
            let id = DefinitionID(rawValue: Int64(storage.definitions.count))
            storage.definitionIDs[ExactText(text)] = id
            return id
        }
    }

    package func commit(
        _ writes: [JournalWrite], then completion: @escaping @Sendable (Result<Void, JournalError>) -> Void
    ) {
        completion(Result { () throws(JournalError) in try perform(writes) })
    }

    private func perform(_ writes: [JournalWrite]) throws(JournalError) {
        try locked { storage in
            guard !storage.isClosed else { throw JournalError.closed(path: Self.path) }
            // What can fail comes first: moving the executions on a copy of those concerned, then the other stores.
            let executions = try storage.executions.changes(for: writes) { definition in
                storage.definitions.indices.contains(Int(definition.rawValue) - 1)
            }
            try runBodies(of: writes, on: &storage)
            storage.executions.apply(executions)
            for write in writes {
                switch write {
                case .putResource(let kind, let name, let body): storage.resources[kind, default: [:]][name] = body
                case .deleteResource(let kind, let name): storage.resources[kind]?[name] = nil
                default: break
                }
            }
        }
    }

    private func runBodies(of writes: [JournalWrite], on storage: inout Storage) throws {
        let bodies = writes.compactMap { write in
            if case .run(let body) = write { body } else { nil }
        }
        guard !bodies.isEmpty else { return }
        let connection = try Self.connection(of: &storage)
        try connection.transaction {
            for body in bodies { try body(connection) }
        }
    }

    private static func connection(of storage: inout Storage) throws -> SQLiteConnection {
        if let tables = storage.tables { return tables.connection }
        let tables = LentConnection(connection: try SQLiteConnection(path: path, mode: .inMemory))
        storage.tables = tables
        return tables.connection
    }

    /// Does nothing: every commit is finished when `commit` returns.
    package func flush() {}

    package func close() { storage.withLock { $0.isClosed = true } }

    // MARK: Reading

    package func text(of definition: DefinitionID) -> String? {
        storage.withLock { storage in
            let index = Int(definition.rawValue) - 1
            return storage.definitions.indices.contains(index) ? storage.definitions[index] : nil
        }
    }

    package func execution(id: ExecutionID) -> ExecutionRecord? {
        storage.withLock { $0.executions[id]?.record }
    }

    package func execution(arn: String) -> ExecutionRecord? {
        storage.withLock { $0.executions[arn: arn]?.record }
    }

    package func executions(
        matching filter: ExecutionFilter, after cursor: ExecutionID?, limit: Int
    ) -> ExecutionPage {
        storage.withLock { $0.executions.page(matching: filter, after: cursor, limit: limit) }
    }

    package func openExecutions() -> [OpenExecution] {
        storage.withLock { $0.executions.open }
    }

    package func history(
        of execution: ExecutionID, from firstEventID: Int64, limit: Int, reversed: Bool
    ) -> [[UInt8]] {
        storage.withLock {
            $0.executions[execution]?.history(from: firstEventID, limit: limit, reversed: reversed) ?? []
        }
    }

    package func historyBytes(of execution: ExecutionID) -> [UInt8] {
        storage.withLock { $0.executions[execution]?.history.flatMap(\.events) ?? [] }
    }

    package func resource(kind: String, name: String) -> JSONValue? {
        storage.withLock { $0.resources[kind]?[name] }
    }

    package func resources(kind: String, prefix: String, after name: String?, limit: Int) -> [JournalResource] {
        let all = storage.withLock { $0.resources[kind] } ?? [:]
        let found = all.filter { key, _ in
            key.utf8.starts(with: prefix.utf8) && name.map { $0.utf8.lexicographicallyPrecedes(key.utf8) } ?? true
        }
        return found.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.prefix(max(limit, 0))
            .map { JournalResource(name: $0.key, body: $0.value) }
    }

    package func read<Value: Sendable>(_ body: (SQLiteConnection) throws -> Value) throws -> Value {
        try storage.withLock { storage in
            let connection = try Self.connection(of: &storage)
            return try connection.transaction(isWriting: false) { try body(connection) }
        }
    }

    package func backup(to path: String) throws(JournalError) {
        throw .backupFailed(path: path, reason: "a journal in memory has no file; open one in a file")
    }

    package func checkIntegrity() -> [String] { [] }

    private func locked(_ body: (inout Storage) throws -> Void) throws(JournalError) {
        do {
            try storage.withLock { try body(&$0) }
        } catch {
            throw JournalError(error, path: Self.path)
        }
    }
}

/// A text that is a key byte for byte; `String`'s own equality also joins canonically equivalent ones.
struct ExactText: Hashable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: ExactText, right: ExactText) -> Bool { sameBytes(left.text, right.text) }
}
