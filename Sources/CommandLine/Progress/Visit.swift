import Interpreter

/// One passage through a state, as progress shows it.
struct Visit {
    enum Phase {
        case running
        /// It failed; perhaps a retrier or catcher takes over.
        case failed
        case caught
        case succeeded
        case aborted
    }

    let name: String
    let type: String
    /// The visit of the Map or Parallel state around it.
    let parent: Int?
    let depth: Int
    let startMilliseconds: Int64
    var stopMilliseconds: Int64?
    var phase = Phase.running
    /// What it does: the resource of a task, how long a wait takes.
    var work: String?
    var attempts = 0
    var error: String?
    var items: Items?
    /// Whether it is inside of a Map state, whose line counts it.
    let isCounted: Bool

    struct Items {
        var total: Int64
        var running = 0
        var succeeded = 0
        var failed = 0
    }
}
