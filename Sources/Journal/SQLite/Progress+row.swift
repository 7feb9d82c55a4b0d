extension Progress {
    /// The columns of the `progress` table in the order in which they are read and written.
    static let columns =
        "status, stop_ms, redrive_count, redrive_ms, last_event_id, wake_ms, has_effects_in_flight"
    static let columnCount: Int32 = 7

    /// Reads those columns, of which the first is at that place of the row.
    init(row: SQLiteStatement, from column: Int32) throws(SQLiteError) {
        self.init(
            status: try ExecutionStatus(row: row, column: column), stopMilliseconds: row.optionalInteger(column + 1),
            redriveCount: Int(row.integer(column + 2)), redriveMilliseconds: row.optionalInteger(column + 3),
            lastEventID: row.integer(column + 4), wakeMilliseconds: row.optionalInteger(column + 5),
            hasEffectsInFlight: row.bool(column + 6))
    }
}

extension ExecutionStatus {
    init(row: SQLiteStatement, column: Int32) throws(SQLiteError) {
        let text = row.text(column)
        guard let status = ExecutionStatus(rawValue: text) else {
            throw .damage("'\(text)' is no status of an execution")
        }
        self = status
    }
}
