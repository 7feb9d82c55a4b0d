internal import CSQLite

/// What a commit survives once it is announced.
package enum Durability: String, CaseIterable, Sendable {
    /// A crash of the process, of the system, and a loss of power: the log is synced to disk at each commit.
    case full
    /// A crash of the process. A crash of the system or a loss of power may take the newest commits, but no part of one.
    case normal

    /// What `PRAGMA synchronous` answers.
    var pragma: Int64 {
        switch self {
        case .full: 2
        case .normal: 1
        }
    }
}

extension SQLiteConnection {
    /// Makes this the connection of the thread that writes the journal, and checks that SQLite took the settings.
    func configureForWriting(_ durability: Durability, path: String) throws {
        // Checkpoints are asked for by the writer itself: an automatic one would run inside somebody's commit.
        try execute(
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = \(durability.pragma); PRAGMA wal_autocheckpoint = 0;
            PRAGMA journal_size_limit = 67108864; PRAGMA secure_delete = OFF; PRAGMA foreign_keys = ON;
            PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384; PRAGMA trusted_schema = OFF
            """)
        let (mode, synchronous) = (try text("PRAGMA journal_mode"), try integer("PRAGMA synchronous"))
        guard mode == "wal", synchronous == durability.pragma else {
            throw JournalError.cannotOpen(
                path: path,
                reason: "its file system does not allow a write-ahead log with synchronous=\(durability.pragma) "
                    + "(found \(mode ?? "none") and \(synchronous ?? -1)); use a local disk")
        }
    }
}
