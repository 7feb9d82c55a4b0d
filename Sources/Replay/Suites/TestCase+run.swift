import Interpreter
import JSON
package import StatesLanguage

/// What a test came to.
package struct TestReport: Sendable {
    package let name: String
    package let line: Int
    /// What did not hold; empty where it passed.
    package let failures: [String]
    package let run: SimulatedRun

    package var hasPassed: Bool { failures.isEmpty }
}

extension TestCase {
    /// Runs the test on a virtual clock.
    ///
    /// - Parameters:
    ///   - coverage: notes what of the machine was reached.
    ///   - models: makes what answers for models where no mock does, anew for each run.
    ///   - snapshot: the history that was kept, as `SimulatedRun.snapshot` writes it; nil where there is none yet.
    package func run(
        _ machine: StateMachine, coverage: Coverage? = nil, models: (() -> ScriptedWorld.ModelAnswers)? = nil,
        snapshot: String? = nil
    ) -> TestReport {
        guard let machine = state.map({ machine.only($0) }) ?? machine else {
            return TestReport(
                name: name, line: line, failures: ["the machine has no state '\(state ?? "")'"], run: SimulatedRun())
        }
        if let property { return check(property, machine, coverage, models) }
        let run = simulate(machine, input, coverage, models)
        var failures = expectation.failures(run, input: input)
        if comparesSnapshot, let snapshot {
            failures += SnapshotDifference.text(snapshot, run.snapshot).map { [$0] } ?? []
        }
        return TestReport(name: name, line: line, failures: failures, run: run)
    }

    private func simulate(
        _ machine: StateMachine, _ input: JSONValue, _ coverage: Coverage?,
        _ models: (() -> ScriptedWorld.ModelAnswers)?
    ) -> SimulatedRun {
        let arn = "arn:aws:states:us-east-1:123456789012"
        let header = ExecutionHeader(
            id: 1, arn: "\(arn):execution:test:test", name: "test", stateMachineArn: "\(arn):stateMachine:test",
            stateMachineName: "test", roleArn: "arn:aws:iam::123456789012:role/test", input: Payload(input),
            startMilliseconds: startMilliseconds, seed: seed)
        return Simulation(header: header, machine: machine).run(
            in: ScriptedWorld(mocks, models: models?()), inspector: coverage)
    }

    // MARK: Properties

    private func check(
        _ property: PropertyTest, _ machine: StateMachine, _ coverage: Coverage?,
        _ models: (() -> ScriptedWorld.ModelAnswers)?
    ) -> TestReport {
        func failures(_ input: JSONValue) -> [String] {
            expectation.failures(simulate(machine, input, coverage, models), input: input)
        }
        var generator = InputGenerator(schema: property.schema, seed: seed)
        for run in 1...max(1, property.runs) {
            let input = generator.next()
            guard !failures(input).isEmpty else { continue }
            let least = InputShrinker.smallest(input, accepts: generator.accepts) { !failures($0).isEmpty }
            let text = failures(least).joined(separator: "; ")
            return TestReport(
                name: name, line: line,
                failures: ["input \(run) of \(property.runs) fails; the smallest is \(least.text): \(text)"],
                run: simulate(machine, least, nil, models))
        }
        return TestReport(name: name, line: line, failures: [], run: SimulatedRun())
    }
}

extension StateMachine {
    /// A machine that ends after one of its states; nil where there is no such state.
    fileprivate func only(_ name: String) -> StateMachine? {
        guard let state = workflow.states.first(where: { $0.name == name }),
            let index = workflow.index(of: name)
        else { return nil }
        let states = workflow.states.map { other -> State in
            guard other !== state else { return other }
            return State(
                name: other.name, location: other.location, queryLanguage: other.queryLanguage, kind: .succeed,
                transition: .end)
        }
        return StateMachine(
            comment: comment, queryLanguage: queryLanguage, timeoutSeconds: timeoutSeconds,
            workflow: Workflow(startAt: index, states: states))
    }
}
