import Journal

/// Executions that wait, in the order in which they began to.
struct ParkedQueue {
    struct Entry {
        let id: ExecutionID
        let incarnation: Int
        /// How often it had its turn; it has moved on where that is no longer so.
        let turns: Int
    }

    private var entries: [Entry] = []
    private var head = 0

    var count: Int { entries.count - head }

    mutating func add(_ running: Running) {
        entries.append(Entry(id: running.id, incarnation: running.incarnation, turns: running.turns))
    }

    mutating func removeFirst() -> Entry? {
        guard head < entries.count else { return nil }
        defer {
            head += 1
            if head > 4_096, head > entries.count / 2 {
                entries.removeFirst(head)
                head = 0
            }
        }
        return entries[head]
    }
}
