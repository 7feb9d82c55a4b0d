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
    /// The first event that comes out otherwise, whether it decides anything or not; nil where none does.
    package let firstChange: EventDifference?
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
    /// - Parameters:
    ///   - own: the machine that was recorded.
    ///   - mocks: answers what was not recorded; without it the run stops there.
    /// - Throws: `RecordingError` where the rules of the recording are not known.
    package func redefine(
        _ own: StateMachine, as machine: StateMachine, mode: ReplayMode, mocks: (any World)? = nil
    ) throws(RecordingError) -> RedefinedRun {
        let changes = try changes(own, machine)
        // What changes nothing needs no simulation, whose times and orders are never quite those of a real run.
        guard let firstChange = changes.first else {
            return RedefinedRun(run: SimulatedRun(recorded: events), difference: nil, firstChange: nil, unusedCalls: [])
        }
        let world = RecordedWorld(self, matching: mode == .tolerant ? .tolerant : .strict, fallback: mocks)
        let run = simulate(machine, in: world)
        let decisions = [
            changes.arrangement?.decision, DecisionDifference.first(events, run.events, isRecordingOpen: isOpen),
        ]
        return RedefinedRun(
            run: run, difference: decisions.compactMap { $0 }.min { $0.position < $1.position },
            firstChange: firstChange, unusedCalls: world.unusedCalls)
    }

    /// Runs a machine with what people did to the execution, up to where it was.
    package func simulate(_ machine: StateMachine, in world: any World) -> SimulatedRun {
        Simulation(
            header: header, machine: machine, controls: controls,
            lastMilliseconds: isOpen ? events.last?.timestampMilliseconds : nil
        ).run(in: world)
    }

    /// What a machine does otherwise while it is fed what happened.
    private struct Changes {
        let arrangement: ArrangementDifference?
        /// Of the events, and of what no event tells.
        let first: EventDifference?
    }

    private func changes(_ own: StateMachine, _ machine: StateMachine) throws(RecordingError) -> Changes {
        let (old, new) = (ArrangementRecorder(), ArrangementRecorder())
        _ = try reproduce(by: own, inspector: old)
        let difference = try reproduce(by: machine, inspector: new)
        let arrangement = ArrangementDifference.first(in: self, old, new, before: difference?.eventID)
        let timeout = EventDifference.timeout(in: self, seconds: (own.timeoutSeconds, machine.timeoutSeconds))
        // Of what comes at the same event, the arrangement came first.
        let all = [arrangement?.event, timeout, difference].compactMap { $0 }
        return Changes(arrangement: arrangement, first: all.min { $0.eventID < $1.eventID })
    }

    /// Whether the execution was still running.
    private var isOpen: Bool { status == "RUNNING" }

    /// What people did to the execution.
    private var controls: [Control] {
        events.compactMap { event in
            switch event.details {
            case .executionAborted(let error, let cause):
                Control(milliseconds: event.timestampMilliseconds, action: .stop(error: error, cause: cause))
            case .executionRedriven: Control(milliseconds: event.timestampMilliseconds, action: .redrive)
            default: nil
            }
        }
    }
}

extension SimulatedRun {
    /// A run that is just what was recorded.
    fileprivate init(recorded events: [HistoryEvent]) {
        self.init()
        self.events = events
        endMilliseconds = events.last?.timestampMilliseconds ?? 0
        outcome =
            switch events.last?.details {
            case .executionSucceeded(let output)?: (try? Payload(parsing: output)).map(Outcome.succeeded)
            case .executionFailed(let error, let cause)?: .failed(error: error, cause: cause)
            case .executionAborted(let error, let cause)?: .aborted(error: error, cause: cause)
            case .executionTimedOut?: .timedOut
            default: nil
            }
    }
}
