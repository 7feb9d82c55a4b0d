internal import JSON

/// Reading definitions and documents.
extension SQLiteConnection {
    func definitionText(_ id: DefinitionID) throws -> String? {
        try rows("SELECT text FROM definitions WHERE id = ?", .integer(id.rawValue)) { $0.text(0) }.first
    }

    func definitionID(digest: [UInt8]) throws -> DefinitionID? {
        try rows("SELECT id FROM definitions WHERE digest = ?", .blob(digest)) {
            DefinitionID(rawValue: $0.integer(0))
        }.first
    }

    func resource(kind: String, name: String) throws -> JSONValue? {
        try rows("SELECT body FROM resources WHERE kind = ? AND name = ?", .text(kind), .text(name)) {
            try JSONValue(row: $0, column: 0)
        }.first
    }

    func resources(kind: String, prefix: String, after name: String?, limit: Int) throws -> [JournalResource] {
        let statement = try statement(
            """
            SELECT name, body FROM resources WHERE kind = ?1 AND name >= ?2 AND (?3 IS NULL OR name > ?3) ORDER BY name
            """)
        // The greater bound leads the search.
        let isPastPrefix = name.map { prefix.utf8.lexicographicallyPrecedes($0.utf8) } ?? false
        try statement.bind(1, kind)
        try statement.bind(2, isPastPrefix ? name : prefix)
        try statement.bind(3, name)
        defer { statement.reset() }
        var found: [JournalResource] = []
        while found.count < limit, try statement.step() {
            let name = statement.text(0)
            guard name.utf8.starts(with: prefix.utf8) else { break }
            found.append(JournalResource(name: name, body: try JSONValue(row: statement, column: 1)))
        }
        return found
    }
}
