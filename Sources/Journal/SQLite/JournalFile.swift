internal import Glibc

/// The file of a journal, before SQLite sees it.
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

    /// Checks that the file is empty or starts as SQLite databases do.
    func checkHeader() throws(JournalError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .cannotOpen(path: path, reason: systemErrorText()) }
        defer { close(file) }
        var header = [UInt8](repeating: 0, count: 16)
        let count = read(file, &header, header.count)
        guard count >= 0 else { throw .cannotOpen(path: path, reason: systemErrorText()) }
        let found = header.prefix(count)
        guard found.isEmpty || found.elementsEqual("SQLite format 3\0".utf8) else {
            throw .notADatabase(path: path, found: Self.printable(found))
        }
    }

    /// Makes an empty file that only its owner can read; the files beside it get the same rights.
    func create() throws(JournalError) {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .cannotOpen(path: path, reason: systemErrorText()) }
        close(file)
    }

    private static func printable(_ bytes: some Sequence<UInt8>) -> String {
        let text = bytes.map { (0x20..<0x7F).contains($0) ? Character(UnicodeScalar($0)) : "·" }
        return "'\(String(text))'"
    }
}
