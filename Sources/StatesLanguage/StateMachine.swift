/// A validated definition, frozen and ready to run.
///
/// Specification: Amazon States Language, "Top-level fields".
package struct StateMachine: Sendable {
    package let comment: String?
    package let queryLanguage: QueryLanguage
    /// How long an execution may take.
    package let timeoutSeconds: Int64?
    package let workflow: Workflow

    package init(comment: String?, queryLanguage: QueryLanguage, timeoutSeconds: Int64?, workflow: Workflow) {
        self.comment = comment
        self.queryLanguage = queryLanguage
        self.timeoutSeconds = timeoutSeconds
        self.workflow = workflow
    }
}

/// States with a start: a whole machine, a branch of a Parallel state, or the processor of a Map state.
///
/// A class, so that the many frames of an execution share it at the price of one pointer; it never changes.
package final class Workflow: Sendable {
    package let startAt: StateIndex
    /// In the order of the definition.
    package let states: [State]

    package init(startAt: StateIndex, states: [State]) {
        self.startAt = startAt
        self.states = states
    }

    package subscript(index: StateIndex) -> State { states[index.rawValue] }

    /// The place of the state of that name.
    package func index(of name: String) -> StateIndex? {
        states.firstIndex { $0.name == name }.map(StateIndex.init(rawValue:))
    }
}

/// The place of a state in its workflow, from 0.
package struct StateIndex: Hashable, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }
}
