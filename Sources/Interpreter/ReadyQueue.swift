/// Branches that have something to do, first come first served, each in it once.
struct ReadyQueue {
    private var branches: [Branch] = []
    private var head = 0
    private var running: Branch?

    var isEmpty: Bool { head == branches.count }

    /// Puts a branch at the end, unless it is there already or is the one that runs.
    mutating func add(_ branch: Branch) {
        guard branch !== running, !branch.isQueued else { return }
        branch.isQueued = true
        branches.append(branch)
    }

    /// Takes the first branch; it counts as running until the next call.
    mutating func next() -> Branch? {
        running = nil
        guard !isEmpty else { return nil }
        let branch = branches[head]
        head += 1
        if head == branches.count {
            branches.removeAll(keepingCapacity: true)
            head = 0
        }
        branch.isQueued = false
        running = branch
        return branch
    }

    /// No branch runs any more.
    mutating func rest() { running = nil }

    /// Drops all branches.
    mutating func clear() {
        for branch in branches[head...] { branch.isQueued = false }
        self = ReadyQueue()
    }

    /// Puts the branch that runs back to the front.
    mutating func putBack(_ branch: Branch) {
        running = nil
        branch.isQueued = true
        if head > 0 {
            head -= 1
            branches[head] = branch
        } else {
            branches.insert(branch, at: 0)
        }
    }
}
