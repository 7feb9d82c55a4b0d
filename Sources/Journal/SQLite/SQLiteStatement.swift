internal import CSQLite

/// A prepared statement: bind values from 1, step, read columns from 0, reset.
package final class SQLiteStatement {
    private let handle: OpaquePointer
    private let sql: String

    init(handle: OpaquePointer, sql: String) {
        self.handle = handle
        self.sql = sql
    }

    deinit { sqlite3_finalize(handle) }

    // MARK: Binding

    package func bind(_ index: Int32, _ value: Int64?) throws(SQLiteError) {
        try check(value.map { sqlite3_bind_int64(handle, index, $0) } ?? sqlite3_bind_null(handle, index))
    }

    package func bind(_ index: Int32, _ value: Bool) throws(SQLiteError) {
        try check(sqlite3_bind_int(handle, index, value ? 1 : 0))
    }

    package func bind(_ index: Int32, _ value: Double) throws(SQLiteError) {
        try check(sqlite3_bind_double(handle, index, value))
    }

    package func bind(_ index: Int32, _ value: String?) throws(SQLiteError) {
        guard var value else { return try check(sqlite3_bind_null(handle, index)) }
        try check(value.withUTF8 { bindText(index, UnsafeRawBufferPointer($0)) })
    }

    /// Binds bytes that are UTF-8 as text.
    package func bind(_ index: Int32, text value: [UInt8]) throws(SQLiteError) {
        try check(value.withUnsafeBytes { bindText(index, $0) })
    }

    package func bind(_ index: Int32, _ value: [UInt8]) throws(SQLiteError) {
        try check(
            value.withUnsafeBytes { bytes in
                // A blob without an address would be NULL.
                bytes.baseAddress.map { sqlite3_bind_blob64(handle, index, $0, UInt64(bytes.count), copied) }
                    ?? sqlite3_bind_zeroblob(handle, index, 0)
            })
    }

    package func bind(_ values: [SQLiteValue]) throws(SQLiteError) {
        for (offset, value) in values.enumerated() {
            let index = Int32(offset + 1)
            switch value {
            case .null: try bind(index, Int64?.none)
            case .integer(let value): try bind(index, value)
            case .double(let value): try bind(index, value)
            case .text(let value): try bind(index, value)
            case .blob(let value): try bind(index, value)
            }
        }
    }

    private func bindText(_ index: Int32, _ bytes: UnsafeRawBufferPointer) -> Int32 {
        guard let start = bytes.assumingMemoryBound(to: CChar.self).baseAddress else {
            return sqlite3_bind_text(handle, index, "", 0, copied)
        }
        return sqlite3_bind_text64(handle, index, start, UInt64(bytes.count), copied, UInt8(SQLITE_UTF8))
    }

    // MARK: Running

    /// Goes to the next row; false at the end. A failed statement is reset.
    package func step() throws(SQLiteError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let status:
            let error = SQLiteError(code: status, database: sqlite3_db_handle(handle), sql: sql)
            reset()
            throw error
        }
    }

    /// Runs to the end and resets.
    package func run() throws(SQLiteError) {
        while try step() {}
        reset()
    }

    /// Makes the statement ready for the next use and lets go of its locks.
    package func reset() { sqlite3_reset(handle) }

    // MARK: Columns of the current row

    package func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    package func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    package func double(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }

    package func bool(_ column: Int32) -> Bool { sqlite3_column_int(handle, column) != 0 }

    package func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

    /// The text; empty where the column is NULL.
    package func text(_ column: Int32) -> String { withBytes(column) { String(decoding: $0, as: UTF8.self) } }

    package func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    package func bytes(_ column: Int32) -> [UInt8] { withBytes(column) { Array($0) } }

    /// The bytes of a text or blob, valid during `body`.
    package func withBytes<Result>(_ column: Int32, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows
        -> Result
    {
        let start = sqlite3_column_blob(handle, column)
        return try body(
            UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(handle, column))))
    }

    private func check(_ status: Int32) throws(SQLiteError) {
        guard status == SQLITE_OK else {
            throw SQLiteError(code: status, database: sqlite3_db_handle(handle), sql: sql)
        }
    }
}

/// A value to bind.
package enum SQLiteValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case double(Double)
    case text(String)
    case blob([UInt8])
}

/// Tells SQLite to copy bound bytes (SQLITE_TRANSIENT, a cast that Swift does not import).
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
