import Glibc

/// Runs work on a thread of its own, for loops that block.
enum Thread {
    /// Starts a detached thread.
    ///
    /// - Throws: `SystemError` where the system has no room for one more.
    static func start(_ work: @escaping @Sendable () -> Void) throws(SystemError) {
        let box = Unmanaged.passRetained(Box(work))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Box>.fromOpaque(context).takeRetainedValue().work()
                return nil
            }, box.toOpaque())
        guard status == 0 else {
            box.release()
            throw SystemError(operation: "start a thread", code: status)
        }
        pthread_detach(thread)
    }

    private final class Box: Sendable {
        let work: @Sendable () -> Void

        init(_ work: @escaping @Sendable () -> Void) { self.work = work }
    }
}

/// A refusal of the operating system.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    package let operation: String
    package let code: CInt

    /// The error that the last system call left in `errno`.
    static func last(_ operation: String) -> SystemError { SystemError(operation: operation, code: errno) }

    package var description: String { "could not \(operation): \(String(cString: strerror(code)))" }
}
