internal import Glibc
internal import Synchronization

/// An operating-system thread for work that blocks: disk syncs, network polls, waits for a condition.
///
/// The cooperative pool of Swift tasks has as many threads as the machine has cores; a call that blocks there stalls
/// every task of the process.
package final class WorkerThread: Sendable {
    private let handle: pthread_t
    private let isJoined = Mutex(false)

    /// Starts a thread that runs `body` once.
    ///
    /// - Parameters:
    ///   - name: what debuggers and `top -H` show; Linux keeps the first 15 bytes.
    ///   - stackBytes: the size of its stack; memory is taken only as it is used.
    /// - Throws: `WorkerThreadError` where the system has no room for another thread.
    package init(
        name: String, stackBytes: Int = 1 << 20, body: @escaping @Sendable () -> Void
    ) throws(WorkerThreadError) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, max(stackBytes, Int(PTHREAD_STACK_MIN)))
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        var handle = pthread_t()
        let status = pthread_create(&handle, &attributes, WorkerThread.main, start.toOpaque())
        guard status == 0 else {
            start.release()
            throw WorkerThreadError(name: name, reason: String(cString: strerror(status)))
        }
        self.handle = handle
    }

    deinit {
        if !isJoined.withLock({ $0 }) { pthread_detach(handle) }
    }

    /// Whether the caller runs on this thread.
    package var isCurrent: Bool { pthread_equal(pthread_self(), handle) != 0 }

    /// Waits until the thread has ended; later calls return at once. The thread itself must not call it.
    package func join() {
        isJoined.withLock { isJoined in
            guard !isJoined else { return }
            precondition(!isCurrent, "a thread cannot wait for its own end")
            pthread_join(handle, nil)
            isJoined = true
        }
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
        guard let argument else { return nil }
        let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        nameCurrentThread(start.name)
        start.body()
        return nil
    }

    /// Through the file system, as `pthread_setname_np` is an extension that Swift does not import.
    private static func nameCurrentThread(_ name: String) {
        let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        let bytes = Array(name.utf8.prefix(15))
        write(file, bytes, bytes.count)
        close(file)
    }

    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}

/// The system could not start a thread.
package struct WorkerThreadError: Error, Hashable, Sendable, CustomStringConvertible {
    package let name: String
    package let reason: String

    package var description: String { "cannot start the thread '\(name)': \(reason)" }
}
