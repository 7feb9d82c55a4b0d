import Glibc

/// A refusal of the operating system.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    package let operation: String
    package let code: CInt

    /// The error that the last system call left in `errno`.
    static func last(_ operation: String) -> SystemError { SystemError(operation: operation, code: errno) }

    package var description: String { "could not \(operation): \(String(cString: strerror(code)))" }
}
