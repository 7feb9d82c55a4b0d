import Synchronization
internal import Threads

/// Runs blocking work on threads of its own, so many at the same time; the rest waits its turn.
final class RunSlots: Sendable {
    private struct Storage {
        var waiting: [@Sendable () -> Void] = []
        var runningCount = 0
    }

    private let maximum: Int
    private let storage = Mutex(Storage())

    init(maximum: Int) { self.maximum = max(1, maximum) }

    /// Runs the work soon, or `orFail` where the system has no thread for it.
    func run(_ work: @escaping @Sendable () -> Void, orFail fail: (WorkerThreadError) -> Void) {
        let starts = storage.withLock { storage in
            guard storage.runningCount < maximum else {
                storage.waiting.append(work)
                return false
            }
            storage.runningCount += 1
            return true
        }
        guard starts else { return }
        do throws(WorkerThreadError) {
            _ = try WorkerThread(name: "command") { [self] in
                var next: (@Sendable () -> Void)? = work
                while let work = next {
                    work()
                    next = following()
                }
            }
        } catch {
            storage.withLock { $0.runningCount -= 1 }
            fail(error)
        }
    }

    private func following() -> (@Sendable () -> Void)? {
        storage.withLock { storage in
            guard !storage.waiting.isEmpty else {
                storage.runningCount -= 1
                return nil
            }
            return storage.waiting.removeFirst()
        }
    }
}
