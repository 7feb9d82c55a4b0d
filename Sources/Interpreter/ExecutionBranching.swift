package import JSON

/// Where an execution left the one that it was forked from: what comes later draws its random numbers from another seed.
package struct ExecutionBranching: Sendable, Hashable {
    /// The last event of the common past.
    package let eventID: Int64
    package let seed: UInt64

    package init(eventID: Int64, seed: UInt64) {
        self.eventID = eventID
        self.seed = seed
    }

    /// Reads `{"eventId": 5, "seed": "81…"}`; nil where that is not what it is.
    package init?(_ json: JSONValue) {
        guard let eventID = json["eventId"]?.integer, let seed = json["seed"]?.string.flatMap({ UInt64($0) }) else {
            return nil
        }
        self.init(eventID: eventID, seed: seed)
    }

    package var json: JSONValue { ["eventId": .integer(eventID), "seed": .string(String(seed))] }

    /// The branchings of a fork, of which the details of its record tell; oldest first.
    package static func all(_ details: JSONObject) -> [ExecutionBranching] {
        (details["forkedFrom"]?["branchings"]?.array ?? []).compactMap(ExecutionBranching.init)
    }
}

extension ExecutionHeader {
    /// What random choices after that event are derived from.
    package func seed(afterEvent id: Int64) -> UInt64 { branchings.last { $0.eventID <= id }?.seed ?? seed }
}
