import Journal

/// When executions must be woken; each has at most one time that counts.
struct TimerQueue {
    private var heap: [(milliseconds: Int64, id: ExecutionID)] = []
    private var current: [ExecutionID: Int64] = [:]

    /// Sets, moves or (with nil) removes the time of an execution.
    mutating func set(_ id: ExecutionID, _ milliseconds: Int64?) {
        guard current[id] != milliseconds else { return }
        current[id] = milliseconds
        guard let milliseconds else { return }
        heap.append((milliseconds, id))
        siftUp()
    }

    /// The earliest time.
    mutating func next() -> Int64? {
        dropStale()
        return heap.first?.milliseconds
    }

    /// Takes an execution whose time has come.
    mutating func popDue(at milliseconds: Int64) -> ExecutionID? {
        dropStale()
        guard let first = heap.first, first.milliseconds <= milliseconds else { return nil }
        removeFirst()
        current[first.id] = nil
        return first.id
    }

    private mutating func dropStale() {
        while let first = heap.first, current[first.id] != first.milliseconds { removeFirst() }
    }

    private mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var index = 0
        while true {
            var least = index
            for child in [2 * index + 1, 2 * index + 2] where child < heap.count && isBefore(child, least) {
                least = child
            }
            guard least != index else { return }
            heap.swapAt(index, least)
            index = least
        }
    }

    private mutating func siftUp() {
        var index = heap.count - 1
        while index > 0, isBefore(index, (index - 1) / 2) {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        (heap[left].milliseconds, heap[left].id) < (heap[right].milliseconds, heap[right].id)
    }
}
