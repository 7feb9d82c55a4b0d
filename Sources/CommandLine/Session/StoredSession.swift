import AgentStates
import Engine
import JSON
import Journal
import Tasks

/// A conversation that agents remember: an item of the built-in table `baton-sessions`.
struct StoredSession {
    let name: String
    /// The agent that the conversation belongs to.
    let agent: String
    let messages: [JSONValue]
    /// How often it was written.
    let writes: Int64
    let bytes: Int
    let expiresMilliseconds: Int64?
    fileprivate let key: ItemKey

    fileprivate init?(_ stored: StoredItem) {
        guard let name = stored.item["Session"]?["S"]?.string else { return nil }
        self.name = name
        key = stored.key
        agent = stored.item["Agent"]?["S"]?.string ?? ""
        let text = stored.item["Messages"]?["S"]?.string ?? "[]"
        bytes = text.utf8.count
        messages = (try? JSONValue(parsing: text))?.array ?? []
        writes = stored.item["Version"]?["N"]?.string.flatMap { Int64($0) } ?? 0
        expiresMilliseconds = stored.item["ExpiresAt"]?["N"]?.string.flatMap { Int64($0) }.map { $0 * 1_000 }
    }

    var json: JSONValue {
        var object: JSONObject = [
            "session": .string(name), "agent": .string(agent), "writes": .integer(writes),
            "bytes": .integer(Int64(bytes)), "messages": .array(messages),
        ]
        object["expires"] = expiresMilliseconds.map(JSONValue.timestamp)
        return .object(object)
    }
}

extension StoredSession {
    /// All sessions of a journal, by name.
    static func all(in journal: any ExecutionJournal) throws -> [StoredSession] {
        // Before the first item there are no tables, and who only reads makes none.
        let hasItems = try journal.read { try $0.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'items'") }
        guard hasItems == 1 else { return [] }
        let store = JournalItemStore(reading: journal)
        var sessions: [StoredSession] = []
        var last: ItemKey?
        repeat {
            let page = try store.items(in: SessionTable.name, partition: nil, after: last, limit: 500)
            sessions += page.compactMap(StoredSession.init)
            last = page.last?.key
        } while last != nil
        return sessions.sorted { $0.name < $1.name }
    }

    func delete(from journal: any ExecutionJournal) throws {
        try JournalItemStore(journal).delete(key, in: SessionTable.name)
    }
}
