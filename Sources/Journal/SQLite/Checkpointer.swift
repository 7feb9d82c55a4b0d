internal import CSQLite
internal import Synchronization
internal import Threads

/// Copies the write-ahead log into the database file on a thread and a connection of its own, so that no commit waits
/// for it.
///
/// While commits go on, a copy never reaches the end of the log, and only a log that was copied to its end starts over
/// from its beginning. So the writer copies the short rest itself, between two commits, once `isRestLeft`.
///
/// Source: https://sqlite.org/wal.html, "Avoiding Excessively Large WAL Files".
final class Checkpointer: Sendable {
    private enum State: UInt8, AtomicRepresentable {
        case idle, copying, restLeft
    }

    /// Once a round has no more than this to copy, the writer will have about as little.
    private static let longestRestPages: Int32 = 128
    private static let mostRounds = 8

    private let state = Atomic<State>(.idle)
    private let requests = Mailbox<Void>()
    private let answers = Mailbox<Void>()

    /// Whether the bulk is copied and the writer should copy the rest.
    var isRestLeft: Bool { state.load(ordering: .acquiring) == .restLeft }

    /// Asks for a copy, unless one is under way.
    func request() {
        let (exchanged, _) = state.compareExchange(expected: .idle, desired: .copying, ordering: .acquiringAndReleasing)
        if exchanged { requests.send(()) }
    }

    /// Waits until the copy that is under way is done, or there is nobody to do it any more.
    func wait() {
        while !isRestLeft, case .elements = answers.receive() {}
    }

    /// Says that the writer has copied the rest.
    func restIsCopied() { state.store(.idle, ordering: .releasing) }

    func close() { requests.close() }

    /// Serves requests until `close`; the body of the thread.
    func run(path: String) {
        // Where the file cannot be opened a second time, the writer copies everything.
        let connection = try? SQLiteConnection(path: path, mode: .readWrite)
        // A connection that has read nothing yet does not know that there is a log.
        _ = try? connection?.integer("SELECT count(*) FROM sqlite_schema")
        while case .elements = requests.receive() {
            var (seenPages, copiedPages): (Int32, Int32) = (0, 0)
            for _ in 0..<Self.mostRounds {
                seenPages = copiedPages
                copiedPages = connection?.checkpoint() ?? 0
                if copiedPages - seenPages <= Self.longestRestPages { break }
            }
            state.store(.restLeft, ordering: .releasing)
            answers.send(())
        }
        answers.close()
    }
}

extension SQLiteConnection {
    /// Copies what it can of the write-ahead log without waiting for anybody.
    ///
    /// - Returns: how long the log was when it began, in pages; none where the copy failed, which the next makes up for.
    @discardableResult
    func checkpoint() -> Int32? {
        var logPages: Int32 = 0
        let status = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, &logPages, nil)
        return status == SQLITE_OK ? logPages : nil
    }

    /// Writes into `gauge` how many pages the write-ahead log holds, after each commit on this connection.
    func observeLog(_ gauge: LogGauge) {
        let note: @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?, UnsafePointer<CChar>?, Int32) -> Int32 = {
            context, _, _, pages in
            if let context { Unmanaged<LogGauge>.fromOpaque(context).takeUnretainedValue().pages = pages }
            return SQLITE_OK
        }
        sqlite3_wal_hook(handle, note, Unmanaged.passUnretained(gauge).toOpaque())
    }
}

/// The length of the write-ahead log; must live as long as the connection it is given to.
final class LogGauge {
    var pages: Int32 = 0
}
