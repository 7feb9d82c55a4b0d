import Interpreter

/// The branches of a history, each with its events in order; concurrent branches have no order among each other.
struct HistoryLanes {
    /// By the way to the branch: `` for the machine, `/Each[2]` for an iteration, `/Both/Left` for a branch.
    private(set) var lanes: [String: [HistoryEvent]] = [:]

    init(_ events: [HistoryEvent]) {
        var laneOfEvent: [Int64: String] = [:]
        var lanesOfState: [String: Set<String>] = [:]
        let types = Dictionary(events.map { ($0.id, $0.type) }, uniquingKeysWith: { first, _ in first })
        for event in events {
            let previous = laneOfEvent[event.previousEventID] ?? ""
            var lane = previous
            switch event.details {
            case .mapIteration(let name, let index):
                lane = Self.enclosing(previous, lanesOfState[name] ?? []) + "/\(name)[\(index)]"
            case .stateEntered(let name, _):
                if types[event.previousEventID] == .parallelStateStarted { lane += "/\(name)" }
                lanesOfState[name, default: []].insert(lane)
            case .stateExited(let name, _, _): lane = Self.enclosing(previous, lanesOfState[name] ?? [])
            default: break
            }
            laneOfEvent[event.id] = lane
            lanes[lane, default: []].append(event)
        }
    }

    /// The longest of the lanes that lie around one.
    private static func enclosing(_ lane: String, _ candidates: Set<String>) -> String {
        candidates.filter { lane == $0 || lane.hasPrefix($0 + "/") }.max { $0.utf8.count < $1.utf8.count } ?? lane
    }
}
