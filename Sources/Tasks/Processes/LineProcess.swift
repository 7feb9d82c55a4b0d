import Glibc
import Synchronization

/// A process that is spoken to in lines over its standard input and output; its standard error is its log.
///
/// One thread reads at a time; any may write.
package final class LineProcess: Sendable {
    package enum Reading: Sendable {
        case line([UInt8])
        case timedOut
        /// With what `ExitStatus` says, such as `exit status 1`.
        case ended(String)
    }

    private static let maximumLineBytes = 64 << 20

    private let process: ChildProcess
    private let connection: Descriptor
    private let errors: Descriptor
    private let log: @Sendable ([UInt8]) -> Void
    private let received = Mutex<[UInt8]>([])
    private let writing = Mutex(())

    /// Starts the program, looked up in `PATH`.
    package init(
        words: [String], environment: [String: String], directory: String?,
        log: @escaping @Sendable ([UInt8]) -> Void
    ) throws(SystemError) {
        // A socket rather than pipes: writing to a program that has closed its input must not raise SIGPIPE.
        let (ours, theirs) = try Descriptor.socketPair()
        let (errors, theirErrors) = try Descriptor.pipe()
        process = try ChildProcess(
            Command(words: words, environment: environment, directory: directory),
            descriptors: [0: theirs.number, 1: theirs.number, 2: theirErrors.number])
        connection = ours
        self.errors = errors
        self.log = log
        errors.setNonBlocking()
    }

    /// Writes a line; false where the program does not take it in time, or is gone.
    package func send(_ line: [UInt8], until deadline: MonotonicTime) -> Bool {
        writing.withLock { _ in
            var rest = (line + [UInt8(ascii: "\n")])[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Glibc.send(connection.number, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT))
                }
                if count >= 0 {
                    rest = rest.dropFirst(count)
                } else if errno == EAGAIN {
                    var watched = pollfd(fd: connection.number, events: Int16(POLLOUT), revents: 0)
                    let wait = deadline.millisecondsLeft
                    guard wait > 0, poll(&watched, 1, wait) >= 0 || errno == EINTR else { return false }
                } else if errno != EINTR {
                    return false
                }
            }
            return true
        }
    }

    /// The next line, without its end.
    package func receive(until deadline: MonotonicTime) -> Reading {
        while true {
            if let line = nextLine() { return .line(line) }
            let wait = deadline.millisecondsLeft
            guard wait > 0 else { return .timedOut }
            var watched = [
                pollfd(fd: connection.number, events: Int16(POLLIN), revents: 0),
                pollfd(fd: errors.number, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&watched, 2, wait) > 0 else { continue }
            if watched[1].revents & Int16(POLLIN) != 0 { drainErrors() }
            guard watched[0].revents & Int16(POLLIN | POLLHUP | POLLERR) != 0 else {
                // A closed log would be reported again and again.
                if watched[1].revents & Int16(POLLHUP) != 0 { usleep(5_000) }
                continue
            }
            guard let bytes = connection.read(), !bytes.isEmpty else {
                let status = process.stop(withinMilliseconds: 2_000)
                drainErrors()
                return .ended("\(status)")
            }
            let length = received.withLock { received in
                received += bytes
                return received.count
            }
            guard length <= Self.maximumLineBytes else {
                kill()
                return .ended("a line longer than \(Self.maximumLineBytes) bytes")
            }
        }
    }

    /// Closes the program's standard input, which asks it to end, and makes sure that it does.
    package func stop(withinMilliseconds: Int64) {
        shutdown(connection.number, CInt(SHUT_WR))
        _ = process.stop(withinMilliseconds: withinMilliseconds)
    }

    /// Ends the program and all that it started.
    package func kill() {
        process.kill()
        _ = process.wait()
    }

    private func nextLine() -> [UInt8]? {
        received.withLock { received in
            guard let end = received.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            defer { received.removeFirst(end + 1) }
            return Array(received[..<end])
        }
    }

    private func drainErrors() {
        while let bytes = errors.read(), !bytes.isEmpty { log(bytes) }
    }
}
