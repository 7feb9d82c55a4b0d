import AgentStates
import Interpreter
import JSON
import Journal

extension JournalLocation {
    /// Opens the journal beside whoever writes it.
    func openForReading() throws -> any ExecutionJournal {
        guard case .file(let path) = self else {
            throw Failure.usage("a journal in memory ends with its process; name a file")
        }
        guard Files.exists(path) else {
            throw Failure.usage(
                "there is no journal '\(path)' yet; 'baton run' makes it, '--journal' names another one")
        }
        return try SQLiteJournal(path: path, access: .read)
    }

    /// Opens the journal as its only writer; makes it and its folder where they are missing.
    func openForWriting(_ durability: Durability) throws -> any ExecutionJournal {
        switch self {
        case .memory: return InMemoryJournal()
        case .file(let path):
            try Files.makeFolder(Files.folder(of: path))
            return try SQLiteJournal(path: path, access: .write(durability))
        }
    }
}

extension JournalLocation {
    /// Whether a process runs the executions of this journal.
    var hasOwner: Bool {
        switch self {
        case .memory: true
        case .file(let path): JournalOwner.current(ofJournal: path) != nil
        }
    }
}

extension JournalLocation {
    /// Executions that go on, as progress shows them; those that are not there are left out.
    func shownExecutions(_ arns: [String]) throws -> [ShownExecution] {
        let journal = try openForReading()
        defer { journal.close() }
        return try arns.compactMap { arn in
            guard let record = try journal.execution(arn: arn) else { return nil }
            let history = try journal.events(of: record.id).compactMap { try? HistoryEvent($0) }
            return ShownExecution(record, history, try journal.agentSourceMap(of: record))
        }
    }
}

extension ExecutionJournal {
    /// The execution that a user means: by its ARN, its name, the start of its name, or `last`.
    func execution(named reference: String) throws -> ExecutionRecord {
        let record =
            reference.hasPrefix("arn:")
            ? try execution(arn: reference) : try summary(named: reference).flatMap { try execution(id: $0.id) }
        guard let record else {
            throw Failure.usage("the journal has no execution '\(reference)'; 'baton list' shows them")
        }
        return record
    }

    private func summary(named reference: String) throws -> ExecutionSummary? {
        var cursor: ExecutionID?
        var candidates: [ExecutionSummary] = []
        repeat {
            let page = try executions(matching: ExecutionFilter(), after: cursor, limit: 500)
            if reference == "last" { return page.executions.first { $0.mapRunArn == nil } ?? page.executions.first }
            if let exact = page.executions.first(where: { $0.name == reference }) { return exact }
            candidates += page.executions.filter { $0.name.hasPrefix(reference) }
            cursor = page.next
        } while cursor != nil
        guard candidates.count <= 1 else {
            let some = candidates.prefix(4).map { "'\($0.name)'" }.joined(separator: ", ")
            throw Failure.usage("'\(reference)' could be any of \(candidates.count) executions: \(some)…")
        }
        return candidates.first
    }

    /// The definition that an execution runs, as plain states.
    func definition(of record: ExecutionRecord) throws -> JSONValue {
        guard let text = try text(of: record.definition) else {
            throw Failure.found("the journal does not have the definition of '\(record.name)'")
        }
        return try JSONValue(parsing: text)
    }

    /// Which states of an execution are agents' doing.
    func agentSourceMap(of record: ExecutionRecord) throws -> AgentSourceMap {
        AgentSourceMap(lowered: try definition(of: record))
    }

    /// The events of an execution, in order.
    func events(of id: ExecutionID) throws(Failure) -> [JSONValue] {
        do {
            return try historyBytes(of: id).split(separator: UInt8(ascii: "\n"))
                .map { try JSONValue(parsing: Array($0)) }
        } catch {
            throw .found("the history cannot be read: \(error)")
        }
    }
}
