/// Reading histories: each is a chain of rows from the newest to the oldest.
extension SQLiteConnection {
    private struct HistoryRow {
        var id: Int64
        var firstEventID: Int64
    }

    func history(
        of execution: ExecutionID, from firstEventID: Int64, limit: Int, reversed: Bool
    ) throws -> [[UInt8]] {
        guard let end = try historyEnd(of: execution),
            let wanted = pageOfEvents(
                from: firstEventID, limit: limit, reversed: reversed, lastEventID: end.lastEventID)
        else { return [] }
        let newestFirst = try historyRows(from: end.row, overlapping: wanted)
        if reversed {
            return try newestFirst.flatMap {
                lines(of: try events(of: $0), first: $0.firstEventID, in: wanted).reversed()
            }
        }
        return try newestFirst.reversed().flatMap { lines(of: try events(of: $0), first: $0.firstEventID, in: wanted) }
    }

    func historyBytes(of execution: ExecutionID) throws -> [UInt8] {
        guard let end = try historyEnd(of: execution) else { return [] }
        var bytes: [UInt8] = []
        for row in try historyRows(from: end.row, overlapping: 1...Int64.max).reversed() {
            bytes.append(contentsOf: try events(of: row))
        }
        return bytes
    }

    /// The newest event and the row it is in; none where there is no history.
    private func historyEnd(of execution: ExecutionID) throws -> (lastEventID: Int64, row: Int64)? {
        let found = try rows(
            "SELECT last_event_id, last_history FROM progress WHERE execution = ?", .integer(execution.rawValue)
        ) { ($0.integer(0), $0.optionalInteger(1)) }.first
        guard case (let lastEventID, let row?)? = found else { return nil }
        return (lastEventID, row)
    }

    /// The rows that hold any of those events, newest first.
    private func historyRows(from newest: Int64, overlapping wanted: ClosedRange<Int64>) throws -> [HistoryRow] {
        let statement = try statement("SELECT previous, first_event_id, last_event_id FROM history WHERE id = ?")
        defer { statement.reset() }
        var found: [HistoryRow] = []
        var next: Int64? = newest
        while let id = next {
            try statement.bind(1, id)
            guard try statement.step() else { throw SQLiteError.damage("row \(id) of the history is missing") }
            let row = HistoryRow(id: id, firstEventID: statement.integer(1))
            if row.firstEventID <= wanted.upperBound { found.append(row) }
            next = row.firstEventID > wanted.lowerBound ? statement.optionalInteger(0) : nil
            guard next.map({ $0 < id }) ?? true else {
                throw SQLiteError.damage("the history runs in a circle at row \(id)")
            }
            statement.reset()
        }
        return found
    }

    private func events(of row: HistoryRow) throws -> [UInt8] {
        try rows("SELECT events FROM history WHERE id = ?", .integer(row.id)) { $0.bytes(0) }.first ?? []
    }
}
