import Glibc

/// A Unix domain socket beside a journal.
enum ControlSocket {
    /// The socket's path; nil where it is longer than the system takes.
    static func path(forJournal journal: String) -> String? {
        let path = Files.absolute(journal) + "-control"
        return path.utf8.count < maximumPathBytes ? path : nil
    }

    private static let maximumPathBytes = 108

    static func listen(at path: String) -> Int32? {
        let file = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard file >= 0 else { return nil }
        let mask = umask(0o177)
        defer { umask(mask) }
        guard withAddress(path, { bind(file, $0, $1) }) == 0, Glibc.listen(file, 16) == 0 else {
            close(file)
            return nil
        }
        return file
    }

    static func connect(to path: String) -> Int32? {
        let file = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard file >= 0 else { return nil }
        guard withAddress(path, { Glibc.connect(file, $0, $1) }) == 0 else {
            close(file)
            return nil
        }
        return file
    }

    /// The bytes before the next line feed, or the end.
    static func readLine(_ file: Int32) -> [UInt8]? {
        var line: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return line.isEmpty ? nil : line }
            if let end = buffer[..<count].firstIndex(of: UInt8(ascii: "\n")) {
                return line + buffer[..<end]
            }
            line.append(contentsOf: buffer[..<count])
        }
    }

    static func write(_ text: String, to file: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private static func withAddress(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(maximumPathBytes - 1)) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
