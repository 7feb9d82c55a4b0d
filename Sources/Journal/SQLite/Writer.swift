internal import Threads

/// The thread that writes: takes what came in while the last transaction was synced to disk, and commits it as one.
///
/// A single commit starts at once; the more come in, the more share a sync.
final class Writer {
    struct Commit: Sendable {
        var writes: [JournalWrite]
        var completion: @Sendable (Result<Void, JournalError>) -> Void
    }

    /// Once this much of the write-ahead log is new, it is copied into the database (16 MB)…
    private static let longLogPages: Int32 = 4_096
    /// …and once this much is, commits wait for the disk to catch up (48 MB).
    private static let longestLogPages: Int32 = 12_288
    private static let idleNanoseconds: Int64 = 500_000_000
    /// A larger group would let the first in it wait too long.
    private static let largestGroupBytes = 8 << 20

    private let path: String
    private let connection: SQLiteConnection
    private var session: WriteSession
    private let definitions: DefinitionStore
    private let checkpointer: Checkpointer
    private let gauge = LogGauge()
    /// How much of the log the database has; the log starts over when nobody reads what was copied.
    private var copiedLogPages: Int32 = 0

    init(_ connection: SQLiteConnection, path: String, definitions: DefinitionStore, checkpointer: Checkpointer) throws
    {
        self.path = path
        self.connection = connection
        self.definitions = definitions
        self.checkpointer = checkpointer
        session = try WriteSession(connection)
        connection.observeLog(gauge)
    }

    /// Commits what comes in until the mailbox is closed and empty.
    func run(_ commits: Mailbox<Commit>) {
        while true {
            let isLogCopied = gauge.pages == copiedLogPages
            switch commits.receive(waitingAtMostNanoseconds: isLogCopied ? nil : Self.idleNanoseconds) {
            case .elements(let commits): perform(commits)
            case .timedOut:
                checkpointer.request()
                copiedLogPages = gauge.pages
            case .closed:
                if !definitions.pending.isEmpty { perform([Commit(writes: [], completion: { _ in })]) }
                return
            }
        }
    }

    private func perform(_ commits: [Commit]) {
        var rest = commits[...]
        while !rest.isEmpty {
            let group = rest.prefix(groupCount(rest))
            perform(group)
            rest = rest[group.endIndex...]
            tendLog()
        }
    }

    /// How many of these fit one transaction; at least one.
    private func groupCount(_ commits: ArraySlice<Commit>) -> Int {
        var (bytes, count) = (0, 0)
        for commit in commits {
            bytes += commit.writes.reduce(0) { $0 + $1.approximateBytes }
            if bytes > Self.largestGroupBytes { break }
            count += 1
        }
        return max(count, 1)
    }

    /// Commits a group; where it fails, its halves, so that only the commit that is to blame fails in the end.
    private func perform(_ group: ArraySlice<Commit>) {
        do {
            try write(group)
            for commit in group { commit.completion(.success(())) }
        } catch {
            guard group.count > 1 else {
                let error = JournalError(error, path: path)
                return group.forEach { $0.completion(.failure(error)) }
            }
            let middle = group.startIndex + group.count / 2
            perform(group[..<middle])
            perform(group[middle...])
        }
    }

    private func write(_ group: ArraySlice<Commit>) throws {
        let pending = definitions.pending
        guard !pending.isEmpty || group.contains(where: { !$0.writes.isEmpty }) else { return }
        do {
            try connection.transaction {
                for definition in pending { try session.insert(definition) }
                for commit in group {
                    for write in commit.writes { try session.apply(write) }
                }
                try session.finish()
            }
        } catch {
            session.forget()
            throw error
        }
        definitions.confirm(pending.count)
    }

    private func tendLog() {
        if gauge.pages < copiedLogPages { copiedLogPages = 0 }
        let newPages = gauge.pages - copiedLogPages
        if newPages >= Self.longLogPages { checkpointer.request() }
        if newPages >= Self.longestLogPages { checkpointer.wait() }
        guard checkpointer.isRestLeft else { return }
        // A short log has started over meanwhile, or will be copied when there is nothing else to do.
        if gauge.pages >= Self.longLogPages {
            connection.checkpoint()
            copiedLogPages = gauge.pages
        }
        checkpointer.restIsCopied()
    }
}

extension JournalWrite {
    /// About how much the write adds to a transaction.
    fileprivate var approximateBytes: Int {
        switch self {
        case .appendHistory(_, _, _, let events): 100 + events.count
        case .createExecution(let record): 500 + record.input.utf8.count
        default: 200
        }
    }
}
