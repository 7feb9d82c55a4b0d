/// Why the journal could not be opened, read or written.
package enum JournalError: Error, Hashable, Sendable {
    /// The file is missing, or the system does not let it be opened.
    case cannotOpen(path: String, reason: String)
    /// The file starts with other bytes than a SQLite database does.
    case notADatabase(path: String, found: String)
    /// A SQLite database of some other program.
    case notAJournal(path: String, found: String)
    /// Written by a later release.
    case newerSchema(path: String, found: Int, supported: Int)
    /// Written by an earlier release, and opened for reading only.
    case olderSchema(path: String, found: Int, supported: Int)
    case corrupt(path: String, detail: String)
    /// Another process writes to it.
    case owned(path: String, owner: JournalOwner)
    case diskFull(path: String)
    case readOnly(path: String)
    case closed(path: String)
    /// Any other answer of SQLite.
    case storage(path: String, SQLiteError)
    /// Events that do not continue the history, or are not as many lines as their numbers say.
    case invalidHistory(ExecutionID, reason: String)
    case unknownExecution(ExecutionID)
    case duplicateExecution(arn: String)
    /// An update that does not fit the status of the execution.
    case invalidUpdate(ExecutionID, status: ExecutionStatus, update: String)
    /// What a `run` of another store threw.
    case rejected(reason: String)
    case backupFailed(path: String, reason: String)
}

extension JournalError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .cannotOpen(let path, let reason):
            "cannot open the journal '\(path)': \(reason)"
        case .notADatabase(let path, let found):
            "'\(path)' is not a journal: it starts with \(found), not with 'SQLite format 3'; it was left untouched; "
                + "name another file"
        case .notAJournal(let path, let found):
            "'\(path)' is a SQLite database of another program (\(found)); it was left untouched; name another file"
        case .newerSchema(let path, let found, let supported):
            "the journal '\(path)' has format \(found), this release reads up to \(supported); it was left untouched; "
                + "use the release that wrote it, or a later one"
        case .olderSchema(let path, let found, let supported):
            "the journal '\(path)' has format \(found), this release reads \(supported); open it once for writing to "
                + "bring it up to date"
        case .corrupt(let path, let detail):
            "the journal '\(path)' is damaged (\(detail)); restore a backup, or copy the file and its '-wal' and save "
                + "what is readable with 'sqlite3 COPY .recover'"
        case .owned(let path, let owner):
            "the journal '\(path)' is in use by \(owner); stop that process, or name another journal"
        case .diskFull(let path):
            "there is no room left to write the journal '\(path)'; make room and try again"
        case .readOnly(let path):
            "the journal '\(path)' is open for reading only"
        case .closed(let path):
            "the journal '\(path)' is closed"
        case .storage(let path, let error):
            "the journal '\(path)' failed: \(error)"
        case .invalidHistory(let id, let reason):
            "the events for execution \(id) do not fit: \(reason)"
        case .unknownExecution(let id):
            "the journal has no execution \(id)"
        case .duplicateExecution(let arn):
            "the journal has an execution '\(arn)' already"
        case .invalidUpdate(let id, let status, let update):
            "execution \(id) is \(status.rawValue), which '\(update)' does not fit"
        case .rejected(let reason):
            "a write was rejected: \(reason)"
        case .backupFailed(let path, let reason):
            "cannot write the backup '\(path)': \(reason)"
        }
    }
}

extension JournalError {
    /// Puts a failure of SQLite, or of a `run`, into the journal's words.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as JournalError: self = error
        case let error as SQLiteError where error.isDiskFull: self = .diskFull(path: path)
        case let error as SQLiteError where error.isCorruption: self = .corrupt(path: path, detail: error.message)
        case let error as SQLiteError: self = .storage(path: path, error)
        default: self = .rejected(reason: "\(error)")
        }
    }
}
