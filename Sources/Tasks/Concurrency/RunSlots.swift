import Synchronization
package import Threads

/// Runs commands on threads of its own, so many at the same time; the rest waits its turn.
package final class RunSlots: Sendable {
    private struct Storage {
        var waiting: [@Sendable () -> Void] = []
        var runningCount = 0
        var processes: [ObjectIdentifier: ChildProcess] = [:]
        var isClosed = false
    }

    private let maximum: Int
    private let storage = Mutex(Storage())

    package init(maximum: Int) { self.maximum = max(1, maximum) }

    /// Runs the work soon, or `orFail` where the system has no thread for it.
    package func run(_ work: @escaping @Sendable () -> Void, orFail fail: (WorkerThreadError) -> Void) {
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

    /// Notes a process that is to end with the program; false where the program is ending already.
    func enter(_ process: ChildProcess) -> Bool {
        storage.withLock { storage in
            if !storage.isClosed { storage.processes[ObjectIdentifier(process)] = process }
            return !storage.isClosed
        }
    }

    func leave(_ process: ChildProcess) {
        storage.withLock { $0.processes[ObjectIdentifier(process)] = nil }
    }

    /// Ends all commands; those that wait end as soon as they start.
    package func close() {
        let processes = storage.withLock { storage in
            storage.isClosed = true
            return storage.processes.values.map(\.self)
        }
        for process in processes { process.kill() }
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
