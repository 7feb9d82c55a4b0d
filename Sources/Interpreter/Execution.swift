package import JSON
package import StatesLanguage

/// One run of a machine: takes stimuli, gives events and effects, and touches nothing else.
///
/// It has no clock, no randomness and no input of its own: the same machine, header and stimuli always give the same
/// events. So an execution is recovered from a journal by feeding it what the journal says happened.
///
/// ```
/// stimulus ─▶ apply(_:at:) ─▶ run(maximumSteps:) ─▶ takeEvents(), takeEffects()
/// ```
///
/// A class: an execution is an entity that the engine keeps and changes in place; it never leaves the engine's thread.
package final class Execution {
    package let header: ExecutionHeader
    package let machine: StateMachine
    /// How it ended, once it has.
    package internal(set) var outcome: Outcome?
    package internal(set) var lastEventID: Int64 = 0
    package internal(set) var redriveCount: Int64 = 0
    package internal(set) var redriveMilliseconds: Int64?

    /// Whether an activity of that ARN exists; asked when a Task state names one.
    package var activityExists: (String) -> Bool = { _ in true }
    /// What the durations of Wait states are multiplied by, for tests that do not want to wait.
    package var waitTimeScale = 1.0
    /// What happens inside a state, for those who ask to see it.
    package var inspector: (any StateInspector)?
    /// The recording whose ids and times the events take, while one is being followed.
    var chains: RecordedChains?
    /// The context object to show instead of the execution's own.
    package var givenContext: JSONValue?

    let root: Branch
    var deadlines = DeadlineQueue()
    var tasks: [Int64: Branch] = [:]
    var mapRuns: [Int64: Branch] = [:]
    var ready = ReadyQueue()
    var isStarted = false
    /// When the machine's own timeout began to count.
    var timeOrigin: Int64
    package private(set) var lastEventMilliseconds: Int64

    private var nowMilliseconds: Int64
    private var recordedMilliseconds: [Int64] = []
    private var events: [HistoryEvent] = []
    private var effects: [Effect] = []
    private let keepsEvents: Bool

    /// - Parameters:
    ///   - keepsEvents: false for executions whose history nobody will read; ids are counted all the same.
    ///   - variables: those that are set from the start.
    package init(
        header: ExecutionHeader, machine: StateMachine, keepsEvents: Bool = true, variables: [String: JSONValue] = [:]
    ) {
        self.header = header
        self.machine = machine
        self.keepsEvents = keepsEvents
        self.nowMilliseconds = header.startMilliseconds
        self.timeOrigin = header.startMilliseconds
        self.lastEventMilliseconds = header.startMilliseconds
        self.root = Branch(
            workflow: machine.workflow, parent: nil, mapItem: header.mapItem, variables: variables, lastEventID: 0,
            input: header.input)
    }

    /// Whether `run` has something to do.
    package var isRunnable: Bool { outcome == nil && !ready.isEmpty }

    /// When `timePassed` should be applied next, in milliseconds since 1970; nil while nothing waits for time.
    package func nextDeadlineMilliseconds() -> Int64? {
        guard outcome == nil else { return nil }
        guard let machineDeadline else { return deadlines.nextMilliseconds() }
        return min(machineDeadline, deadlines.nextMilliseconds() ?? machineDeadline)
    }

    var machineDeadline: Int64? {
        machine.timeoutSeconds.map { timeOrigin.after(seconds: $0) }
    }

    /// The events since the last call.
    package func takeEvents() -> [HistoryEvent] {
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }

    /// The effects since the last call, in order.
    package func takeEffects() -> [Effect] {
        defer { effects.removeAll(keepingCapacity: true) }
        return effects
    }

    /// Puts events back that were taken too early.
    func restore(_ taken: [HistoryEvent]) { events = taken + events }

    // MARK: Time

    /// The time of the event that comes next: now, or what the journal says where it is being replayed.
    var now: Int64 {
        lastEventID < recordedMilliseconds.count ? recordedMilliseconds[Int(lastEventID)] : nowMilliseconds
    }

    /// Lets time go on; a clock that was set back does not take a history back.
    package func setNow(_ milliseconds: Int64) { nowMilliseconds = max(milliseconds, lastEventMilliseconds) }

    /// Makes the first events take these times, whatever `apply` is told.
    func replayTimes(_ milliseconds: [Int64]) { recordedMilliseconds = milliseconds }

    // MARK: Output

    /// Adds an event and gives its id; at the quota for events the execution fails instead.
    @discardableResult
    func emit(_ type: HistoryEventType, after previous: Int64, _ details: @autoclosure () -> EventDetails = .none)
        -> Int64
    {
        guard outcome == nil else { return lastEventID }
        if lastEventID + 1 >= header.quotas.historyEvents, !header.isExpress {
            let cause = "The execution reached the maximum number of history events (\(header.quotas.historyEvents))."
            conclude(
                .failed(error: ErrorName.runtime, cause: cause), .executionFailed, after: lastEventID,
                .executionFailed(error: ErrorName.runtime, cause: cause))
            return lastEventID
        }
        append(type, after: previous, details())
        return lastEventID
    }

    func emit(_ effect: Effect) { effects.append(effect) }

    /// Ends the execution with its last event.
    func conclude(_ outcome: Outcome, _ type: HistoryEventType, after previous: Int64, _ details: EventDetails) {
        guard self.outcome == nil else { return }
        append(type, after: previous, details)
        self.outcome = outcome
        for id in tasks.keys.sorted() { effects.append(.cancelTask(scheduledEventID: id)) }
        for id in mapRuns.keys.sorted() { effects.append(.cancelMapRun(startedEventID: id)) }
        tasks = [:]
        mapRuns = [:]
        ready.clear()
        effects.append(.finish(outcome))
    }

    /// The id that the next event will get, where it is of that type and follows that event.
    func nextEventID(_ type: HistoryEventType, after previous: Int64) -> Int64 {
        chains?.nextID(of: type, after: previous) ?? lastEventID + 1
    }

    private func append(_ type: HistoryEventType, after previous: Int64, _ details: @autoclosure () -> EventDetails) {
        if let chains {
            let event = chains.take(type, after: previous, details())
            lastEventMilliseconds = event.timestampMilliseconds
            lastEventID = event.id
            return
        }
        lastEventMilliseconds = now
        lastEventID += 1
        guard keepsEvents else { return }
        events.append(
            HistoryEvent(
                id: lastEventID, previousEventID: previous, timestampMilliseconds: lastEventMilliseconds, type: type,
                details: details()))
    }
}

