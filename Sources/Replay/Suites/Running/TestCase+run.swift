import Interpreter
package import JSON
package import StatesLanguage

/// What a test came to.
package struct TestReport: Sendable {
    package let name: String
    package let position: SourcePosition?
    /// What did not hold; empty where it passed.
    package var failures: [String]
    /// The run of which the failures tell.
    package let run: SimulatedRun
    /// What of the machine was reached.
    package let hits: Coverage.Hits

    package var hasPassed: Bool { failures.isEmpty }
}

extension TestCase {
    /// Runs the test on a virtual clock.
    ///
    /// - Parameter snapshot: the history that was kept, as `SimulatedRun.snapshot` writes it; nil where there is none yet.
    package func run(_ machine: StateMachine, snapshot: String? = nil) -> TestReport {
        let recorder = CoverageRecorder()
        guard let machine = stateTest.map({ machine.only($0.state) }) ?? machine else {
            return report(["the machine has no state '\(stateTest?.state ?? "")'"], SimulatedRun(), recorder)
        }
        if let property { return check(property, machine, recorder) }
        let run = simulate(machine, input, recorder)
        var failures = expectation.failures(run, input: input)
        if comparesSnapshot, let snapshot, let difference = SnapshotDifference.text(snapshot, run.snapshot) {
            failures.append(difference)
        }
        return report(failures, run, recorder)
    }

    private func report(_ failures: [String], _ run: SimulatedRun, _ recorder: CoverageRecorder) -> TestReport {
        TestReport(name: name, position: position, failures: failures, run: run, hits: recorder.hits)
    }

    private func simulate(
        _ machine: StateMachine, _ input: JSONValue, _ recorder: CoverageRecorder?
    ) -> SimulatedRun {
        Simulation.run(
            machine, input: input, variables: stateTest?.variables ?? [:], context: stateTest?.context,
            in: ScriptedWorld(script), startMilliseconds: startMilliseconds, seed: seed, inspector: recorder)
    }

    // MARK: Properties

    private func check(
        _ property: PropertyTest, _ machine: StateMachine, _ recorder: CoverageRecorder
    ) -> TestReport {
        func failures(_ input: JSONValue) -> [String] {
            expectation.failures(simulate(machine, input, recorder), input: input)
        }
        var generator = InputGenerator(schema: property.schema, seed: seed)
        for number in 1...max(1, property.runs) {
            let input = generator.next()
            guard !failures(input).isEmpty else { continue }
            let least = InputShrinker.smallest(input, accepts: generator.accepts) { !failures($0).isEmpty }
            let headline = "input \(number) of \(property.runs) fails; the smallest that does is \(least.text)"
            return report([headline] + failures(least), simulate(machine, least, nil), recorder)
        }
        return report([], SimulatedRun(), recorder)
    }
}

extension StateMachine {
    /// A machine that is one of its states, at any depth, and ends after it; nil where there is no such state.
    fileprivate func only(_ name: String) -> StateMachine? {
        guard let (workflow, index) = workflow.find(name) else { return nil }
        let states = workflow.states.map { other -> State in
            guard other !== workflow[index] else { return other }
            return State(
                name: other.name, location: other.location, queryLanguage: other.queryLanguage, kind: .succeed,
                transition: .end)
        }
        return StateMachine(
            comment: comment, queryLanguage: queryLanguage, timeoutSeconds: timeoutSeconds,
            workflow: Workflow(startAt: index, states: states))
    }
}
