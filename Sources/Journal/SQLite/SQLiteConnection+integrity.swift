/// Looking for damage.
extension SQLiteConnection {
    /// What is wrong with the file, its references, its histories and its documents.
    func integrityProblems() throws -> [String] {
        var problems = try rows("PRAGMA integrity_check") { $0.text(0) }.filter { $0 != "ok" }
        problems += try rows("PRAGMA foreign_key_check") {
            "row \($0.integer(1)) of \($0.text(0)) refers to a row of \($0.text(2)) that is missing"
        }
        problems += try rows(
            "SELECT id FROM executions WHERE NOT EXISTS (SELECT 1 FROM progress WHERE execution = id)"
        ) { "execution \($0.integer(0)) has no progress" }
        problems += try rows(
            "SELECT id FROM executions WHERE NOT json_valid(details)"
        ) { "the details of execution \($0.integer(0)) are no JSON" }
        problems += try rows(
            "SELECT kind, name FROM resources WHERE NOT json_valid(body)"
        ) { "the \($0.text(0)) '\($0.text(1))' is no JSON" }
        let ends = try rows("SELECT execution, last_event_id, last_history FROM progress") {
            (ExecutionID(rawValue: $0.integer(0)), $0.integer(1), $0.optionalInteger(2))
        }
        for (id, lastEventID, row) in ends {
            if let problem = try historyProblem(of: id, lastEventID: lastEventID, newest: row) {
                problems.append(problem)
            }
        }
        return problems
    }

    /// Follows the chain from the newest row: each must be of this execution, end where the one after begins, and have
    /// a line an event.
    private func historyProblem(of id: ExecutionID, lastEventID: Int64, newest: Int64?) throws -> String? {
        let statement = try statement(
            """
            SELECT execution, previous, first_event_id, last_event_id,
                length(events) - length(replace(events, char(10), '')) FROM history WHERE id = ?
            """)
        defer { statement.reset() }
        var (expected, next) = (lastEventID, newest)
        while let row = next {
            try statement.bind(1, row)
            guard try statement.step() else { return "execution \(id): row \(row) of its history is missing" }
            let (first, last) = (statement.integer(2), statement.integer(3))
            guard statement.integer(0) == id.rawValue, last == expected, first >= 1, first <= last,
                statement.integer(4) == last - first + 1
            else {
                return "execution \(id): row \(row) of its history does not end with event \(expected), a line each"
            }
            (expected, next) = (first - 1, statement.optionalInteger(1))
            statement.reset()
        }
        return expected == 0 ? nil : "execution \(id): events 1 to \(expected) of its history are missing"
    }
}
