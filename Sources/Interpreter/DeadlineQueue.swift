/// The moments at which an execution must be woken, earliest first; entries of activities that are over are skipped.
struct DeadlineQueue {
    enum Purpose {
        case wait
        case retry
        case taskTimeout
        case heartbeat
    }

    struct Entry {
        let milliseconds: Int64
        let sequence: Int
        let branch: Branch
        let epoch: Int
        let purpose: Purpose
    }

    private var heap: [Entry] = []
    private var sequence = 0

    /// Entries that still mean something come before the others at the same moment in the order they were added.
    mutating func add(_ milliseconds: Int64, _ branch: Branch, _ purpose: Purpose) {
        sequence += 1
        heap.append(
            Entry(milliseconds: milliseconds, sequence: sequence, branch: branch, epoch: branch.epoch, purpose: purpose)
        )
        siftUp(heap.count - 1)
    }

    /// The earliest moment that still counts.
    mutating func nextMilliseconds() -> Int64? {
        dropStale()
        return heap.first?.milliseconds
    }

    /// Takes the earliest entry, if it is due.
    mutating func popDue(at milliseconds: Int64) -> Entry? {
        dropStale()
        guard let first = heap.first, first.milliseconds <= milliseconds else { return nil }
        removeFirst()
        return first
    }

    /// The branch whose deadline is the earliest of those of which that is true.
    func first(where isWanted: (Branch) -> Bool) -> Branch? {
        heap.filter { !$0.isStale && isWanted($0.branch) }.min { $0 < $1 }?.branch
    }

    private mutating func dropStale() {
        while let first = heap.first, first.isStale { removeFirst() }
    }

    private mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        siftDown()
    }

    private mutating func siftUp(_ start: Int) {
        var index = start
        while index > 0, heap[index] < heap[(index - 1) / 2] {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    private mutating func siftDown() {
        var index = 0
        while true {
            var least = index
            for child in [2 * index + 1, 2 * index + 2] where child < heap.count && heap[child] < heap[least] {
                least = child
            }
            guard least != index else { return }
            heap.swapAt(index, least)
            index = least
        }
    }
}

extension DeadlineQueue.Entry {
    fileprivate static func < (left: Self, right: Self) -> Bool {
        (left.milliseconds, left.sequence) < (right.milliseconds, right.sequence)
    }

    fileprivate var isStale: Bool { epoch != branch.epoch || isMovedHeartbeat }

    /// A heartbeat came since, and with it a later deadline.
    fileprivate var isMovedHeartbeat: Bool {
        guard purpose == .heartbeat, case .task(let task) = branch.activity else { return false }
        return task.heartbeatDeadline != milliseconds
    }
}
