package import JSON

extension JSONValue {
    /// Calls the body for each state of a definition, those of branches and of Map states' processors included, in the
    /// order of the text.
    package func forEachState(
        _ body: (_ name: String, _ state: JSONValue, _ location: Location) -> Void
    ) { forEachState(at: .root, depth: 0, body) }

    private func forEachState(at location: Location, depth: Int, _ body: (String, JSONValue, Location) -> Void) {
        guard depth < JSONValue.defaultMaximumDepth else { return }
        for (name, state) in self["States"]?.object ?? [:] {
            let place = location.member("States").member(name)
            body(name, state, place)
            for (inner, innerPlace) in state.innerWorkflows(at: place) {
                inner.forEachState(at: innerPlace, depth: depth + 1, body)
            }
        }
    }

    /// The workflows inside a state: branches, or the processor of a Map state.
    package func innerWorkflows(at location: Location) -> [(workflow: JSONValue, location: Location)] {
        let branches = self["Branches"]?.array ?? []
        let place = location.member("Branches")
        return branches.enumerated().map { ($1, place.element($0)) }
            + ["ItemProcessor", "Iterator"].compactMap { name in
                self[name].map { ($0, location.member(name)) }
            }
    }
}
