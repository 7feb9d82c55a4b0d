import JSON
import StatesLanguage

/// Writes the plain states of one agent state.
///
/// A class, so that the roles of an agent state write into the same branch; it never leaves the lowering.
final class StateWriter {
    let author: String
    let stem: String
    /// The generated states, with the author's state that each belongs to.
    private(set) var generated: [String] = []
    private let names: NameTable
    private let places: AuthorPlaces
    /// Whether states have to say that they are JSONata: inside branches they have the language of the machine.
    private let statesLanguage: Bool
    private var workflows: [JSONObject] = []
    private var known: [String: String] = [:]

    init(author: String, names: NameTable, places: AuthorPlaces, statesLanguage: Bool) {
        self.author = author
        self.stem = names.stem(of: author)
        self.names = names
        self.places = places
        self.statesLanguage = statesLanguage
    }

    /// The name of the state of a step; the same for the same step.
    func name(of step: String) -> String {
        if let name = known[step] { return name }
        let name = names.state("\(author).\(step)")
        known[step] = name
        return name
    }

    /// Notes where a part of a step's state comes from.
    ///
    /// - Parameter path: `/Arguments`, `/Assign/Ask_prompt`.
    func note(_ step: String, _ path: String, from location: Location) {
        places.note(path, in: name(of: step), from: location)
    }

    /// Whether the step was written.
    func has(_ step: String) -> Bool { generated.contains(name(of: step)) }

    /// Adds a state to the workflow that is being written.
    func add(_ step: String, _ type: String, _ fields: JSONObject) {
        let name = name(of: step)
        guard !workflows.isEmpty, !generated.contains(name) else { return }
        var state: JSONObject = ["Type": .string(type)]
        if statesLanguage { state["QueryLanguage"] = "JSONata" }
        for (key, value) in fields { state[key] = value }
        workflows[workflows.count - 1][name] = .object(state)
        generated.append(name)
    }

    /// A workflow of the states that `write` adds.
    func workflow(startingAt step: String, _ write: () -> Void) -> JSONObject {
        workflows.append([:])
        write()
        let start = name(of: step)
        return ["StartAt": .string(start), "States": .object(reachable(workflows.removeLast(), from: start))]
    }

    /// Leaves out the states that nothing leads to: a part may offer ways that the whole does not take.
    private func reachable(_ states: JSONObject, from start: String) -> JSONObject {
        var reached: Set<String> = [start]
        var open = [start]
        while let name = open.popLast() {
            for target in states[name]?.transitionTargets ?? [] where reached.insert(target).inserted {
                open.append(target)
            }
        }
        generated.removeAll { states.contains($0) && !reached.contains($0) }
        return JSONObject(states.filter { reached.contains($0.key) })
    }
}

extension JSONValue {
    /// The names of the states that can follow a state.
    fileprivate var transitionTargets: [String] {
        let rules = (self["Choices"]?.array ?? []) + (self["Catch"]?.array ?? [])
        return ([self["Next"], self["Default"]] + rules.map { $0["Next"] }).compactMap { $0?.string }
    }
}
