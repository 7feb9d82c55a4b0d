import JSON

extension Fields {
    /// `Next` and `End` of a state of that type.
    func transition(of type: StateType) -> Transition {
        switch type {
        case .choice: return .chosen
        case .succeed, .fail:
            state.isTerminal = true
            return .end
        case .pass, .task, .wait, .parallel, .map: return nextOrEnd()
        }
    }

    private func nextOrEnd() -> Transition {
        let ends = bool("End") ?? false
        switch (has("Next"), ends) {
        case (true, true): report.schema(SchemaMessage.onlyOne(of: ["Next", "End"]), at: location)
        case (false, false):
            let isClear = object["End"].map { $0.bool != nil } ?? true
            if isClear { report.schema(SchemaMessage.exactlyOne(of: ["Next", "End"]), at: location) }
            state.hasUnclearTransitions = true
        case (true, false), (false, true): break
        }
        if ends { state.isTerminal = true }
        return target("Next").map(Transition.next) ?? .end
    }

    /// The state that the field of that name names.
    func target(_ name: String) -> StateIndex? {
        guard object.contains(name) else { return nil }
        guard let next = string(name) else {
            state.hasUnclearTransitions = true
            return nil
        }
        state.transitions.append(.init(name: next, location: location(of: name)))
        return targets.index(of: next)
    }
}
