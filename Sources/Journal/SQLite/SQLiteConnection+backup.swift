internal import Glibc

extension SQLiteConnection {
    /// Writes a compact copy of one moment of the database to a new file, and syncs it to disk.
    ///
    /// The copy has another name until it is complete, so that no half of one is taken for a whole.
    func backUp(to path: String) throws(JournalError) {
        let partial = path + ".partial-\(getpid())"
        defer { unlink(partial) }
        do {
            try run("VACUUM INTO ?", .text(partial))
        } catch {
            throw error.isCorruption
                ? JournalError(error, path: path) : .backupFailed(path: path, reason: error.message)
        }
        // A link, unlike a renaming, never replaces a file.
        guard sync(partial), link(partial, path) == 0, sync(directory(of: path)) else {
            throw .backupFailed(path: path, reason: systemErrorText())
        }
    }
}

private func directory(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
}

private func sync(_ path: String) -> Bool {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    return fsync(file) == 0
}
