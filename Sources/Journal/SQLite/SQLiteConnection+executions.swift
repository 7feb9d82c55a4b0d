internal import JSON

/// Reading executions.
extension SQLiteConnection {
    private static let record = """
        SELECT id, arn, state_machine_arn, name, definition, is_express, role_arn, start_ms, seed, rules_version,
            map_run_arn, parent, details, input, output, error, cause, \(Progress.columns)
        FROM executions JOIN progress ON progress.execution = id LEFT JOIN outcomes ON outcomes.execution = id
        """

    func execution(id: ExecutionID) throws -> ExecutionRecord? {
        try rows(Self.record + " WHERE id = ?", .integer(id.rawValue), read: ExecutionRecord.init(row:)).first
    }

    func execution(arn: String) throws -> ExecutionRecord? {
        try rows(Self.record + " WHERE arn = ?", .text(arn), read: ExecutionRecord.init(row:)).first
    }

    func openExecutions() throws -> [OpenExecution] {
        try rows(
            """
            SELECT execution, wake_ms, has_effects_in_flight FROM progress INDEXED BY progress_by_status
            WHERE status = 'RUNNING' ORDER BY execution
            """
        ) { row in
            OpenExecution(
                id: ExecutionID(rawValue: row.integer(0)), wakeMilliseconds: row.optionalInteger(1),
                hasEffectsInFlight: row.bool(2))
        }
    }

    func executions(
        matching filter: ExecutionFilter, after cursor: ExecutionID?, limit: Int
    ) throws -> ExecutionPage {
        let query = ListingQuery(filter, after: cursor)
        let statement = try statement(query.sql)
        try statement.bind(query.values)
        defer { statement.reset() }
        var page = ExecutionPage(executions: [], next: nil)
        while try statement.step() {
            // One more than asked for says that there is a next page.
            guard page.executions.count < limit else {
                page.next = page.executions.last?.id
                break
            }
            page.executions.append(try ExecutionSummary(row: statement))
        }
        return page
    }
}

/// A listing as a statement, newest first; the fewest rows lead.
private struct ListingQuery {
    private(set) var sql: String
    private(set) var values: [SQLiteValue] = []

    init(_ filter: ExecutionFilter, after cursor: ExecutionID?) {
        // Few executions are in any state but SUCCEEDED, so that any other leads; a unary plus keeps the planner from
        // choosing an index.
        let isStatusLeading = filter.mapRunArn == nil && filter.status != nil && filter.status != .succeeded
        sql = """
            SELECT id, arn, state_machine_arn, name, start_ms, status, stop_ms, redrive_count, redrive_ms, map_run_arn,
                details
            FROM \(isStatusLeading ? "progress CROSS JOIN executions" : "executions CROSS JOIN progress")
            WHERE execution = id
            """
        let id = isStatusLeading ? "execution" : "id"
        add(" AND \(id) < ?", cursor.map { .integer($0.rawValue) })
        add(" AND map_run_arn = ?", filter.mapRunArn.map { .text($0) })
        let isMachineLeading = !isStatusLeading && filter.mapRunArn == nil
        add(" AND \(isMachineLeading ? "" : "+")state_machine_arn = ?", filter.stateMachineArn.map { .text($0) })
        add(" AND \(isStatusLeading ? "" : "+")status = ?", filter.status.map { .text($0.rawValue) })
        add(" AND redrive_count > ?", filter.redriveFilter == .redriven ? .integer(0) : nil)
        add(" AND redrive_count = ?", filter.redriveFilter == .notRedriven ? .integer(0) : nil)
        add(" AND start_ms >= ?", filter.startedFromMilliseconds.map { .integer($0) })
        add(" AND start_ms < ?", filter.startedToMilliseconds.map { .integer($0) })
        add(" AND stop_ms < ?", filter.stoppedBeforeMilliseconds.map { .integer($0) })
        if let arn = filter.versionOrAliasArn {
            add(" AND (details ->> '$.stateMachineVersionArn' = ?", .text(arn))
            add(" OR details ->> '$.stateMachineAliasArn' = ?)", .text(arn))
        }
        sql += " ORDER BY \(id) DESC"
    }

    private mutating func add(_ condition: String, _ value: SQLiteValue?) {
        guard let value else { return }
        sql += condition
        values.append(value)
    }
}

extension ExecutionRecord {
    fileprivate init(row: SQLiteStatement) throws {
        let progress = try Progress(row: row, from: 17)
        self.init(
            id: ExecutionID(rawValue: row.integer(0)), arn: row.text(1), stateMachineArn: row.text(2),
            name: row.text(3), definition: DefinitionID(rawValue: row.integer(4)), isExpress: row.bool(5),
            roleArn: row.text(6), input: row.text(13), startMilliseconds: row.integer(7), status: progress.status,
            stopMilliseconds: progress.stopMilliseconds, output: row.optionalText(14), error: row.optionalText(15),
            cause: row.optionalText(16), seed: UInt64(bitPattern: row.integer(8)),
            rulesVersion: Int(row.integer(9)), redriveCount: progress.redriveCount,
            redriveMilliseconds: progress.redriveMilliseconds, lastEventID: progress.lastEventID,
            wakeMilliseconds: progress.wakeMilliseconds, hasEffectsInFlight: progress.hasEffectsInFlight,
            mapRunArn: row.optionalText(10), parent: row.optionalInteger(11).map(ExecutionID.init),
            details: try JSONObject(row: row, column: 12))
    }
}

extension ExecutionSummary {
    fileprivate init(row: SQLiteStatement) throws {
        self.init(
            id: ExecutionID(rawValue: row.integer(0)), arn: row.text(1), stateMachineArn: row.text(2),
            name: row.text(3), startMilliseconds: row.integer(4), status: try ExecutionStatus(row: row, column: 5),
            stopMilliseconds: row.optionalInteger(6), redriveCount: Int(row.integer(7)),
            redriveMilliseconds: row.optionalInteger(8), mapRunArn: row.optionalText(9),
            details: try JSONObject(row: row, column: 10))
    }
}

extension JSONObject {
    fileprivate init(row: SQLiteStatement, column: Int32) throws {
        let bytes = row.bytes(column)
        if bytes.count == 2 {
            self = [:]
        } else {
            guard let object = try JSONValue(row: row, column: column).object else {
                throw SQLiteError.damage("a stored document is no JSON object")
            }
            self = object
        }
    }
}

extension JSONValue {
    init(row: SQLiteStatement, column: Int32) throws {
        do {
            self = try JSONValue(parsing: row.bytes(column))
        } catch let error {
            throw SQLiteError.damage("a stored document is no JSON: \(error)")
        }
    }
}
