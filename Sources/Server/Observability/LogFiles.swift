internal import Glibc
internal import Threads

/// Appends to files, on a thread of its own.
final class LogFiles: Sendable {
    private struct Entry {
        let name: String
        let bytes: [UInt8]
    }

    private let entries: Mailbox<Entry>
    private let thread: WorkerThread

    init(folder: String) throws {
        let entries = Mailbox<Entry>()
        self.entries = entries
        thread = try WorkerThread(name: "execution-log") {
            while case .elements(let batch) = entries.receive() {
                for entry in batch { Self.append(entry.bytes, to: Self.path(of: entry.name, in: folder)) }
            }
        }
    }

    func append(_ bytes: [UInt8], to name: String) { entries.send(Entry(name: name, bytes: bytes)) }

    func close() {
        entries.close()
        thread.join()
    }

    /// Inside the folder, whatever the name says.
    private static func path(of name: String, in folder: String) -> String {
        let parts = name.split(separator: "/").filter { $0 != "." && $0 != ".." }
        return ([folder] + parts.map(String.init)).joined(separator: "/") + ".log"
    }

    /// A log that cannot be written is given up: executions do not depend on it.
    private static func append(_ bytes: [UInt8], to path: String) {
        makeFolders(of: path)
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        defer { Glibc.close(file) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private static func makeFolders(of path: String) {
        var folder = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/").dropLast() {
            folder += "/\(part)"
            mkdir(folder, 0o700)
        }
    }
}
