/// A bound on how much of the thread's stack one piece of recursive work may use.
struct StackGuard: Sendable {
    private let lowest: UInt

    /// A bound of so many bytes from here on.
    init(bytes: Int) {
        let here = Self.here
        lowest = here > UInt(bytes) ? here - UInt(bytes) : 0
    }

    /// Whether the bound is met.
    @inline(__always)
    var isExhausted: Bool { Self.here < lowest }

    /// - Throws: `U1001` where the bound is met.
    @inline(__always)
    func check() throws(Fault) {
        if isExhausted { throw Fault.stackOverflow }
    }

    /// About where the stack ends now: the address of a local value. The stack grows downwards on every platform of ours.
    @inline(__always)
    private static var here: UInt {
        var marker: UInt8 = 0
        return withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
    }
}

extension Fault {
    static var stackOverflow: Fault {
        Fault(
            "U1001",
            text:
                "Stack overflow error: Check for non-terminating recursive function.  Consider rewriting as tail-recursive."
        )
    }
}
