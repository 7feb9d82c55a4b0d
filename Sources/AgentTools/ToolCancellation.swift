import Synchronization

/// Ends a call that nobody waits for any more.
package final class ToolCancellation: Sendable {
    private struct Storage {
        var isCancelled = false
        var action: (@Sendable () -> Void)?
    }

    private let storage = Mutex(Storage())

    package init() {}

    package var isCancelled: Bool { storage.withLock(\.isCancelled) }

    /// What ends the work at hand; it replaces what was set before, and happens at once after a cancellation.
    func onCancel(_ action: @escaping @Sendable () -> Void) {
        let isCancelled = storage.withLock { storage in
            storage.action = action
            return storage.isCancelled
        }
        if isCancelled { action() }
    }

    package func cancel() {
        let action = storage.withLock { storage in
            storage.isCancelled = true
            return storage.action
        }
        action?()
    }
}
