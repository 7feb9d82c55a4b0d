package import JSON
internal import Synchronization

/// The journal in a SQLite file: one thread writes, in groups; readers have connections of their own.
package final class SQLiteJournal: ExecutionJournal {
    /// What a process may do with a journal.
    package enum Access: Hashable, Sendable {
        /// The only writer; makes the file where it is missing and brings older formats up to date.
        case write(Durability = .full)
        /// One of any number of readers, beside a writer or without one.
        case read
    }

    /// The real path of the file.
    package let path: String

    private let readers: ReaderPool
    private let definitions: DefinitionStore
    private let nextID: Atomic<Int64>
    /// None where the journal is only read.
    private let writeSide: WriteSide?

    /// Opens the journal at that path.
    ///
    /// - Throws: `owned` where another process writes to it, `notADatabase`, `notAJournal`, `newerSchema`,
    ///   `olderSchema`, `corrupt` or `cannotOpen`; the file is then as it was.
    package init(path: String, access: Access = .write()) throws(JournalError) {
        let file = JournalFile(path)
        try file.checkSize()
        switch access {
        case .write(let durability):
            let writeSide = try WriteSide(file, durability: durability)
            // The file may have been made just now.
            self.path = JournalFile(path).path
            readers = ReaderPool(path: self.path)
            definitions = writeSide.found.definitions
            nextID = Atomic(writeSide.found.nextExecution)
            self.writeSide = writeSide
        case .read:
            self.path = file.path
            readers = ReaderPool(path: file.path)
            definitions = DefinitionStore(next: 0)
            nextID = Atomic(0)
            writeSide = nil
            try check(file)
        }
    }

    private func check(_ file: JournalFile) throws(JournalError) {
        guard file.exists else { throw .cannotOpen(path: path, reason: "there is no such file") }
        let found: Int
        do {
            found = try readers.read { try Schema.check($0, path: path) }
        } catch {
            throw file.openingError(error)
        }
        guard found == Schema.version else { throw .olderSchema(path: path, found: found, supported: Schema.version) }
    }

    deinit { close() }

    // MARK: Writing

    package func nextExecutionID() -> ExecutionID {
        ExecutionID(rawValue: nextID.add(1, ordering: .relaxed).oldValue)
    }

    package func definitionID(for text: String) throws(JournalError) -> DefinitionID {
        try definitions.id(for: text) { digest throws(JournalError) in
            let stored = try reading { try $0.definitionID(digest: digest) }
            guard stored != nil || writeSide != nil else { throw .readOnly(path: path) }
            return stored
        }
    }

    package func commit(
        _ writes: [JournalWrite], then completion: @escaping @Sendable (Result<Void, JournalError>) -> Void
    ) {
        guard let writeSide else { return completion(.failure(.readOnly(path: path))) }
        let isTaken = writeSide.send(Writer.Commit(writes: writes, completion: completion))
        if !isTaken { completion(.failure(.closed(path: path))) }
    }

    package func flush() {
        precondition(writeSide?.isCurrentThread != true, "a completion cannot wait for the thread it runs on")
        try? commitAndWait([])
    }

    package func close() {
        readers.close()
        writeSide?.close()
    }

    // MARK: Reading

    package func text(of definition: DefinitionID) throws(JournalError) -> String? {
        if let pending = definitions.pending.first(where: { $0.id == definition }) { return pending.text }
        return try reading { try $0.definitionText(definition) }
    }

    package func execution(id: ExecutionID) throws(JournalError) -> ExecutionRecord? {
        try reading { try $0.execution(id: id) }
    }

    package func execution(arn: String) throws(JournalError) -> ExecutionRecord? {
        try reading { try $0.execution(arn: arn) }
    }

    package func executions(
        matching filter: ExecutionFilter, after cursor: ExecutionID?, limit: Int
    ) throws(JournalError) -> ExecutionPage {
        try reading { try $0.executions(matching: filter, after: cursor, limit: limit) }
    }

    package func openExecutions() throws(JournalError) -> [OpenExecution] {
        try reading { try $0.openExecutions() }
    }

    package func history(
        of execution: ExecutionID, from firstEventID: Int64, limit: Int, reversed: Bool
    ) throws(JournalError) -> [[UInt8]] {
        try reading { try $0.history(of: execution, from: firstEventID, limit: limit, reversed: reversed) }
    }

    package func historyBytes(of execution: ExecutionID) throws(JournalError) -> [UInt8] {
        try reading { try $0.historyBytes(of: execution) }
    }

    package func resource(kind: String, name: String) throws(JournalError) -> JSONValue? {
        try reading { try $0.resource(kind: kind, name: name) }
    }

    package func resources(
        kind: String, prefix: String, after name: String?, limit: Int
    ) throws(JournalError) -> [JournalResource] {
        try reading { try $0.resources(kind: kind, prefix: prefix, after: name, limit: limit) }
    }

    package func read<Value: Sendable>(_ body: (SQLiteConnection) throws -> Value) throws -> Value {
        try readers.read(body)
    }

    package func checkIntegrity() throws(JournalError) -> [String] {
        try reading { try $0.integrityProblems() }
    }

    package func backup(to path: String) throws(JournalError) {
        do {
            try readers.withConnection { try $0.backUp(to: path) }
        } catch {
            throw JournalError(error, path: self.path)
        }
    }

    private func reading<Value>(_ body: (SQLiteConnection) throws -> Value) throws(JournalError) -> Value {
        do {
            return try readers.read(body)
        } catch {
            throw JournalError(error, path: path)
        }
    }
}
