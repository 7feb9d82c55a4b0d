import Interpreter
package import JSON
import StatesLanguage

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
    /// What is no failure, but hardly meant: mocks that nobody asked.
    package var notes: [String] = []

    package var hasPassed: Bool { failures.isEmpty }
}

extension TestCase {
    /// Runs the test on a virtual clock.
    ///
    /// - Parameter snapshot: the history that was kept, as `SimulatedRun.snapshot` writes it; nil where there is none yet.
    package func run(_ tested: TestedMachine, snapshot: String? = nil) -> TestReport {
        let recorder = CoverageRecorder()
        guard let part = stateTest.map({ tested.machine.only($0.state) }) ?? tested.machine else {
            return report(["the machine has no state '\(stateTest?.state ?? "")'"], SimulatedRun(), recorder)
        }
        let machine = tested.machine(mockedBy: script, part: part)
        if let property { return check(property, machine, recorder) }
        let world = ScriptedWorld(script)
        let run = simulate(machine, input, recorder, in: world)
        var failures = expectation.failures(run, input: input)
        if comparesSnapshot, let snapshot, let difference = SnapshotDifference.text(snapshot, run.snapshot) {
            failures.append(difference)
        }
        var result = report(failures, run, recorder)
        result.notes = world.ungiven(of: ownMocks)
        return result
    }

    private func report(_ failures: [String], _ run: SimulatedRun, _ recorder: CoverageRecorder) -> TestReport {
        TestReport(name: name, position: position, failures: failures, run: run, hits: recorder.hits)
    }

    private func simulate(
        _ machine: StateMachine, _ input: JSONValue, _ recorder: CoverageRecorder?, in world: ScriptedWorld? = nil
    ) -> SimulatedRun {
        Simulation.run(
            machine, input: input, variables: stateTest?.variables ?? [:], context: stateTest?.context,
            in: world ?? ScriptedWorld(script), startMilliseconds: startMilliseconds, seed: seed, inspector: recorder)
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
