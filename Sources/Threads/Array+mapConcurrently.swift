internal import Glibc
internal import Synchronization

extension Array where Element: Sendable {
    /// The elements transformed on as many threads as the machine has cores; the results are in the order of the elements.
    ///
    /// - Parameter stackBytes: the size of each thread's stack; memory is taken only as it is used.
    package func mapConcurrently<Result: Sendable>(
        stackBytes: Int = 64 << 20, _ transform: @escaping @Sendable (Element) -> Result
    ) -> [Result] {
        let elements = self
        let progress = Progress<Result>(count: count)
        let work = { @Sendable in
            while let index = progress.takeIndex() { progress.finish(index, with: transform(elements[index])) }
        }
        let cores = Swift.max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        let threads = (0..<Swift.min(cores, count)).compactMap { _ in
            try? WorkerThread(name: "baton-work", stackBytes: stackBytes, body: work)
        }
        // Where the system has no threads left, this one does the work.
        if threads.isEmpty { work() }
        for thread in threads { thread.join() }
        return progress.results
    }
}

/// What is still to be done, and what came of the rest.
private final class Progress<Result: Sendable>: Sendable {
    private struct Storage {
        var results: [Result?]
        var next = 0
    }

    private let storage: Mutex<Storage>

    init(count: Int) { storage = Mutex(Storage(results: Array(repeating: nil, count: count))) }

    func takeIndex() -> Int? {
        storage.withLock { storage in
            guard storage.next < storage.results.count else { return nil }
            defer { storage.next += 1 }
            return storage.next
        }
    }

    func finish(_ index: Int, with result: Result) { storage.withLock { $0.results[index] = result } }

    var results: [Result] { storage.withLock { $0.results.compactMap { $0 } } }
}