/// Sees the values between the steps of a state.
package protocol StateInspector: AnyObject {
    func inspect(_ step: InspectionStep, _ value: JSONValue)
    /// One of its alternatives was taken in that state.
    func decide(_ decision: Decision, in state: State)
    func enter(_ state: State)
    func leave(_ state: State)
    /// The state is left, or tried again, at that time; the event is the last one before.
    func wait(until milliseconds: Int64, in state: State, after eventID: Int64)
    func startMapRun(_ request: MapRunRequest, in state: State)
}

extension StateInspector {
    package func enter(_ state: State) {}
    package func leave(_ state: State) {}
    package func decide(_ decision: Decision, in state: State) {}
    package func wait(until milliseconds: Int64, in state: State, after eventID: Int64) {}
    package func startMapRun(_ request: MapRunRequest, in state: State) {}
}

/// Which of its alternatives a state took; positions from 0.
package enum Decision: Hashable, Sendable {
    case rule(Int)
    case fallback
    case retrier(Int)
    case catcher(Int)
}

/// The steps that TestState shows, by the names of its `inspectionData`.
package enum InspectionStep: String, Sendable {
    case input
    case afterInputPath
    case afterParameters
    case afterArguments
    case result
    case afterResultSelector
    case afterResultPath
    case variables
    case afterItemsPath
    case afterItemSelector
    case afterItemBatcher
    case afterItemsPointer
    case maxConcurrency
    case toleratedFailureCount
    case toleratedFailurePercentage
    /// The retrier that matched, also where it is exhausted.
    case retryIndex
    case retryBackoffIntervalSeconds
    case catchIndex
}
