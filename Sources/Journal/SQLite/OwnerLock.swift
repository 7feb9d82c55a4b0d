internal import Glibc

/// The process that writes a journal.
package struct JournalOwner: Hashable, Sendable, CustomStringConvertible {
    package var processID: Int32
    package var command: String
    /// When it opened the journal, as `2026-01-31T12:00:00Z`.
    package var since: String

    package var description: String {
        processID == 0 ? "another process" : "process \(processID) ('\(command)') since \(since)"
    }
}

/// The right to write a journal: a lock on a file beside it, held until this value goes, or the process ends.
final class OwnerLock: Sendable {
    private let path: String
    private let file: Int32

    /// Takes the lock for the journal at that path.
    ///
    /// - Throws: `JournalError.owned` naming the process that has it; `cannotOpen` where the file cannot be made.
    init(journalPath: String) throws(JournalError) {
        let path = journalPath + "-owner"
        while true {
            let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard file >= 0 else { throw .cannotOpen(path: journalPath, reason: "'\(path)': \(systemErrorText())") }
            guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
                defer { Glibc.close(file) }
                throw .owned(path: journalPath, owner: Self.owner(in: file))
            }
            // The holder before may have removed the file between our open and our lock.
            if Self.isSameFile(file, path) {
                self.path = path
                self.file = file
                break
            }
            Glibc.close(file)
        }
        Self.write(.current, to: file)
    }

    deinit {
        unlink(path)
        Glibc.close(file)
    }

    private static func isSameFile(_ file: Int32, _ path: String) -> Bool {
        var (opened, named) = (stat(), stat())
        return fstat(file, &opened) == 0 && stat(path, &named) == 0
            && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
    }

    // MARK: The file: three lines of process id, time, command

    private static func write(_ owner: JournalOwner, to file: Int32) {
        let text = "\(owner.processID)\n\(owner.since)\n\(owner.command)\n"
        // For people only: the lock holds whether or not this can be written.
        _ = ftruncate(file, 0)
        _ = pwrite(file, text, text.utf8.count, 0)
    }

    fileprivate static func owner(in file: Int32) -> JournalOwner {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = pread(file, &bytes, bytes.count, 0)
        let lines = String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self).split(separator: "\n")
        guard lines.count >= 3, let processID = Int32(lines[0]) else {
            return JournalOwner(processID: 0, command: "", since: "")
        }
        return JournalOwner(processID: processID, command: String(lines[2]), since: String(lines[1]))
    }
}

extension JournalOwner {
    /// The process that writes the journal at that path; nil where none does.
    ///
    /// Takes no lock, so that it is in nobody's way: a process that was killed is told by its number, which is free or another
    /// command's.
    package static func current(ofJournal path: String) -> JournalOwner? {
        let file = open(path + "-owner", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { Glibc.close(file) }
        let owner = OwnerLock.owner(in: file)
        return owner.processID != 0 && command(ofProcess: "\(owner.processID)") == owner.command ? owner : nil
    }

    /// This process, from now on.
    fileprivate static var current: JournalOwner {
        JournalOwner(processID: getpid(), command: command(ofProcess: "self") ?? "unknown", since: currentTime())
    }

    private static func command(ofProcess process: String) -> String? {
        let file = open("/proc/\(process)/cmdline", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { Glibc.close(file) }
        var bytes = [UInt8](repeating: 0, count: 1_024)
        let count = read(file, &bytes, bytes.count)
        let words = bytes.prefix(max(count, 0)).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        return String(words.joined(separator: " ").map { $0.isNewline ? " " : $0 })
    }

    private static func currentTime() -> String {
        var now = time(nil)
        var parts = tm()
        gmtime_r(&now, &parts)
        var text = [CChar](repeating: 0, count: 32)
        let count = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
        return String(decoding: text.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// What the system says about its last failure.
func systemErrorText() -> String { String(cString: strerror(errno)) }
