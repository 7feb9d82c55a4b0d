import Interpreter
package import StatesLanguage

/// How another definition may differ from what was recorded.
package enum ReplayMode: String, CaseIterable, Sendable {
    /// Every effect must be the same, in the same state.
    case strict
    /// Effects are found by resource and request, whatever state asks.
    case tolerant
    /// Goes up to the first other decision; on from there only with answers for what was not recorded.
    case divergent
}

/// What another definition would have done with what really happened.
package struct RedefinedRun: Sendable {
    package let run: SimulatedRun
    /// Nil where it decides the same all along.
    package let difference: DecisionDifference?
    /// Recorded effects that the new definition did not ask for: event and state.
    package let unusedCalls: [(eventID: Int64, stateName: String)]

    /// Whether the new definition passes in that mode.
    package func isAccepted(in mode: ReplayMode) -> Bool {
        switch mode {
        case .strict: difference == nil && run.obstacle == nil
        case .tolerant: run.obstacle == nil
        case .divergent: difference == nil
        }
    }
}

extension Recording {
    /// Runs another definition in the world that was recorded.
    ///
    /// - Parameter mocks: answers what was not recorded; without it the run stops there.
    /// - Throws: `RecordingError` where the rules of the recording are not known.
    package func redefine(
        as machine: StateMachine, mode: ReplayMode, mocks: (any World)? = nil
    ) throws(RecordingError) -> RedefinedRun {
        _ = try replayableExecution(machine)
        let world = RecordedWorld(self, matching: mode == .tolerant ? .tolerant : .strict, fallback: mocks)
        let run = Simulation(header: header, machine: machine).run(in: world)
        return RedefinedRun(
            run: run, difference: DecisionDifference.first(events, run.events), unusedCalls: world.unusedCalls)
    }
}
