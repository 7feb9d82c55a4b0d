/// How far an execution came in each state of its workflow, and which ways it took.
package struct FlowStatus: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, CaseIterable {
        case running
        case succeeded
        case failed
        /// It failed, and a catcher took over.
        case caught
        case aborted
        /// No test came to it.
        case missed
    }

    /// A way that was taken, by the names of its ends.
    package struct Way: Hashable, Sendable {
        package let from: String
        package let to: String
        package let isCaught: Bool

        package init(from: String, to: String, isCaught: Bool) {
            self.from = from
            self.to = to
            self.isCaught = isCaught
        }
    }

    /// By the names of the states; those that were not entered are missing.
    package var states: [String: State] = [:]
    /// How often each state was entered, where that is more than once.
    package var counts: [String: Int] = [:]
    package var ways: Set<Way> = []
    /// Of the whole execution.
    package var execution: State

    package init(execution: State = .running) { self.execution = execution }
}
