package import JSON

extension FlowStatus {
    /// Reads the history of an execution, as GetExecutionHistory gives its events.
    package init(history: [JSONValue]) {
        var reader = HistoryReader()
        for event in history { reader.read(event) }
        self = reader.finished
    }
}

/// Follows each event back to the state that it belongs to.
private struct HistoryReader {
    private enum Phase {
        case inside
        case failed
        case over
    }

    private var status = FlowStatus()
    /// The state that each event belongs to, and how far it was.
    private var places: [Int64: (state: String, phase: Phase)] = [:]
    private var containers: Set<String> = []
    private var parents: [String: String] = [:]
    private var open: [String: Int] = [:]

    mutating func read(_ event: JSONValue) {
        guard let id = event["id"]?.integer, let type = event["type"]?.string else { return }
        let previous = places[event["previousEventId"]?.integer ?? 0]
        if let name = event["stateEnteredEventDetails"]?["name"]?.string {
            enter(name, type, from: previous)
            places[id] = (name, .inside)
        } else if let name = event["stateExitedEventDetails"]?["name"]?.string {
            // A state that exits from a failure had a catcher for it.
            let isCaught = previous?.phase == .failed
            leave(name, isCaught ? .caught : .succeeded)
            places[id] = (name, isCaught ? .failed : .over)
        } else if let state = owner(of: event, type, previous?.state) {
            places[id] = (state, type.hasSuffix("Failed") || type.hasSuffix("TimedOut") ? .failed : .inside)
            if type.hasSuffix("StateAborted") { status.states[state] = .aborted }
        }
        readOutcome(type)
    }

    /// Of the events of a Map or Parallel state, that state; of others, the state of the event before.
    private func owner(of event: JSONValue, _ type: String, _ previous: String?) -> String? {
        if type.hasPrefix("MapIteration"),
            let member = event.object?.first(where: { $0.key.hasSuffix("EventDetails") }),
            let name = member.value["name"]?.string
        {
            return name
        }
        guard type.hasPrefix("MapState") || type.hasPrefix("ParallelState") || type.hasPrefix("MapRun") else {
            return previous
        }
        var state = previous
        while let name = state, !containers.contains(name) { state = parents[name] }
        return state ?? previous
    }

    private mutating func enter(_ name: String, _ type: String, from place: (state: String, phase: Phase)?) {
        status.states[name] = type == "FailStateEntered" ? .failed : .running
        status.counts[name, default: 0] += 1
        open[name, default: 0] += 1
        if type == "MapStateEntered" || type == "ParallelStateEntered" { containers.insert(name) }
        guard let place else { return }
        if place.phase == .inside {
            parents[name] = place.state
        } else {
            parents[name] = parents[place.state]
            let isCaught = place.phase == .failed
            status.ways.insert(FlowStatus.Way(from: place.state, to: name, isCaught: isCaught))
            if isCaught {
                if status.states[place.state] != .caught { open[place.state, default: 1] -= 1 }
                status.states[place.state] = .caught
            }
        }
    }

    private mutating func leave(_ name: String, _ state: FlowStatus.State) {
        open[name, default: 1] -= 1
        if (open[name] ?? 0) <= 0 { status.states[name] = state }
    }

    private mutating func readOutcome(_ type: String) {
        switch type {
        case "ExecutionSucceeded": status.execution = .succeeded
        case "ExecutionFailed", "ExecutionTimedOut": status.execution = .failed
        case "ExecutionAborted": status.execution = .aborted
        case "ExecutionRedriven": status.execution = .running
        default: break
        }
    }

    /// What had not ended when the execution did, failed with it or was given up.
    var finished: FlowStatus {
        var result = status
        let failed = Set(places.values.filter { $0.phase == .failed }.map(\.state))
        for (name, state) in result.states where state == .running && result.execution != .running {
            result.states[name] = result.execution == .failed && failed.contains(name) ? .failed : .aborted
        }
        result.counts = result.counts.filter { $0.value > 1 }
        return result
    }
}
