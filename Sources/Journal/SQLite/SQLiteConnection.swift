internal import CSQLite

/// One connection to a SQLite database, for one thread at a time (it is not `Sendable`, and SQLite does not lock it).
package final class SQLiteConnection {
    /// How a file is opened.
    package enum Mode: Sendable {
        case readOnly
        case readWrite
        /// A private database in memory; the path is ignored.
        case inMemory
    }

    let handle: OpaquePointer
    private var statements: [String: SQLiteStatement] = [:]

    /// Opens the database at that path; SQLite reads the file only at the first statement.
    package init(path: String, mode: Mode, busyTimeoutMilliseconds: Int32 = 5_000) throws(SQLiteError) {
        let flags =
            switch mode {
            case .readOnly: SQLITE_OPEN_READONLY
            case .readWrite: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .inMemory: SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY
            }
        var opened: OpaquePointer?
        let status = sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard status == SQLITE_OK, let opened else {
            defer { sqlite3_close_v2(opened) }
            throw SQLiteError(code: status, database: opened, sql: nil)
        }
        handle = opened
        sqlite3_busy_timeout(handle, busyTimeoutMilliseconds)
    }

    deinit {
        statements.removeAll()
        // Closes at once, or with the last statement that someone still holds.
        sqlite3_close_v2(handle)
    }

    /// Runs statements that return nothing of interest, separated by semicolons.
    package func execute(_ sql: String) throws(SQLiteError) {
        try check(sqlite3_exec(handle, sql, nil, nil, nil), sql)
    }

    /// Runs one statement to its end.
    package func run(_ sql: String, _ values: SQLiteValue...) throws(SQLiteError) {
        let statement = try statement(sql)
        try statement.bind(values)
        try statement.run()
    }

    /// Runs a query and turns each row into a value.
    package func rows<Row, Failure: Error>(
        _ sql: String, _ values: SQLiteValue..., read: (SQLiteStatement) throws(Failure) -> Row
    ) throws -> [Row] {
        let statement = try statement(sql)
        try statement.bind(values)
        defer { statement.reset() }
        var rows: [Row] = []
        while try statement.step() { rows.append(try read(statement)) }
        return rows
    }

    /// The first column of the first row as an integer, where there is one.
    package func integer(_ sql: String) throws(SQLiteError) -> Int64? {
        let statement = try prepare(sql)
        return try statement.step() ? statement.integer(0) : nil
    }

    /// The first column of the first row as text, where there is one.
    package func text(_ sql: String) throws(SQLiteError) -> String? {
        let statement = try prepare(sql)
        return try statement.step() ? statement.text(0) : nil
    }

    /// A statement that is prepared once a connection and kept.
    package func statement(_ sql: String) throws(SQLiteError) -> SQLiteStatement {
        if let statement = statements[sql] { return statement }
        let statement = try prepare(sql)
        statements[sql] = statement
        return statement
    }

    /// A new statement, which ends with its last reference.
    package func prepare(_ sql: String) throws(SQLiteError) -> SQLiteStatement {
        var prepared: OpaquePointer?
        try check(sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil), sql)
        guard let prepared else {
            throw SQLiteError(code: SQLITE_MISUSE, message: "no statement in the text", sql: sql)
        }
        return SQLiteStatement(handle: prepared, sql: sql)
    }

    /// The row id that the last INSERT gave.
    package var lastInsertedRowID: Int64 { sqlite3_last_insert_rowid(handle) }

    /// How many rows the last INSERT, UPDATE or DELETE changed.
    package var changedRowCount: Int { Int(sqlite3_changes64(handle)) }

    /// Runs `body` in a transaction that is rolled back where it throws.
    ///
    /// Writers must begin as such: one that begins as a reader fails at its first write where another wrote meanwhile.
    package func transaction<Result>(
        isWriting: Bool = true, _ body: () throws -> Result
    ) throws -> Result {
        try run(isWriting ? "BEGIN IMMEDIATE" : "BEGIN DEFERRED")
        do {
            let result = try body()
            try run("COMMIT")
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    /// Ends the transaction, if one is open, without its changes.
    package func rollBack() {
        // A full disk or a failed read may have ended it already.
        if sqlite3_get_autocommit(handle) == 0 { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
    }

    func check(_ status: Int32, _ sql: String?) throws(SQLiteError) {
        guard status == SQLITE_OK else { throw SQLiteError(code: status, database: handle, sql: sql) }
    }
}
