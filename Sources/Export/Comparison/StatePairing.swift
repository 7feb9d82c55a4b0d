internal import JSON

/// Which local state is which deployed one.
struct StatePairing {
    /// Deployed names by local ones, where these differ.
    let renames: [String: String]
    let added: [String]
    let removed: [String]

    /// States of the same name are the same; of the others, those that do the same, then those that nearly do.
    init(_ local: JSONObject, _ deployed: JSONObject) {
        var free = deployed.map(\.key).filter { local[$0] == nil }
        var unknown = local.map(\.key).filter { deployed[$0] == nil }
        var renames: [String: String] = [:]
        for threshold in [1, 0.6] {
            for name in unknown {
                let scored = free.map { (name: $0, score: Self.likeness(local[name], deployed[$0])) }
                guard let best = scored.max(by: { $0.score < $1.score }), best.score >= threshold else { continue }
                renames[name] = best.name
                free.removeAll { $0 == best.name }
            }
            unknown.removeAll { renames[$0] != nil }
        }
        (added, removed, self.renames) = (unknown, free, renames)
    }

    /// From 0 to 1: the part of the fields that are equal, transitions left out.
    private static func likeness(_ left: JSONValue?, _ right: JSONValue?) -> Double {
        guard let left = left?.object, let right = right?.object, left["Type"] == right["Type"],
            left["Resource"] == right["Resource"]
        else { return 0 }
        let names = Set(left.map(\.key)).union(right.map(\.key)).subtracting(["Next", "Type", "QueryLanguage", "End"])
        guard !names.isEmpty else { return left["End"] == right["End"] ? 1 : 0.8 }
        let same = names.count { name in left[name]?.withoutTransitions == right[name]?.withoutTransitions }
        return Double(same) / Double(names.count)
    }
}

extension JSONValue {
    /// The value without the names of states to go to.
    fileprivate var withoutTransitions: JSONValue {
        switch self {
        case .array(let elements): .array(elements.map(\.withoutTransitions))
        case .object(let object):
            .object(
                JSONObject(
                    object.compactMap {
                        ["Next", "Default"].contains($0.key) ? nil : ($0.key, $0.value.withoutTransitions)
                    }))
        default: self
        }
    }

    /// The value with states to go to called by other names.
    func renamingTransitions(_ names: [String: String]) -> JSONValue {
        guard !names.isEmpty else { return self }
        switch self {
        case .array(let elements): return .array(elements.map { $0.renamingTransitions(names) })
        case .object(let object):
            return .object(
                JSONObject(
                    object.map { key, value in
                        if ["Next", "Default", "StartAt"].contains(key), let name = value.string {
                            return (key, .string(names[name] ?? name))
                        }
                        // Workflows inside have states of their own.
                        return (
                            key, ["Branches", "ItemProcessor"].contains(key) ? value : value.renamingTransitions(names)
                        )
                    }))
        default: return self
        }
    }
}
