internal import Synchronization

/// A few connections that only read, each lent to one thread at a time.
final class ReaderPool: Sendable {
    private let path: String
    private let idle = Mutex<[LentConnection]?>([])
    private let capacity: Int

    /// - Parameter capacity: how many connections are kept; more are opened while more threads read at once.
    init(path: String, capacity: Int = 4) {
        self.path = path
        self.capacity = capacity
    }

    /// Runs `body` in a read transaction of its own.
    func read<Value>(_ body: (SQLiteConnection) throws -> Value) throws -> Value {
        try withConnection { connection in
            try connection.transaction(isWriting: false) { try body(connection) }
        }
    }

    /// Lends a connection for as long as `body` runs.
    func withConnection<Value>(_ body: (SQLiteConnection) throws -> Value) throws -> Value {
        let connection = try borrow()
        defer { giveBack(connection) }
        return try body(connection)
    }

    /// Closes the connections that are in the pool; those outside close when they come back.
    func close() { idle.withLock { $0 = nil } }

    private func borrow() throws -> SQLiteConnection {
        let kept = try idle.withLock { idle throws(JournalError) -> LentConnection? in
            if idle == nil { throw .closed(path: path) }
            return idle?.popLast()
        }
        if let kept { return kept.connection }
        let connection = try SQLiteConnection(path: path, mode: .readOnly)
        try connection.execute("PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY")
        return connection
    }

    private func giveBack(_ connection: SQLiteConnection) {
        let returned = LentConnection(connection: connection)
        idle.withLock { idle in
            if let count = idle?.count, count < capacity { idle?.append(returned) }
        }
    }
}

/// A connection that lies under a lock and is lent to one thread at a time.
///
/// Unchecked, as the compiler cannot see that: who takes one out holds it alone until it is back.
struct LentConnection: @unchecked Sendable {
    let connection: SQLiteConnection
}
