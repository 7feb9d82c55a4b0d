import Interpreter
import JSON
import Journal
import StatesLanguage

/// Counts and limits of a Map Run that may be changed while it runs.
package struct MapRunUpdate: Sendable, Hashable {
    package let maxConcurrency: Int64?
    package let toleratedFailureCount: Int64?
    package let toleratedFailurePercentage: Double?

    package init(maxConcurrency: Int64?, toleratedFailureCount: Int64?, toleratedFailurePercentage: Double?) {
        self.maxConcurrency = maxConcurrency
        self.toleratedFailureCount = toleratedFailureCount
        self.toleratedFailurePercentage = toleratedFailurePercentage
    }
}

/// Why a Map Run as a whole failed.
package struct MapRunFailure: Error, Sendable, Hashable {
    package let error: String
    package let cause: String

    package init(error: String, cause: String) {
        self.error = error
        self.cause = cause
    }
}

/// A distributed Map state at work: which children there are to be, and how far each has come.
///
/// ```
/// reading ─▶ running ─▶ writing ─▶ ended
///    └──────────┴──────────┴─────────▶ (failed, aborted)
/// ```
struct MapRun {
    /// AWS asks for no more at once.
    static let highestConcurrency: Int64 = 10_000
    /// A child's place in the run.
    enum Child: Hashable {
        case pending
        /// It did not succeed before a redrive, and is to go on.
        case pendingRedrive(ExecutionID)
        case running(ExecutionID)
        case succeeded(ExecutionID)
        case failed(ExecutionID)
        case timedOut(ExecutionID)
        case aborted(ExecutionID?)
    }

    enum Phase: Hashable {
        case reading
        case running
        case writing
        case ended
    }

    let request: MapRunRequest
    let parent: ExecutionID
    let startMilliseconds: Int64
    var phase: Phase = .reading
    var inputs: [String] = []
    /// How many items each child gets.
    var itemCounts: [Int] = []
    private(set) var children: [Child] = []
    private var running: [ExecutionID: Int] = [:]
    private var endedCount = 0
    /// In children that failed or timed out.
    private(set) var failedItemCount = 0
    private(set) var succeededItemCount = 0
    private(set) var runningItemCount = 0
    private(set) var itemCount = 0
    var maxConcurrency: Int64
    var toleratedFailureCount: Int64
    var toleratedFailurePercentage: Double
    var redriveCount: Int64 = 0
    var redriveMilliseconds: Int64?
    var stopMilliseconds: Int64?
    /// Set once enough children have failed.
    var failure: MapRunFailure?
    private(set) var nextChild = 0

    init(_ request: MapRunRequest, parent: ExecutionID, startMilliseconds: Int64) {
        self.request = request
        self.parent = parent
        self.startMilliseconds = startMilliseconds
        maxConcurrency = request.maxConcurrency
        toleratedFailureCount = request.toleratedFailureCount
        toleratedFailurePercentage = request.toleratedFailurePercentage
    }

    var runningChildren: Dictionary<ExecutionID, Int>.Keys { running.keys }

    /// Whether every child has ended, or none is to be started any more and none runs.
    var isComplete: Bool { failure == nil ? endedCount == children.count : running.isEmpty }

    /// Takes in what there is to do.
    mutating func begin(_ inputs: [(text: String, itemCount: Int)]) {
        self.inputs = inputs.map(\.text)
        itemCounts = inputs.map(\.itemCount)
        itemCount = itemCounts.reduce(0, +)
        children = Array(repeating: .pending, count: inputs.count)
        phase = .running
    }

    mutating func set(_ index: Int, _ child: Child) {
        count(children[index], index, -1)
        children[index] = child
        count(child, index, 1)
    }

    private mutating func count(_ child: Child, _ index: Int, _ change: Int) {
        switch child {
        case .pending, .pendingRedrive: break
        case .running(let id):
            running[id] = change > 0 ? index : nil
            runningItemCount += change * itemCounts[index]
        case .succeeded:
            endedCount += change
            succeededItemCount += change * itemCounts[index]
        case .aborted: endedCount += change
        case .failed, .timedOut:
            endedCount += change
            failedItemCount += change * itemCounts[index]
        }
    }

    /// The place of a child that runs.
    func index(of id: ExecutionID) -> Int? { running[id] }

    /// The next children to start, as many as the concurrency lets.
    mutating func takeStartable() -> [Int] {
        guard failure == nil, phase == .running else { return [] }
        let limit = maxConcurrency == 0 ? Self.highestConcurrency : min(maxConcurrency, Self.highestConcurrency)
        var startable: [Int] = []
        while nextChild < children.count, running.count + startable.count < Int(limit) {
            if children[nextChild].isWaiting { startable.append(nextChild) }
            nextChild += 1
        }
        return startable
    }

    /// Whether more children failed than is tolerated.
    ///
    /// Amazon States Language, "Tolerated failure threshold": either limit breaches; without limits any failure does.
    var isIntolerable: Bool {
        let failed = failedItemCount
        guard failed > 0 else { return false }
        let total = itemCount
        let hasPercentage = toleratedFailurePercentage > 0
        let exceedsCount = Int64(failed) > toleratedFailureCount
        let exceedsPercentage = Double(failed) * 100 > toleratedFailurePercentage * Double(total)
        if toleratedFailureCount > 0, hasPercentage { return exceedsCount || exceedsPercentage }
        return hasPercentage ? exceedsPercentage : exceedsCount
    }

    /// Whether a child that ended has ended since the run was redriven last.
    func hasHadItsTurn(_ child: ExecutionSummary) -> Bool {
        if child.details["mapRunRedrive"]?.integer == redriveCount { return true }
        guard let own = child.redriveMilliseconds, let last = redriveMilliseconds else { return false }
        return own >= last
    }

    /// Makes children that did not succeed wait for another go: standard ones go on, Express ones start anew.
    ///
    /// AWS Step Functions Developer Guide, "Redriving Map Runs".
    mutating func redrive(at milliseconds: Int64) {
        for index in children.indices where !children[index].hasSucceeded {
            let id = request.isExpress ? nil : children[index].id
            set(index, id.map(Child.pendingRedrive) ?? .pending)
        }
        nextChild = 0
        failure = nil
        stopMilliseconds = nil
        redriveCount += 1
        redriveMilliseconds = milliseconds
        phase = .running
    }
}

extension MapRun.Child {
    /// A child that ended so.
    init(_ id: ExecutionID, _ outcome: Outcome) {
        switch outcome {
        case .succeeded: self = .succeeded(id)
        case .failed: self = .failed(id)
        case .timedOut: self = .timedOut(id)
        case .aborted: self = .aborted(id)
        }
    }

    var hasEnded: Bool {
        switch self {
        case .pending, .pendingRedrive, .running: false
        default: true
        }
    }

    var isWaiting: Bool {
        switch self {
        case .pending, .pendingRedrive: true
        default: false
        }
    }

    var hasSucceeded: Bool { if case .succeeded = self { true } else { false } }

    var id: ExecutionID? {
        switch self {
        case .pending: nil
        case .pendingRedrive(let id), .running(let id), .succeeded(let id), .failed(let id), .timedOut(let id): id
        case .aborted(let id): id
        }
    }
}
