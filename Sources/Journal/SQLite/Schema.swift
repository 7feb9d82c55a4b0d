/// The tables of a journal file, and how files of earlier releases become files of this one.
///
/// - `executions` holds what is fixed at the start; its rows are never rewritten (save for `details`).
/// - `progress` holds what changes: rows of some forty bytes, so that a commit of many executions touches few pages.
/// - `history` is a log: one row a commit and execution, which names the row before it of the same execution;
///   `progress.last_history` names the newest. A chain costs no index; an index on (execution, event) would dirty one
///   page for each of many interleaved executions, ten times what the rows themselves take.
enum Schema {
    /// In the file's header, so that others can tell what it is: "Batn".
    static let applicationID: Int64 = 0x4261_746E

    /// What each format adds to the one before; the first makes the tables of an empty file.
    ///
    /// `PRAGMA user_version` says how many a file has had. Only ever add at the end.
    static let migrations: [String] = [
        """
        PRAGMA application_id = \(applicationID);

        CREATE TABLE definitions (
            id INTEGER PRIMARY KEY,
            digest BLOB NOT NULL UNIQUE, -- SHA-256 of the text
            text TEXT NOT NULL
        ) STRICT;

        CREATE TABLE executions (
            id INTEGER PRIMARY KEY,
            arn TEXT NOT NULL UNIQUE,
            state_machine_arn TEXT NOT NULL,
            name TEXT NOT NULL,
            definition INTEGER NOT NULL REFERENCES definitions (id),
            is_express INTEGER NOT NULL,
            role_arn TEXT NOT NULL,
            start_ms INTEGER NOT NULL,
            seed INTEGER NOT NULL,
            rules_version INTEGER NOT NULL,
            map_run_arn TEXT,
            parent INTEGER,
            details TEXT NOT NULL, -- a JSON object
            input TEXT NOT NULL -- last, as it may be long
        ) STRICT;
        CREATE INDEX executions_by_state_machine ON executions (state_machine_arn);
        CREATE INDEX executions_by_map_run ON executions (map_run_arn) WHERE map_run_arn IS NOT NULL;

        CREATE TABLE progress (
            execution INTEGER PRIMARY KEY REFERENCES executions (id),
            status TEXT NOT NULL,
            stop_ms INTEGER,
            redrive_count INTEGER NOT NULL,
            redrive_ms INTEGER,
            last_event_id INTEGER NOT NULL,
            last_history INTEGER, -- the newest row of its history
            wake_ms INTEGER,
            has_effects_in_flight INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX progress_by_status ON progress (status);

        CREATE TABLE outcomes (
            execution INTEGER PRIMARY KEY REFERENCES executions (id),
            output TEXT,
            error TEXT,
            cause TEXT
        ) STRICT;

        CREATE TABLE history (
            id INTEGER PRIMARY KEY,
            execution INTEGER NOT NULL,
            previous INTEGER, -- the row before of this execution
            first_event_id INTEGER NOT NULL,
            last_event_id INTEGER NOT NULL,
            events TEXT NOT NULL -- JSON lines
        ) STRICT;

        CREATE TABLE resources (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            body TEXT NOT NULL, -- JSON
            UNIQUE (kind, name)
        ) STRICT;
        """
    ]

    static var version: Int { migrations.count }

    /// Checks that the file is a journal this release can read.
    ///
    /// - Returns: the format of the file; 0 for an empty one.
    static func check(_ connection: SQLiteConnection, path: String) throws -> Int {
        let found = Int(try connection.integer("PRAGMA user_version") ?? 0)
        let application = try connection.integer("PRAGMA application_id") ?? 0
        let tableCount = try connection.integer("SELECT count(*) FROM sqlite_schema") ?? 0
        guard application == applicationID || (application == 0 && found == 0 && tableCount == 0) else {
            throw JournalError.notAJournal(
                path: path,
                found: "application id \(application), user version \(found), \(tableCount) tables and indexes")
        }
        guard found <= version else { throw JournalError.newerSchema(path: path, found: found, supported: version) }
        return found
    }

    /// Brings the file to this release's format, one migration a transaction.
    static func migrate(_ connection: SQLiteConnection, path: String) throws {
        for number in try check(connection, path: path)..<version {
            try connection.transaction {
                try connection.execute(migrations[number])
                try connection.execute("PRAGMA user_version = \(number + 1)")
            }
        }
    }
}
