import Glibc

/// A file descriptor that is closed with its last owner, and that no child process inherits.
final class Descriptor: Sendable {
    let number: CInt

    /// Takes over an open descriptor, moved to 10 or above so that it is in nobody's way as 0…3 of a child.
    init(_ number: CInt) throws(SystemError) {
        let raised = fcntl(number, F_DUPFD_CLOEXEC, 10)
        let failure = SystemError.last("open a pipe")
        Glibc.close(number)
        guard raised >= 0 else { throw failure }
        self.number = raised
    }

    deinit { Glibc.close(number) }

    /// Two ends of a connection; what is written to one is read from the other.
    static func socketPair() throws(SystemError) -> (Descriptor, Descriptor) {
        var ends: [CInt] = [0, 0]
        guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw .last("open a socket pair")
        }
        return (try Descriptor(ends[0]), try Descriptor(ends[1]))
    }

    /// A pipe: the first end is read from, the second written to.
    static func pipe() throws(SystemError) -> (Descriptor, Descriptor) {
        var ends: [CInt] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { throw .last("open a pipe") }
        return (try Descriptor(ends[0]), try Descriptor(ends[1]))
    }

    /// A file, such as `/dev/null`.
    static func open(_ path: String, _ flags: CInt) throws(SystemError) -> Descriptor {
        let number = Glibc.open(path, flags | O_CLOEXEC, 0o644)
        guard number >= 0 else { throw .last("open '\(path)'") }
        return try Descriptor(number)
    }

    /// Reads what is there, up to 64 KiB; empty at the end; nothing where it would have to wait.
    func read() -> [UInt8]? {
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, filled in
            repeat { count = Glibc.read(number, buffer.baseAddress, buffer.count) } while count < 0 && errno == EINTR
            filled = max(0, count)
        }
        return count >= 0 ? bytes : errno == EAGAIN ? nil : []
    }

    func setNonBlocking() { _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK) }
}
