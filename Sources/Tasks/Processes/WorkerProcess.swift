import Glibc

/// Why a worker gave no answer.
enum WorkerFailure: Error, Hashable, Sendable {
    case cannotStart(String)
    /// The worker started but could not get ready; what it says about it.
    case notReady([UInt8])
    case timedOut
    case exited(ExitStatus)
    /// What came over the connection is not what workers say.
    case garbled(String)
    case cancelled
}

/// A message between us and a worker: four bytes of length (big-endian), one byte of kind, the payload.
struct WorkerFrame: Hashable, Sendable {
    enum Kind: UInt8, Sendable {
        /// To the worker: do this. From the worker: the result.
        case message = 0x4D
        /// From the worker: it failed.
        case failure = 0x45
        /// From the worker, once: waiting for work.
        case ready = 0x52
    }

    let kind: Kind
    let payload: [UInt8]

    static let maximumBytes = 256 << 20

    var bytes: [UInt8] {
        let length = UInt32(payload.count + 1)
        return [
            UInt8(length >> 24), UInt8(length >> 16 & 0xFF), UInt8(length >> 8 & 0xFF), UInt8(length & 0xFF),
            kind.rawValue,
        ]
            + payload
    }
}

/// A kept-alive process that answers one message at a time over its descriptor 3; all it prints is its log.
///
/// Used by one thread at a time; only `process.kill()` may come from another.
final class WorkerProcess {
    let process: ChildProcess
    private let connection: Descriptor
    private let output: Descriptor
    private var isOutputOpen = true
    private var received: [UInt8] = []

    /// Starts the command; it is ready when `awaitReady` returns.
    init(_ command: Command) throws(WorkerFailure) {
        do throws(SystemError) {
            let (ourEnd, theirEnd) = try Descriptor.socketPair()
            let (output, theirOutput) = try Descriptor.pipe()
            let null = try Descriptor.open("/dev/null", O_RDONLY)
            process = try ChildProcess(
                command,
                descriptors: [0: null.number, 1: theirOutput.number, 2: theirOutput.number, 3: theirEnd.number])
            connection = ourEnd
            self.output = output
        } catch {
            throw .cannotStart(error.description)
        }
        output.setNonBlocking()
    }

    deinit {
        process.kill()
        _ = process.wait()
    }

    /// Whether the worker waits for a message; it may have ended or spoken out of turn since its last answer.
    var isAlive: Bool {
        var watched = pollfd(fd: connection.number, events: Int16(POLLIN), revents: 0)
        while true {
            let count = poll(&watched, 1, 0)
            if count >= 0 || errno != EINTR { return count == 0 }
        }
    }

    func awaitReady(deadline: MonotonicTime, log: ([UInt8]) -> Void) throws(WorkerFailure) {
        let frame = try exchange(nil, deadline: deadline, log: log)
        switch frame.kind {
        case .ready: return
        case .failure: throw .notReady(frame.payload)
        case .message: throw .garbled("an answer before any question")
        }
    }

    /// Sends a message and waits for the answer; a worker that is late is ended.
    func exchange(
        _ message: [UInt8]?, deadline: MonotonicTime, log: ([UInt8]) -> Void
    ) throws(WorkerFailure) -> WorkerFrame {
        let outgoing = message.map { WorkerFrame(kind: .message, payload: $0).bytes } ?? []
        var sentCount = 0
        while true {
            sentCount = try send(outgoing, from: sentCount)
            if let frame = try nextFrame() {
                drainOutput(log)
                return frame
            }
            try awaitActivity(isSending: sentCount < outgoing.count, deadline: deadline, log: log)
        }
    }

    private func send(_ bytes: [UInt8], from start: Int) throws(WorkerFailure) -> Int {
        var sentCount = start
        while sentCount < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.send(
                    connection.number, buffer.baseAddress?.advanced(by: sentCount), buffer.count - sentCount,
                    CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT))
            }
            if count >= 0 {
                sentCount += count
            } else if errno == EAGAIN {
                break
            } else if errno != EINTR {
                throw .exited(process.stop(withinMilliseconds: 500))
            }
        }
        return sentCount
    }

    private func nextFrame() throws(WorkerFailure) -> WorkerFrame? {
        guard received.count >= 5 else { return nil }
        let length = received.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard let kind = WorkerFrame.Kind(rawValue: received[4]), (1...WorkerFrame.maximumBytes).contains(length) else {
            process.kill()
            throw .garbled(String(decoding: received.prefix(200), as: UTF8.self))
        }
        guard received.count >= 4 + length else { return nil }
        let payload = Array(received[5..<(4 + length)])
        received.removeFirst(4 + length)
        return WorkerFrame(kind: kind, payload: payload)
    }

    private func awaitActivity(
        isSending: Bool, deadline: MonotonicTime, log: ([UInt8]) -> Void
    ) throws(WorkerFailure) {
        var watched = [
            pollfd(fd: connection.number, events: Int16(POLLIN | (isSending ? POLLOUT : 0)), revents: 0),
            pollfd(fd: isOutputOpen ? output.number : -1, events: Int16(POLLIN), revents: 0),
        ]
        let wait = deadline.millisecondsLeft
        guard wait > 0 else {
            process.kill()
            _ = process.wait()
            drainOutput(log)
            throw .timedOut
        }
        guard poll(&watched, nfds_t(watched.count), wait) > 0 else { return }
        if watched[1].revents != 0 { drainOutput(log) }
        if watched[0].revents & Int16(POLLIN | POLLHUP | POLLERR) != 0 { try receive(log) }
    }

    private func receive(_ log: ([UInt8]) -> Void) throws(WorkerFailure) {
        guard let bytes = connection.read() else { return }
        received += bytes
        guard bytes.isEmpty else { return }
        let status = process.stop(withinMilliseconds: 500)
        drainOutput(log)
        throw .exited(status)
    }

    private func drainOutput(_ log: ([UInt8]) -> Void) {
        while isOutputOpen, let bytes = output.read() {
            if bytes.isEmpty { isOutputOpen = false } else { log(bytes) }
        }
    }

    /// Tells the worker to end by closing the connection, and makes sure that it does.
    func stop() {
        shutdown(connection.number, CInt(SHUT_RDWR))
        _ = process.stop(withinMilliseconds: 1_000)
    }
}
