package import JSON
package import Journal
package import Tasks

/// The tables of the built-in DynamoDB, in the journal's file.
///
/// Reads wait for the writes before them: an item that was put is there.
package struct JournalItemStore: ItemStore {
    private let journal: any ExecutionJournal

    /// - Throws: `JournalError` where the tables cannot be made.
    package init(_ journal: any ExecutionJournal) throws {
        self.journal = journal
        try write { connection in
            try connection.execute(
                """
                CREATE TABLE IF NOT EXISTS item_tables (name TEXT PRIMARY KEY, keys TEXT NOT NULL) STRICT;
                CREATE TABLE IF NOT EXISTS items (
                    table_name TEXT NOT NULL, partition BLOB NOT NULL, sort BLOB NOT NULL, item TEXT NOT NULL,
                    PRIMARY KEY (table_name, partition, sort)) STRICT, WITHOUT ROWID;
                """)
        }
    }

    /// The tables of a journal that has them already.
    package init(reading journal: any ExecutionJournal) { self.journal = journal }

    package func tables() throws -> [String: TableKeys] {
        try journal.read { connection in
            var tables: [String: TableKeys] = [:]
            let statement = try connection.statement("SELECT name, keys FROM item_tables")
            defer { statement.reset() }
            while try statement.step() {
                tables[statement.text(0)] = try TableKeys(JSONValue(parsing: statement.text(1)))
            }
            return tables
        }
    }

    package func createTable(_ name: String, keys: TableKeys) throws {
        let text = keys.json.text
        try write {
            try $0.run("INSERT OR REPLACE INTO item_tables (name, keys) VALUES (?, ?)", .text(name), .text(text))
        }
    }

    package func deleteTable(_ name: String) throws {
        try write { connection in
            try connection.run("DELETE FROM item_tables WHERE name = ?", .text(name))
            try connection.run("DELETE FROM items WHERE table_name = ?", .text(name))
        }
    }

    package func item(_ key: ItemKey, in table: String) throws -> JSONObject? {
        try journal.read { connection in
            let statement = try connection.statement(
                "SELECT item FROM items WHERE table_name = ? AND partition = ? AND sort = ?")
            defer { statement.reset() }
            try statement.bind([.text(table), .blob(key.partition), .blob(key.sort)])
            return try statement.step() ? JSONValue(parsing: statement.text(0)).object : nil
        }
    }

    package func put(_ item: StoredItem, in table: String) throws {
        let text = JSONValue.object(item.item).text
        let key = item.key
        try write { connection in
            try connection.run(
                "INSERT OR REPLACE INTO items (table_name, partition, sort, item) VALUES (?, ?, ?, ?)", .text(table),
                .blob(key.partition), .blob(key.sort), .text(text))
        }
    }

    package func delete(_ key: ItemKey, in table: String) throws {
        try write { connection in
            try connection.run(
                "DELETE FROM items WHERE table_name = ? AND partition = ? AND sort = ?", .text(table),
                .blob(key.partition), .blob(key.sort))
        }
    }

    package func items(in table: String, partition: [UInt8]?, after key: ItemKey?, limit: Int) throws -> [StoredItem] {
        try journal.read { connection in
            let statement = try connection.statement(
                """
                SELECT partition, sort, item FROM items
                WHERE table_name = ?1 AND (?2 IS NULL OR partition = ?2) AND (?3 IS NULL OR (partition, sort) > (?3, ?4))
                ORDER BY partition, sort LIMIT ?5
                """)
            defer { statement.reset() }
            try statement.bind([
                .text(table), partition.map(SQLiteValue.blob) ?? .null, key.map { .blob($0.partition) } ?? .null,
                key.map { .blob($0.sort) } ?? .null, .integer(Int64(limit)),
            ])
            var items: [StoredItem] = []
            while try statement.step() {
                let key = ItemKey(partition: statement.bytes(0), sort: statement.bytes(1))
                items.append(
                    StoredItem(key: key, item: try JSONValue(parsing: statement.text(2)).object ?? [:]))
            }
            return items
        }
    }

    private func write(_ body: @escaping @Sendable (SQLiteConnection) throws -> Void) throws {
        try journal.commitAndWait([.run(body)])
    }
}

extension TableKeys {
    fileprivate var json: JSONValue {
        var keys: JSONObject = ["partition": partition.json]
        keys["sort"] = sort?.json
        return .object(keys)
    }

    fileprivate init(_ json: JSONValue) throws {
        guard let partition = json["partition"].flatMap(Attribute.init) else {
            throw ItemStoreFault(description: "the keys of a table are damaged: \(json.text)")
        }
        self.init(partition: partition, sort: json["sort"].flatMap(Attribute.init))
    }
}

extension TableKeys.Attribute {
    fileprivate var json: JSONValue { ["name": .string(name), "kind": .string(kind.rawValue)] }

    fileprivate init?(_ json: JSONValue) {
        guard let name = json["name"]?.string, let kind = json["kind"]?.string.flatMap(Kind.init) else { return nil }
        self.init(name: name, kind: kind)
    }
}

/// The tables' own rows cannot be read.
private struct ItemStoreFault: Error, CustomStringConvertible {
    let description: String
}
