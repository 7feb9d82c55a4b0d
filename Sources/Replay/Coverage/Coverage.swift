package import Interpreter
package import JSON
package import StatesLanguage

/// What of a machine was reached: states, transitions, rules, retriers, catchers.
package final class Coverage: StateInspector {
    package struct Item: Hashable, Sendable {
        /// A JSON Pointer into the definition.
        package let location: String
        package let name: String
    }

    package let items: [Item]
    private var hits: [String: Int] = [:]

    package init(_ machine: StateMachine) {
        items = machine.workflow.allStates.flatMap(Self.items)
    }

    package func hitCount(_ item: Item) -> Int { hits[item.location] ?? 0 }

    package var reachedCount: Int { items.count { hitCount($0) > 0 } }

    package var missed: [Item] { items.filter { hitCount($0) == 0 } }

    /// Adds what another run reached.
    package func add(_ other: Coverage) { hits.merge(other.hits) { $0 + $1 } }

    package func inspect(_ step: InspectionStep, _ value: JSONValue) {}

    package func enter(_ state: State) { hits[state.location, default: 0] += 1 }

    package func leave(_ state: State) {
        if case .next = state.transition { hits["\(state.location)/Next", default: 0] += 1 }
    }

    package func decide(_ decision: Decision, in state: State) {
        let place =
            switch decision {
            case .rule(let index): "/Choices/\(index)"
            case .fallback: "/Default"
            case .retrier(let index): "/Retry/\(index)"
            case .catcher(let index): "/Catch/\(index)"
            }
        hits[state.location + place, default: 0] += 1
    }

    private static func items(_ state: State) -> [Item] {
        var items = [Item(location: state.location, name: "state '\(state.name)'")]
        func add(_ field: String, _ count: Int, _ word: String) {
            for index in 0..<count {
                items.append(
                    Item(location: "\(state.location)/\(field)/\(index)", name: "\(word) \(index) of '\(state.name)'"))
            }
        }
        if case .next = state.transition {
            items.append(Item(location: "\(state.location)/Next", name: "the way on from '\(state.name)'"))
        }
        if case .choice(let choice) = state.kind {
            add("Choices", choice.rules.count, "rule")
            if choice.fallback != nil {
                items.append(Item(location: "\(state.location)/Default", name: "the default of '\(state.name)'"))
            }
        }
        add("Retry", state.kind.retriers.count, "retrier")
        add("Catch", state.kind.catchers.count, "catcher")
        return items
    }
}

extension StateKind {
    fileprivate var retriers: [Retrier] {
        switch self {
        case .task(let task): task.retriers
        case .parallel(let parallel): parallel.retriers
        case .map(let map): map.retriers
        default: []
        }
    }

    fileprivate var catchers: [Catcher] {
        switch self {
        case .task(let task): task.catchers
        case .parallel(let parallel): parallel.catchers
        case .map(let map): map.catchers
        default: []
        }
    }
}
