internal import Glibc

/// A queue into a thread: any thread sends, one thread takes everything there is at once.
///
/// Taking in batches keeps the dear part, waking a thread, to once a burst.
package final class Mailbox<Element: Sendable>: @unchecked Sendable {
    // Unchecked because of the C handles and of `state`, which is only touched between `lock` and `unlock`.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let arrival: UnsafeMutablePointer<pthread_cond_t>
    private var state = State()

    private struct State {
        var elements: [Element] = []
        var isClosed = false
        var isReceiverWaiting = false
    }

    /// What a receiver gets.
    package enum Delivery {
        /// At least one element, in the order of sending.
        case elements([Element])
        /// Nothing came in time.
        case timedOut
        /// The mailbox is closed and everything in it was taken.
        case closed
    }

    package init() {
        mutex = .allocate(capacity: 1)
        arrival = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(arrival, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(arrival)
        pthread_mutex_destroy(mutex)
        arrival.deallocate()
        mutex.deallocate()
    }

    /// Adds an element and wakes the receiver where it waits.
    ///
    /// - Returns: whether it was taken in; a closed mailbox takes nothing.
    @discardableResult
    package func send(_ element: Element) -> Bool {
        pthread_mutex_lock(mutex)
        let isOpen = !state.isClosed
        if isOpen { state.elements.append(element) }
        wakeReceiverAndUnlock()
        return isOpen
    }

    /// Takes no more elements; the receiver still gets those that are there.
    package func close() {
        pthread_mutex_lock(mutex)
        state.isClosed = true
        wakeReceiverAndUnlock()
    }

    /// Takes everything there is; waits where there is nothing, for ever or so many nanoseconds.
    package func receive(waitingAtMostNanoseconds limit: Int64? = nil) -> Delivery {
        let deadline = limit.map(Self.deadline)
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while state.elements.isEmpty {
            if state.isClosed { return .closed }
            if !wait(until: deadline) { return .timedOut }
        }
        defer { state.elements = [] }
        return .elements(state.elements)
    }

    /// Waits for a signal; false once the deadline has passed without an element.
    private func wait(until deadline: timespec?) -> Bool {
        state.isReceiverWaiting = true
        defer { state.isReceiverWaiting = false }
        guard var deadline else {
            pthread_cond_wait(arrival, mutex)
            return true
        }
        return pthread_cond_timedwait(arrival, mutex, &deadline) != ETIMEDOUT || !state.elements.isEmpty
    }

    private func wakeReceiverAndUnlock() {
        let mustWake = state.isReceiverWaiting
        state.isReceiverWaiting = false
        pthread_mutex_unlock(mutex)
        if mustWake { pthread_cond_signal(arrival) }
    }

    private static func deadline(after nanoseconds: Int64) -> timespec {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let (sum, overflow) = (Int64(now.tv_nsec) + nanoseconds % 1_000_000_000).quotientAndRemainder(
            dividingBy: 1_000_000_000)
        return timespec(tv_sec: now.tv_sec + Int(nanoseconds / 1_000_000_000 + sum), tv_nsec: Int(overflow))
    }
}
