import JSON
import StatesLanguage

/// One thread of an execution: the machine itself, a branch of a Parallel state, or an iteration of a Map state.
///
/// A class: it is changed in place by every step, and only the execution that owns it ever sees it.
final class Branch {
    struct Parent {
        let branch: Branch
        let index: Int
    }

    let workflow: Workflow
    let parent: Parent?
    let mapItem: MapItem?
    /// Its own and, below the top, those of the branches around it.
    private(set) var variables: [String: JSONValue]
    /// What the variables take in JSON is no more than this.
    private var variableBytesBound: Int
    /// The event that the next one follows.
    var lastEventID: Int64
    private(set) var activity: Activity
    /// Set once it will do nothing more by itself. What it was doing stays, for a redrive.
    private(set) var ending: Ending?
    /// The state that it is in; nil before the first and between two.
    var visit: Visit?
    /// Whether it stands in the ready queue.
    var isQueued = false
    /// Raised whenever the activity changes, so that deadlines of an earlier one are recognised.
    private(set) var epoch = 0

    init(
        workflow: Workflow, parent: Parent?, mapItem: MapItem?, variables: [String: JSONValue], lastEventID: Int64,
        input: Payload
    ) {
        variableBytesBound = parent?.branch.variableBytesBound ?? .max
        self.workflow = workflow
        self.parent = parent
        self.mapItem = mapItem
        self.variables = variables
        self.lastEventID = lastEventID
        self.activity = .entering(workflow.startAt, input)
    }

    /// Sets variables, unless all that there are then would take more than the limit.
    ///
    /// - Parameters:
    ///   - bytes: what the values take in JSON.
    ///   - limit: the most that all variables may take.
    /// - Returns: whether they were set.
    func assign(_ assigned: [(name: String, value: JSONValue)], bytes: Int, limit: Int) -> Bool {
        // A value that takes the place of another counts twice until the limit is near; then all are measured.
        var (bound, overflows) = variableBytesBound.addingReportingOverflow(bytes)
        if overflows || bound > limit {
            var all = variables
            for (name, value) in assigned { all[name] = value }
            bound = all.reduce(0) { $0 + $1.value.text.utf8.count }
            guard bound <= limit else { return false }
        }
        for (name, value) in assigned { variables[name] = value }
        variableBytesBound = bound
        return true
    }

    enum Ending {
        case finished(Payload)
        case failed
        /// A sibling failed.
        case aborted
    }

    func become(_ activity: Activity) {
        self.activity = activity
        ending = nil
        epoch += 1
    }

    func end(_ ending: Ending) {
        self.ending = ending
        epoch += 1
    }

    /// Takes up again what it was doing when it ended.
    func revive() {
        ending = nil
        epoch += 1
    }

    /// Changes the activity without ending it, so that its deadlines stay.
    func update(_ change: (inout Activity) -> Void) { change(&activity) }

    /// Whether `step` has something to do.
    var isReady: Bool {
        guard ending == nil else { return false }
        switch activity {
        case .entering, .resuming: return true
        default: return false
        }
    }

    var isFinished: Bool {
        if case .finished? = ending { true } else { false }
    }

    var output: JSONValue {
        if case .finished(let output)? = ending { output.value } else { .null }
    }
}

/// What a branch is doing. Comments name what it can turn into.
enum Activity {
    /// Ready to run: any other.
    case entering(StateIndex, Payload)
    /// In a Wait state: entering, resuming.
    case waiting
    /// A task attempt is out: entering, retrying, resuming.
    case task(TaskActivity)
    /// Before another try: task, parallel, map, mapRun.
    case retrying
    /// Ready to try again: the same.
    case resuming
    /// In a Parallel state: entering, retrying, resuming.
    case parallel(ParallelActivity)
    /// In a Map state: the same.
    case map(MapActivity)
    /// In a distributed Map state: the same.
    case mapRun(MapRunActivity)
}

struct TaskActivity {
    let scheduledEventID: Int64
    let scheduledMilliseconds: Int64
    let resource: TaskResource
    let name: TaskResourceName
    let attempt: TaskAttempt
    var isStarted = false
    var isSubmitted = false
    /// What the service said when it took a job on (`.sync`): it tells how to ask for the job's status.
    var submission: Payload?
    var heartbeatDeadline: Int64?
}

struct ParallelActivity {
    let branches: [Branch]
}

/// The iterations of a Map state.
///
/// A class, like the branch that owns it: it has thousands of entries and is changed at every iteration.
final class MapActivity {
    let items: [MapItem]
    /// Those that run, failed or were aborted, by the index of their items.
    var branches: [Branch?]
    private var outputs: [Payload?]
    private var nextIndex = 0
    private var runningCount = 0

    init(items: [MapItem]) {
        self.items = items
        branches = Array(repeating: nil, count: items.count)
        outputs = branches.map { _ in nil }
    }

    /// The item of the next iteration to start.
    var nextItem: MapItem? { nextIndex < items.count ? items[nextIndex] : nil }

    /// The outputs of all iterations, once none is running.
    var completeOutputs: [JSONValue]? {
        runningCount == 0 && nextItem == nil ? outputs.map { $0?.value ?? .null } : nil
    }

    /// The iteration of the next item starts.
    func start(_ branch: Branch) {
        branches[nextIndex] = branch
        nextIndex += 1
        runningCount += 1
    }

    /// The iteration of an item has come to its end.
    func finish(_ index: Int, output: Payload) {
        outputs[index] = output
        branches[index] = nil
        runningCount -= 1
    }
}

struct MapRunActivity {
    let request: MapRunRequest
    var redriveCount: Int64 = 0
}

/// One stay in a state, from its Entered event to its Exited event.
struct Visit {
    let state: State
    let index: StateIndex
    let enteredEventID: Int64
    /// When it was entered, or redriven.
    var enteredMilliseconds: Int64
    /// What the branch's last event was before this state.
    let eventIDBefore: Int64
    let input: Payload
    /// The input after `InputPath`.
    var selectedInput: JSONValue
    /// Tries so far, for each retrier.
    var attempts: [Int64] = []
    var retryCount: Int64 = 0
    /// Set while a task token can be read from the context.
    var taskToken: String?
}
