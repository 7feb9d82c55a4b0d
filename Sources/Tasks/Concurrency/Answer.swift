import Dispatch
import Synchronization

/// A value that another thread will give, for callers that may block.
package final class Answer<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let isThere = DispatchSemaphore(value: 0)

    package init() {}

    package func give(_ value: Value) {
        self.value.withLock { $0 = value }
        isThere.signal()
    }

    /// Waits for the value; to be called once.
    package func wait() -> Value {
        while true {
            isThere.wait()
            if let value = value.withLock({ $0 }) { return value }
        }
    }

    /// Waits for the value so long; to be called once.
    package func wait(until deadline: MonotonicTime) -> Value? {
        _ = isThere.wait(timeout: .now() + .milliseconds(Int(deadline.millisecondsLeft)))
        return value.withLock { $0 }
    }
}
