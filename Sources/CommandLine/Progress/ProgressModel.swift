import AgentStates
import Engine
import Interpreter
import JSON

/// Follows the events of an execution: which states it is in, and what became of those that are over.
struct ProgressModel {
    /// What an event changed.
    enum Change {
        case began(Int)
        case scheduled(Int)
        case tried(Int)
        case counted(Int)
        case ended(Int)
    }

    private(set) var visits: [Visit] = []
    /// The agent states, whose insides are not shown but summed up in their lines.
    private let agents: AgentSourceMap
    /// The visit that each event belongs to.
    private var owners: [Int64: Int] = [:]
    /// What goes on after the last redrive, behind its event.
    private var redriven: (eventID: Int64, visits: [Int])?

    init(agents: AgentSourceMap = AgentSourceMap()) { self.agents = agents }

    /// The visit that an event belongs to.
    func visit(of eventID: Int64) -> Visit? { owners[eventID].map { visits[$0] } }

    /// The visits that are not over, in the order in which they began.
    var running: [Visit] { visits.filter { $0.phase == .running || $0.phase == .failed } }

    mutating func apply(_ event: HistoryEvent) -> Change? {
        let previous = owners[event.previousEventID] ?? nextRedriven(behind: event.previousEventID)
        switch event.details {
        case .executionRedriven:
            reopen(event)
            return nil
        case .stateEntered(let name, _): return enter(name, event, previous)
        case .stateExited(let name, _, _): return exit(name, event, previous)
        case .mapIteration(let name, _):
            let owner = enclosing(previous) { $0.name == name } ?? previous
            owners[event.id] = owner
            return count(event.type, owner)
        default: break
        }
        let owner =
            isOfContainer(event.type) ? enclosing(previous) { $0.type == "Map" || $0.type == "Parallel" } : previous
        guard let owner else { return nil }
        owners[event.id] = owner
        return update(owner, event)
    }

    /// Takes in how far the Map Run of a distributed Map state has come.
    mutating func apply(_ progress: MapRunProgress) {
        guard let visit = owners[progress.startedEventID] else { return }
        visits[visit].items = Visit.Items(
            total: Int64(progress.total), running: progress.running, succeeded: progress.succeeded,
            failed: progress.failed)
    }

    // MARK: Redrive

    /// What failed or was aborted goes on.
    private mutating func reopen(_ event: HistoryEvent) {
        let open = visits.indices.filter { visits[$0].phase == .failed || visits[$0].phase == .aborted }
        for index in open {
            visits[index].phase = .running
            visits[index].startMilliseconds = event.timestampMilliseconds
            visits[index].stopMilliseconds = nil
            visits[index].error = nil
            visits[index].attempts = 0
            visits[index].items?.reopen()
        }
        let parents = Set(open.compactMap { visits[$0].parent })
        redriven = (event.id, open.filter { !parents.contains($0) })
    }

    /// A redrive lets branches go on in the order in which they came to their states.
    private mutating func nextRedriven(behind eventID: Int64) -> Int? {
        guard let visits = redriven?.visits, redriven?.eventID == eventID, let next = visits.first else { return nil }
        redriven?.visits.removeFirst()
        return next
    }

    // MARK: States

    private mutating func enter(_ name: String, _ event: HistoryEvent, _ previous: Int?) -> Change {
        var parent: Int?
        if let previous {
            switch visits[previous].phase {
            case .running: parent = previous
            case .failed:
                // A catcher leads here.
                visits[previous].phase = .caught
                visits[previous].stopMilliseconds = event.timestampMilliseconds
                parent = visits[previous].parent
            case .caught, .succeeded, .aborted: parent = visits[previous].parent
            }
        }
        let around = parent.map { visits[$0] }
        let type = String(event.type.rawValue.dropLast("StateEntered".count))
        visits.append(
            Visit(
                name: name, type: type, parent: parent, depth: (around?.depth ?? -1) + 1,
                startMilliseconds: event.timestampMilliseconds,
                isCounted: agents.origins[name] != nil || around.map { $0.isCounted || $0.type == "Map" } ?? false))
        owners[event.id] = visits.count - 1
        return .began(visits.count - 1)
    }

    private mutating func exit(_ name: String, _ event: HistoryEvent, _ previous: Int?) -> Change? {
        guard let visit = enclosing(previous, where: { $0.name == name }) else { return nil }
        // A state that exits from a failure had a catcher for it.
        visits[visit].phase = visits[visit].phase == .failed ? .caught : .succeeded
        visits[visit].stopMilliseconds = event.timestampMilliseconds
        owners[event.id] = visit
        return .ended(visit)
    }

    private func enclosing(_ visit: Int?, where isWanted: (Visit) -> Bool) -> Int? {
        var visit = visit
        while let index = visit {
            if isWanted(visits[index]) { return index }
            visit = visits[index].parent
        }
        return nil
    }

