import Interpreter
import JSON
import Testing
import TestSupport

/// The three lives of every effect: whatever event a history is cut after, the execution stands where it stood.
@Suite struct ReplayProperties {
    /// One thing that happened, and how the execution stood afterwards.
    private struct Step {
        let stimulus: Stimulus
        let milliseconds: Int64
        let eventCount: Int
        let deadline: Int64?
        let outcome: Outcome?
        let progress: [Int64: TaskProgress]
        let hasBeaten: Bool
    }

    @Test(arguments: 0..<300)
    func recoversFromEveryCut(seed: UInt64) throws {
        var generator = MachineGenerator(seed: seed)
        let definition = generator.machine().text
        let (events, steps) = try play(definition, random: generator.random)
        for cut in 0...events.count { try checkCut(definition, events, steps, at: cut) }
    }

    @Test(arguments: 0..<300)
    func smallPortionsGiveTheSameHistory(seed: UInt64) throws {
        var generator = MachineGenerator(seed: seed)
        let definition = generator.machine().text
        let (events, steps) = try play(definition, random: generator.random)
        let again = try Story.execution(definition, input: "{}")
        var history: [HistoryEvent] = []
        for step in steps {
            again.apply(step.stimulus, at: step.milliseconds)
            repeat { again.run(maximumSteps: 1) } while again.isRunnable
            history += again.takeEvents()
        }
        #expect(history == events)
    }

    private func checkCut(_ definition: String, _ events: [HistoryEvent], _ steps: [Step], at cut: Int) throws {
        let execution = try Story.execution(definition, input: "{}")
        try execution.replay(Array(events[..<cut]))
        let effects = execution.takeEffects()
        execution.run()
        let more = execution.takeEvents()
        let reached = cut + more.count
        #expect(more.elementsEqual(events[cut..<min(reached, events.count)]), "cut after \(cut)")
        // Where the cut is between two stimuli, everything else is as it was, too.
        guard let index = steps.firstIndex(where: { $0.eventCount == cut }), more.isEmpty else { return }
        let last = steps.lastIndex { $0.eventCount == cut } ?? index
        let step = steps[last]
        #expect(execution.outcome == step.outcome)
        let outstanding = effects.compactMap { effect -> Int64? in
            if case .startTask(let attempt) = effect { attempt.scheduledEventID } else { nil }
        }
        #expect(outstanding == step.progress.keys.sorted(), "cut after \(cut)")
        for (id, progress) in step.progress { #expect(execution.progress(of: id) == progress) }
        guard !step.hasBeaten else { return }
        #expect(execution.nextDeadlineMilliseconds() == step.deadline, "cut after \(cut)")
        var rest: [HistoryEvent] = []
        for step in steps[(last + 1)...] {
            execution.apply(step.stimulus, at: step.milliseconds)
            execution.run()
            rest += execution.takeEvents()
        }
        #expect(rest.elementsEqual(events[cut...]), "third life after \(cut)")
    }

    /// Plays a machine with random answers.
    private func play(_ definition: String, random: SplitMix) throws -> (events: [HistoryEvent], steps: [Step]) {
        var random = random
        let execution = try Story.execution(definition, input: "{}")
        var (events, steps): ([HistoryEvent], [Step]) = ([], [])
        var ids: [Int64] = []
        var milliseconds: Int64 = 1_000_000
        var hasBeaten = false
        var stimulus = Stimulus.start
        while steps.count < 60 {
            if case .heartbeat = stimulus { hasBeaten = true }
            execution.apply(stimulus, at: milliseconds)
            execution.run()
            events += execution.takeEvents()
            for case .startTask(let attempt) in execution.takeEffects() { ids.append(attempt.scheduledEventID) }
            ids.removeAll { execution.progress(of: $0) == nil }
            let progress = Dictionary(uniqueKeysWithValues: ids.map { ($0, execution.progress(of: $0) ?? .scheduled) })
            steps.append(
                Step(
                    stimulus: stimulus, milliseconds: milliseconds, eventCount: events.count,
                    deadline: execution.nextDeadlineMilliseconds(), outcome: execution.outcome, progress: progress,
                    hasBeaten: hasBeaten))
            guard let next = next(execution, ids, &milliseconds, &random) else { break }
            stimulus = next
        }
        return (events, steps)
    }

    private func next(
        _ execution: Execution, _ ids: [Int64], _ milliseconds: inout Int64, _ random: inout SplitMix
    ) -> Stimulus? {
        if let outcome = execution.outcome {
            if case .succeeded = outcome { return nil }
            return execution.redriveCount < 2 && Bool.random(using: &random) ? .redrive : nil
        }
        milliseconds += Int64.random(in: 0...800, using: &random)
        if Int.random(in: 0..<60, using: &random) == 0 { return .stop(error: "Stop", cause: nil) }
        if let deadline = execution.nextDeadlineMilliseconds(),
            ids.isEmpty || Int.random(in: 0..<3, using: &random) == 0
        {
            // Sometimes much later, as after a long stop.
            milliseconds =
                max(milliseconds, deadline)
                + (Bool.random(using: &random) ? 0 : Int64.random(in: 0...20_000, using: &random))
            return .timePassed
        }
        guard let id = ids.randomElement(using: &random) else { return nil }
        switch Int.random(in: 0..<7, using: &random) {
        case 0, 1: return .taskStarted(scheduledEventID: id, workerName: nil)
        case 2: return .taskFailed(scheduledEventID: id, TaskFailure(error: "E", cause: "c"))
        case 3: return .heartbeat(scheduledEventID: id)
        default: return .taskSucceeded(scheduledEventID: id, output: Payload(["id": .integer(id)]))
        }
    }
}
