import Interpreter
import Journal
import Tasks

/// An execution that is in memory.
///
/// A class: the engine's thread changes it in place, and nobody else sees it.
final class Running {
    let id: ExecutionID
    /// Tells it from what was in memory of the same execution before.
    let incarnation: Int
    let execution: Execution
    let journaling: Journaling
    let observer: (any ExecutionObserver)?
    /// Of the text that it, or the execution it is a child of, was started with; nil where nothing is journaled.
    let definition: DefinitionID?
    /// The record to create with the first commit.
    var newRecord: ExecutionRecord?
    /// What the journal knows of when and why it must be woken.
    var parked: Parked?
    /// Commits on their way.
    var pendingCommits = 0
    /// What came while it had steps left to do.
    var inbox: [(Running) -> Void] = []
    var isQueued = false
    /// Raised with all it does.
    var turns = 0
    /// Events that can wait for the next commit.
    var hasIdleEvents = false
    /// Told once the next commit is durable.
    var onCommit: [@Sendable (Result<Void, JournalError>) -> Void] = []
    /// Told once the commits that are on their way now are durable.
    var onceDurable: [(Result<Void, JournalError>) -> Void] = []
    /// Why it is to be taken back to what the journal has; set once, and nothing it does counts from then on.
    var fault: JournalError?
    /// Further writes for the next commit.
    var extraWrites: [JournalWrite] = []
    var cancellations: [Int64: TaskCancellation] = [:]
    var stopMilliseconds: Int64?
    /// The Map Runs that it has had since it came into memory.
    var mapRunArns: Set<String> = []

    /// What the journal keeps of an execution.
    enum Journaling {
        /// Standard: every event.
        case history
        /// Express: that it started, so that a crash does not lose it, and how it ended.
        case startAndEnd
        /// Synchronous Express: nothing; whoever waits for it starts it again.
        case nothing
    }

    struct Parked: Equatable {
        let wakeMilliseconds: Int64?
        let hasEffectsInFlight: Bool
    }

    init(
        id: ExecutionID, incarnation: Int, execution: Execution, journaling: Journaling, definition: DefinitionID?,
        observer: (any ExecutionObserver)?
    ) {
        self.id = id
        self.incarnation = incarnation
        self.execution = execution
        self.journaling = journaling
        self.definition = definition
        self.observer = observer
    }

    /// Tells those who wait for the commits on their way what became of them.
    func tellOnceDurable(_ result: Result<Void, JournalError>) {
        let tellers = onceDurable
        onceDurable = []
        for teller in tellers { teller(result) }
    }

    /// Whether it waits for time or for somebody's token only, and the journal knows all of it.
    var canLeaveMemory: Bool {
        journaling == .history && !isQueued && inbox.isEmpty && pendingCommits == 0 && !hasIdleEvents
            && onCommit.isEmpty && onceDurable.isEmpty && extraWrites.isEmpty && observer == nil
            && execution.outcome == nil
            && !execution.hasEffectsInFlight && !execution.hasHeartbeats
    }

    /// How it ended, once it has.
    var finished: FinishedExecution? {
        guard let outcome = execution.outcome else { return nil }
        let header = execution.header
        return FinishedExecution(
            executionArn: header.arn, name: header.name, stateMachineArn: header.stateMachineArn,
            input: header.input.text, startMilliseconds: header.startMilliseconds,
            stopMilliseconds: stopMilliseconds ?? execution.lastEventMilliseconds, outcome: outcome,
            redriveCount: execution.redriveCount)
    }
}
