internal import CSQLite

/// What SQLite answered in place of a result; values of statements are not in it.
package struct SQLiteError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The extended result code, such as 2067 for a broken UNIQUE constraint.
    package let code: Int32
    package let message: String
    /// The statement, with placeholders in place of values.
    package let sql: String?

    init(code: Int32, message: String, sql: String?) {
        self.code = code
        self.message = message
        self.sql = sql
    }

    /// The failure that the connection reported last.
    init(code: Int32, database: OpaquePointer?, sql: String?) {
        self.init(
            code: code, message: database.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory", sql: sql)
    }

    /// The primary result code, such as 19 for any broken constraint.
    package var primaryCode: Int32 { code & 0xFF }

    /// Whether there was no room: the disk, the quota or the allowed size is full.
    ///
    /// Of the index beside the log SQLite says only that it cannot grow, which has no other cause.
    package var isDiskFull: Bool { primaryCode == SQLITE_FULL || code == SQLITE_IOERR | (19 << 8) }
    /// Whether the file is not what a database should be.
    package var isCorruption: Bool { [SQLITE_CORRUPT, SQLITE_NOTADB].contains(primaryCode) }
    /// Whether the file starts as no SQLite database does.
    package var isNoDatabase: Bool { primaryCode == SQLITE_NOTADB }
    /// Whether the system did not let the file be opened.
    package var isOpeningFailure: Bool { primaryCode == SQLITE_CANTOPEN }
    /// Whether a row with that key is there already.
    package var isUniquenessViolation: Bool {
        [SQLITE_CONSTRAINT | (8 << 8), SQLITE_CONSTRAINT | (6 << 8)].contains(code)
    }
    /// Whether a UNIQUE, CHECK or other constraint was broken.
    package var isConstraintViolation: Bool { primaryCode == SQLITE_CONSTRAINT }

    package var description: String {
        "SQLite error \(code): \(message)" + (sql.map { " in '\($0)'" } ?? "")
    }
}

extension SQLiteError {
    /// Stored data that SQLite can read and that makes no sense.
    static func damage(_ message: String) -> SQLiteError {
        SQLiteError(code: SQLITE_CORRUPT, message: message, sql: nil)
    }
}
