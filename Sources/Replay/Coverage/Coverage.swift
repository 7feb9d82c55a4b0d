import Interpreter
import JSON
import StatesLanguage

/// What of a machine was reached: states, transitions, rules, retriers, catchers.
package struct Coverage: Sendable {
    /// How often what stands at a place was reached, by JSON Pointers.
    package typealias Hits = [String: Int]

    package struct Item: Hashable, Sendable {
        /// A JSON Pointer into the definition.
        package let location: String
        package let name: String
        /// Where it leads, for transitions of all kinds.
        package let way: Way?
    }

    package struct Way: Hashable, Sendable {
        package let from: String
        package let to: String
        package let isCaught: Bool
    }

    package let items: [Item]
    /// The names of the states.
    package let states: [String]
    private let locations: [String: String]
    private var hits: Hits = [:]

    /// What the author wrote; the states that agent states become are not counted.
    package init(_ tested: TestedMachine) {
        let authored = tested.machine.workflow.withAllInside.flatMap { workflow in
            workflow.states.filter { tested.origins[$0.name] == nil }.map { (workflow, $0) }
        }
        items = authored.flatMap(Self.items)
        states = authored.map(\.1.name)
        locations = Dictionary(authored.map { ($1.name, $1.location) }, uniquingKeysWith: { first, _ in first })
    }

    package func hitCount(_ item: Item) -> Int { hits[item.location] ?? 0 }

    /// How often the state was entered.
    package func hitCount(ofState name: String) -> Int { locations[name].flatMap { hits[$0] } ?? 0 }

    package var reachedCount: Int { items.count { hitCount($0) > 0 } }

    package var missed: [Item] { items.filter { hitCount($0) == 0 } }

    /// Adds what a run reached.
    package mutating func add(_ other: Hits) { hits.merge(other) { $0 + $1 } }

    // MARK: Items

    private static func items(_ workflow: Workflow, _ state: State) -> [Item] {
        func item(_ field: String, _ what: String, _ target: StateIndex?, isCaught: Bool = false) -> Item {
            Item(
                location: "\(state.location)\(field)", name: "\(what) '\(state.name)'",
                way: target.map { Way(from: state.name, to: workflow[$0].name, isCaught: isCaught) })
        }
        var items = [item("", "state", nil)]
        if case .next(let target) = state.transition { items.append(item("/Next", "the way on from", target)) }
        if case .choice(let choice) = state.kind {
            for (index, rule) in choice.rules.enumerated() {
                items.append(item("/Choices/\(index)", "rule \(index) of", rule.next))
            }
            if let fallback = choice.fallback { items.append(item("/Default", "the default of", fallback)) }
        }
        for index in state.kind.retriers.indices {
            items.append(item("/Retry/\(index)", "retrier \(index) of", nil))
        }
        for (index, catcher) in state.kind.catchers.enumerated() {
            items.append(item("/Catch/\(index)", "catcher \(index) of", catcher.next, isCaught: true))
        }
        return items
    }
}

/// Counts what an execution reaches.
final class CoverageRecorder: StateInspector {
    private(set) var hits: Coverage.Hits = [:]

    func inspect(_ step: InspectionStep, _ value: JSONValue) {}

    func enter(_ state: State) { hits[state.location, default: 0] += 1 }

    func leave(_ state: State) {
        if case .next = state.transition { hits["\(state.location)/Next", default: 0] += 1 }
    }

    func decide(_ decision: Decision, in state: State) {
        let place =
            switch decision {
            case .rule(let index): "/Choices/\(index)"
            case .fallback: "/Default"
            case .retrier(let index): "/Retry/\(index)"
            case .catcher(let index): "/Catch/\(index)"
            }
        hits[state.location + place, default: 0] += 1
    }
}

extension Workflow {
    /// This workflow and those inside its states.
    fileprivate var withAllInside: [Workflow] {
        [self] + states.flatMap { $0.kind.workflows.flatMap(\.withAllInside) }
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
