internal import Threads

/// What only the process that owns a journal has: the lock, the thread that writes, and the one that copies the log.
final class WriteSide: Sendable {
    /// What the writer finds in the file.
    struct Found: Sendable {
        var nextExecution: Int64
        var definitions: DefinitionStore
    }

    let found: Found

    private let commits = Mailbox<Writer.Commit>()
    private let checkpointer = Checkpointer()
    private let writer: WorkerThread
    private let copier: WorkerThread

    /// Takes the lock, opens the file on the writer's own thread, and brings it to this release's format.
    init(_ file: JournalFile, durability: Durability) throws(JournalError) {
        let path = file.path
        let lock = try OwnerLock(journalPath: path)
        if !file.exists { try file.create() }
        let (commits, checkpointer) = (commits, checkpointer)
        let opened = Mailbox<Result<Found, JournalError>>()
        do {
            writer = try WorkerThread(name: "journal-write") {
                // Held until the connection is closed.
                withExtendedLifetime(lock) {
                    do {
                        let connection = try SQLiteConnection(path: path, mode: .readWrite)
                        let found = try Self.prepare(connection, path: path, durability: durability)
                        let writer = try Writer(
                            connection, path: path, definitions: found.definitions, checkpointer: checkpointer)
                        opened.send(.success(found))
                        writer.run(commits)
                    } catch {
                        opened.send(.failure(file.openingError(error)))
                    }
                }
            }
        } catch {
            throw .cannotOpen(path: path, reason: error.description)
        }
        do {
            found = try Self.outcome(opened)
            copier = try WorkerThread(name: "journal-copy") { checkpointer.run(path: path) }
        } catch {
            commits.close()
            writer.join()
            throw file.openingError(error)
        }
    }

    /// Queues a commit.
    ///
    /// - Returns: false once closed.
    func send(_ commit: Writer.Commit) -> Bool { commits.send(commit) }

    /// Whether the caller is a completion.
    var isCurrentThread: Bool { writer.isCurrent }

    /// Finishes what is queued and lets go of the file.
    ///
    /// The last to let go of a journal may be a completion; the thread that it runs on then finishes by itself.
    func close() {
        // One after the other, so that the writer's connection is the last: it empties the log into the file.
        checkpointer.close()
        copier.join()
        commits.close()
        if !writer.isCurrent { writer.join() }
    }

    private static func outcome(_ opened: Mailbox<Result<Found, JournalError>>) throws(JournalError) -> Found {
        guard case .elements(let results) = opened.receive(), let result = results.first else {
            preconditionFailure("the writer answers before it ends, and nobody closes the mailbox")
        }
        return try result.get()
    }

    private static func prepare(
        _ connection: SQLiteConnection, path: String, durability: Durability
    ) throws -> Found {
        // Before any setting, which would change a file of another program.
        _ = try Schema.check(connection, path: path)
        try connection.configureForWriting(durability, path: path)
        try Schema.migrate(connection, path: path)
        return Found(
            nextExecution: 1 + (try connection.integer("SELECT max(id) FROM executions") ?? 0),
            definitions: DefinitionStore(next: 1 + (try connection.integer("SELECT max(id) FROM definitions") ?? 0)))
    }
}
