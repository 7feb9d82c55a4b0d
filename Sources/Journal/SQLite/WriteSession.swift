internal import JSON

/// The writing side of a journal's tables, on the one connection that writes them.
///
/// The progress of the executions that a transaction touches is read once, moved on in memory, and written once, by
/// `finish`, however many writes there are.
struct WriteSession {
    let connection: SQLiteConnection
    private var touched: [ExecutionID: Touched] = [:]

    private struct Touched {
        var progress: Progress
        var lastHistory: Int64?
        /// The status in the table; none where there is no row yet.
        let storedStatus: ExecutionStatus?
    }

    private let insertDefinition: SQLiteStatement
    private let insertExecution: SQLiteStatement
    private let updateDetails: SQLiteStatement
    private let selectProgress: SQLiteStatement
    private let writeProgress: SQLiteStatement
    private let writeProgressOfSameStatus: SQLiteStatement
    private let writeOutcome: SQLiteStatement
    private let deleteOutcome: SQLiteStatement
    private let insertHistory: SQLiteStatement
    private let putResource: SQLiteStatement
    private let deleteResource: SQLiteStatement

    init(_ connection: SQLiteConnection) throws(SQLiteError) {
        self.connection = connection
        insertDefinition = try connection.prepare("INSERT INTO definitions VALUES (?, ?, ?)")
        insertExecution = try connection.prepare(
            "INSERT INTO executions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        updateDetails = try connection.prepare("UPDATE executions SET details = ?2 WHERE id = ?1")
        selectProgress = try connection.prepare(
            "SELECT \(Progress.columns), last_history FROM progress WHERE execution = ?")
        let changes = """
            stop_ms = ?3, redrive_count = ?4, redrive_ms = ?5, last_event_id = ?6, wake_ms = ?7,
            has_effects_in_flight = ?8, last_history = ?9
            """
        writeProgress = try connection.prepare(
            """
            INSERT INTO progress (execution, \(Progress.columns), last_history)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (execution) DO UPDATE SET status = ?2, \(changes)
            """)
        // SQLite moves an entry of an index even where it is set to what it was.
        writeProgressOfSameStatus = try connection.prepare("UPDATE progress SET \(changes) WHERE execution = ?1")
        writeOutcome = try connection.prepare("INSERT OR REPLACE INTO outcomes VALUES (?, ?, ?, ?)")
        deleteOutcome = try connection.prepare("DELETE FROM outcomes WHERE execution = ?")
        insertHistory = try connection.prepare(
            "INSERT INTO history (execution, previous, first_event_id, last_event_id, events) VALUES (?, ?, ?, ?, ?)")
        putResource = try connection.prepare(
            """
            INSERT INTO resources (kind, name, body) VALUES (?1, ?2, ?3)
            ON CONFLICT (kind, name) DO UPDATE SET body = ?3
            """)
        deleteResource = try connection.prepare("DELETE FROM resources WHERE kind = ? AND name = ?")
    }

    mutating func insert(_ definition: Definition) throws {
        try insertDefinition.bind(1, definition.id.rawValue)
        try insertDefinition.bind(2, definition.digest)
        try insertDefinition.bind(3, definition.text)
        try insertDefinition.run()
    }

    mutating func apply(_ write: JournalWrite) throws {
        switch write {
        case .createExecution(let record): try create(record)
        case .appendHistory(let id, let firstEventID, let lastEventID, let events):
            try append(to: id, firstEventID: firstEventID, lastEventID: lastEventID, events: events)
        case .updateExecution(let id, let update): try apply(update, to: id)
        case .deleteExecution(let id): try delete(id)
        case .putResource(let kind, let name, let body):
            var writer = JSONWriter()
            writer.write(body)
            try putResource.bind(1, kind)
            try putResource.bind(2, name)
            try putResource.bind(3, text: writer.bytes)
            try putResource.run()
        case .deleteResource(let kind, let name):
            try deleteResource.bind(1, kind)
            try deleteResource.bind(2, name)
            try deleteResource.run()
        case .run(let body): try body(connection)
        }
    }

    /// Writes the progress of all that was touched; the last thing in a transaction.
    mutating func finish() throws {
        defer { forget() }
        // In order of rows, which are then mostly neighbours.
        for (id, touched) in touched.sorted(by: { $0.key < $1.key }) {
            let progress = touched.progress
            let statement = progress.status == touched.storedStatus ? writeProgressOfSameStatus : writeProgress
            try statement.bind(1, id.rawValue)
            try statement.bind(2, progress.status.rawValue)
            try statement.bind(3, progress.stopMilliseconds)
            try statement.bind(4, Int64(progress.redriveCount))
            try statement.bind(5, progress.redriveMilliseconds)
            try statement.bind(6, progress.lastEventID)
            try statement.bind(7, progress.wakeMilliseconds)
            try statement.bind(8, progress.hasEffectsInFlight)
            try statement.bind(9, touched.lastHistory)
            try statement.run()
        }
    }

    /// Drops what a transaction touched that was rolled back.
    mutating func forget() { touched.removeAll(keepingCapacity: true) }

    // MARK: Executions

    private mutating func create(_ record: ExecutionRecord) throws {
        let progress = try Progress.starting(record)
        try insertExecution.bind(1, record.id.rawValue)
        try insertExecution.bind(2, record.arn)
        try insertExecution.bind(3, record.stateMachineArn)
        try insertExecution.bind(4, record.name)
        try insertExecution.bind(5, record.definition.rawValue)
        try insertExecution.bind(6, record.isExpress)
        try insertExecution.bind(7, record.roleArn)
        try insertExecution.bind(8, record.startMilliseconds)
        try insertExecution.bind(9, Int64(bitPattern: record.seed))
        try insertExecution.bind(10, Int64(record.rulesVersion))
        try insertExecution.bind(11, record.mapRunArn)
        try insertExecution.bind(12, record.parent?.rawValue)
        try insertExecution.bind(13, record.details.isEmpty ? "{}" : JSONValue.object(record.details).text)
        try insertExecution.bind(14, record.input)
        do {
            try insertExecution.run()
        } catch let error where error.isUniquenessViolation {
            throw JournalError.duplicateExecution(arn: record.arn)
        }
        touched[record.id] = Touched(progress: progress, lastHistory: nil, storedStatus: nil)
        let outcome = Progress.Outcome(output: record.output, error: record.error, cause: record.cause)
        if !outcome.isEmpty { try write(outcome, of: record.id) }
    }

    private mutating func append(to id: ExecutionID, firstEventID: Int64, lastEventID: Int64, events: [UInt8]) throws {
        var execution = try touched(id)
        try execution.progress.append(to: id, firstEventID: firstEventID, lastEventID: lastEventID, events: events)
        try insertHistory.bind(1, id.rawValue)
        try insertHistory.bind(2, execution.lastHistory)
        try insertHistory.bind(3, firstEventID)
        try insertHistory.bind(4, lastEventID)
        try insertHistory.bind(5, text: events)
        try insertHistory.run()
        execution.lastHistory = connection.lastInsertedRowID
        touched[id] = execution
    }

    private mutating func apply(_ update: ExecutionUpdate, to id: ExecutionID) throws {
        var execution = try touched(id)
        let change = try execution.progress.apply(update, to: id)
        touched[id] = execution
        if case .set(let outcome) = change { try write(outcome, of: id) }
        if case .details(let details) = update {
            try updateDetails.bind(1, id.rawValue)
            try updateDetails.bind(2, JSONValue.object(details).text)
            try updateDetails.run()
        }
    }

    private func write(_ outcome: Progress.Outcome, of id: ExecutionID) throws {
        guard !outcome.isEmpty else {
            try deleteOutcome.bind(1, id.rawValue)
            return try deleteOutcome.run()
        }
        try writeOutcome.bind(1, id.rawValue)
        try writeOutcome.bind(2, outcome.output)
        try writeOutcome.bind(3, outcome.error)
        try writeOutcome.bind(4, outcome.cause)
        try writeOutcome.run()
    }

    private mutating func delete(_ id: ExecutionID) throws {
        guard let execution = try touched[id] ?? find(id) else { return }
        touched[id] = nil
        var row = execution.lastHistory
        while let current = row {
            row =
                try connection.rows("SELECT previous FROM history WHERE id = ?", .integer(current)) {
                    $0.optionalInteger(0)
                }.first ?? nil
            try connection.run("DELETE FROM history WHERE id = ?", .integer(current))
        }
        try connection.run("DELETE FROM outcomes WHERE execution = ?", .integer(id.rawValue))
        try connection.run("DELETE FROM progress WHERE execution = ?", .integer(id.rawValue))
        try connection.run("DELETE FROM executions WHERE id = ?", .integer(id.rawValue))
    }

    private func touched(_ id: ExecutionID) throws -> Touched {
        guard let execution = try touched[id] ?? find(id) else { throw JournalError.unknownExecution(id) }
        return execution
    }

    private func find(_ id: ExecutionID) throws -> Touched? {
        try selectProgress.bind(1, id.rawValue)
        defer { selectProgress.reset() }
        guard try selectProgress.step() else { return nil }
        let progress = try Progress(row: selectProgress, from: 0)
        return Touched(
            progress: progress, lastHistory: selectProgress.optionalInteger(Progress.columnCount),
            storedStatus: progress.status)
    }
}
