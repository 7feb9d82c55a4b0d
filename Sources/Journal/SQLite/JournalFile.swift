internal import Glibc

/// The file of a journal, as the system sees it.
///
/// While a connection has it open, nothing else in the process may open and close it: that would drop the locks by
/// which SQLite keeps processes apart (https://sqlite.org/howtocorrupt.html, 2.2).
struct JournalFile {
    /// The real path, so that a link and its target have one lock.
    let path: String
    let exists: Bool

    init(_ path: String) {
        let resolved = realpath(path, nil)
        defer { free(resolved) }
        self.path = resolved.map { String(cString: $0) } ?? path
        exists = resolved != nil
    }

    /// Makes an empty file that only its owner can read; the files beside it get the same rights.
    func create() throws(JournalError) {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .cannotOpen(path: path, reason: systemErrorText()) }
        close(file)
    }

    /// Refuses a file that is shorter than any database and not empty, which SQLite would take for an empty one.
    func checkSize() throws(JournalError) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            (1..<Self.shortestDatabaseBytes).contains(Int(status.st_size))
        else { return }
        throw .notADatabase(path: path, found: Self.printable(start() ?? []))
    }

    private static let shortestDatabaseBytes = 512

    /// Puts what went wrong while opening into the journal's words.
    func openingError(_ error: any Error) -> JournalError {
        guard let error = error as? SQLiteError else { return JournalError(error, path: path) }
        if error.isNoDatabase, let start = start(), !start.elementsEqual("SQLite format 3\0".utf8) {
            return .notADatabase(path: path, found: Self.printable(start))
        }
        return error.isOpeningFailure
            ? .cannotOpen(path: path, reason: error.message) : JournalError(error, path: path)
    }

    /// The first 16 bytes of a file that SQLite refused, and so holds no locks on.
    private func start() -> ArraySlice<UInt8>? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = read(file, &bytes, bytes.count)
        return bytes.prefix(max(count, 0))
    }

    private static func printable(_ bytes: some Sequence<UInt8>) -> String {
        let text = bytes.map { (0x20..<0x7F).contains($0) ? Character(UnicodeScalar($0)) : "·" }
        return "'\(String(text))'"
    }
}