    private func isOfContainer(_ type: HistoryEventType) -> Bool {
        let name = type.rawValue
        return name.hasPrefix("MapState") || name.hasPrefix("ParallelState") || name.hasPrefix("MapRun")
    }

    // MARK: Events inside states

    private mutating func update(_ visit: Int, _ event: HistoryEvent) -> Change? {
        switch event.details {
        case .mapStateStarted(let length):
            visits[visit].items = Visit.Items(total: length)
            visits[visit].phase = .running
            return .counted(visit)
        case .taskScheduled(let details):
            if let work = agents.tasks[visits[visit].name] { note(work, details.parameters, around: visit) }
            return schedule(visit, "\(details.name.resourceType):\(details.name.resource)")
        case .taskOutput(_, let output) where event.type == .taskSucceeded:
            if case .model = agents.tasks[visits[visit].name] { note(usageIn: output, around: visit) }
            return nil
        case .lambdaScheduled(let arn, let input, _, _), .activityScheduled(let arn, let input, _, _):
            if let work = agents.tasks[visits[visit].name] { note(work, input, around: visit) }
            return schedule(visit, arn.split(separator: ":").last.map(String.init) ?? arn)
        case .taskError(_, let error, _), .error(let error, _): return fail(visit, error ?? event.type.rawValue)
        case .evaluationFailed(let error, _, _, _): return fail(visit, error)
        case .executionFailed(let error, _), .executionTimedOut(let error, _):
            endAll(at: event.timestampMilliseconds, .failed, error)
            return nil
        case .executionAborted:
            endAll(at: event.timestampMilliseconds, .aborted, nil)
            return nil
        default: return updateByType(visit, event)
        }
    }

    private mutating func updateByType(_ visit: Int, _ event: HistoryEvent) -> Change? {
        switch event.type {
        case .parallelStateFailed where agents.states[visits[visit].name] != nil:
            // Why it failed comes with what becomes of it.
            visits[visit].phase = .failed
            return nil
        case .parallelStateStarted:
            visits[visit].phase = .running
            return .counted(visit)
        case .mapStateFailed, .parallelStateFailed, .mapRunFailed: return fail(visit, visits[visit].error ?? "failed")
        case .taskStateAborted, .waitStateAborted, .mapStateAborted, .parallelStateAborted:
            visits[visit].phase = .aborted
            visits[visit].stopMilliseconds = event.timestampMilliseconds
            return .ended(visit)
        default: return nil
        }
    }

    /// Notes in the line of an agent state what its agents do.
    private mutating func note(_ task: GeneratedTask, _ parameters: String, around visit: Int) {
        guard let state = agentState(around: visit) else { return }
        var work = visits[state].agents ?? Visit.AgentWork()
        work.begin(task, parameters)
        visits[state].agents = work
    }

    private mutating func note(usageIn output: String, around visit: Int) {
        guard let state = agentState(around: visit), let usage = try? JSONValue(parsing: output)["Usage"] else {
            return
        }
        visits[state].agents?.tokens += (usage["InputTokens"]?.integer ?? 0) + (usage["OutputTokens"]?.integer ?? 0)
    }

    private func agentState(around visit: Int) -> Int? { enclosing(visit) { agents.states[$0.name] != nil } }

    private mutating func schedule(_ visit: Int, _ work: String) -> Change {
        visits[visit].work = work
        visits[visit].attempts += 1
        visits[visit].phase = .running
        return .scheduled(visit)
    }

    private mutating func fail(_ visit: Int, _ error: String) -> Change {
        visits[visit].phase = .failed
        visits[visit].error = error
        // A Parallel state's own event does not say why it failed.
        if agents.origins[visits[visit].name] != nil, let state = agentState(around: visit) {
            visits[state].error = error
        }
        return .tried(visit)
    }

    private mutating func count(_ type: HistoryEventType, _ visit: Int?) -> Change? {
        guard let visit else { return nil }
        switch type {
        case .mapIterationStarted: visits[visit].items?.running += 1
        case .mapIterationSucceeded:
            visits[visit].items?.running -= 1
            visits[visit].items?.succeeded += 1
        case .mapIterationFailed, .mapIterationAborted:
            visits[visit].items?.running -= 1
            visits[visit].items?.failed += 1
        default: return nil
        }
        return .counted(visit)
    }

    private mutating func endAll(at time: Int64, _ phase: Visit.Phase, _ error: String?) {
        for index in visits.indices where visits[index].stopMilliseconds == nil {
            visits[index].phase = phase
            visits[index].stopMilliseconds = time
            if phase == .failed, visits[index].error == nil { visits[index].error = error }
        }
    }
}
