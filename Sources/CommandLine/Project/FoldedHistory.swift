import AgentStates
import Interpreter
import JSON

/// A history without what happened inside of agent states; one entry stands for each stretch of it.
struct FoldedHistory {
    /// The member that says how many events an entry stands for.
    static let countKey = "foldedEvents"

    private let map: AgentSourceMap
    private var model = ProgressModel()

    init(_ map: AgentSourceMap) { self.map = map }

    func fold(_ events: [JSONValue]) -> [JSONValue] {
        guard !map.isEmpty else { return events }
        var folding = self
        var result: [JSONValue] = []
        for event in events {
            guard folding.isInside(event) else {
                result.append(event)
                continue
            }
            if let last = result.last, let count = last[Self.countKey]?.integer {
                result[result.count - 1] = Self.entry(event, count + 1)
            } else {
                result.append(Self.entry(event, 1))
            }
        }
        return result
    }

    /// Whether the event belongs to a generated state.
    private mutating func isInside(_ json: JSONValue) -> Bool {
        guard let event = try? HistoryEvent(json) else { return false }
        _ = model.apply(event)
        return model.visit(of: event.id).map { map.origins[$0.name] != nil } ?? false
    }

    private static func entry(_ event: JSONValue, _ count: Int64) -> JSONValue {
        [
            "id": event["id"] ?? .null, "timestamp": event["timestamp"] ?? .null, "type": "…",
            countKey: .integer(count),
        ]
    }
}
