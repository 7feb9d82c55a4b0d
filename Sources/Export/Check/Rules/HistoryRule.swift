internal import JSON
internal import StatesLanguage

/// A Standard execution fails at its 25,000th event.
///
/// Source: Step Functions Developer Guide, "Quotas related to state machine executions".
enum HistoryRule {
    static func check(_ subject: CheckSubject) -> [CheckFinding] {
        guard !subject.isExpress else { return [] }
        var findings = check(subject.definition, at: .root, in: subject)
        subject.definition.forEachState { name, state, location in
            guard state.isDistributedMap else { return }
            for (workflow, place) in state.innerWorkflows(at: location) {
                guard workflow["ProcessorConfig"]?["ExecutionType"]?.string != "EXPRESS" else { continue }
                findings += check(workflow, at: place, in: subject)
            }
        }
        return findings
    }

    private static func check(_ workflow: JSONValue, at location: Location, in subject: CheckSubject) -> [CheckFinding]
    {
        let projection = HistoryProjection(workflow, at: location)
        let limit = HistoryProjection.limit
        var findings = projection.repetitions.compactMap { repetition in
            repetition.rounds == nil ? open(repetition, projection.events, subject) : bounded(repetition, subject)
        }
        if projection.events > limit {
            findings.append(
                subject.finding(
                    .error, .history, at: location,
                    "An execution makes up to \(projection.events) events; AWS ends it at \(limit) with States.Runtime",
                    advice: advice))
        } else if projection.events > limit * 4 / 5 {
            findings.append(
                subject.finding(
                    .warning, .history, at: location,
                    "An execution makes up to \(projection.events) events without retries; AWS ends it at \(limit)",
                    advice: advice))
        }
        return findings
    }

    private static let advice =
        "put rounds into executions of their own (states:startExecution.sync:2), or use a distributed Map"

    /// Something without a bound: how much of it fits.
    private static func open(
        _ repetition: HistoryProjection.Repetition, _ events: Int, _ subject: CheckSubject
    ) -> CheckFinding? {
        let perRound = max(1, repetition.eventsPerRound)
        let fitting = max(0, (HistoryProjection.limit - events) / perRound + 1)
        switch repetition.kind {
        case .loop(let states):
            if let author = states.lazy.compactMap({ subject.origins[$0] }).first {
                // What only keeps the books ends by itself.
                guard perRound > 2 * states.count else { return nil }
                return subject.finding(
                    .note, .history, at: repetition.location,
                    "A round of \(states.joined(separator: " → ")) of '\(author)' makes up to \(perRound) events; \(fitting) fit into "
                        + "\(HistoryProjection.limit) events")
            }
            return subject.finding(
                .warning, .history, at: repetition.location,
                "The loop \(states.joined(separator: " → ")) makes up to \(perRound) events a round and has no bound that "
                    + "could be found; \(fitting) rounds fit into \(HistoryProjection.limit) events",
                advice: "count the rounds and end the loop with a Choice state, or \(advice)")
        case .items:
            return subject.finding(
                fitting < 1_000 && subject.origins.isEmpty ? .warning : .note, .history, at: repetition.location,
                "Each item makes up to \(perRound) events; \(fitting) items fit into \(HistoryProjection.limit) events",
                advice: "for more items use a distributed Map")
        }
    }

    private static func bounded(_ repetition: HistoryProjection.Repetition, _ subject: CheckSubject) -> CheckFinding? {
        guard case .loop(let states) = repetition.kind, let rounds = repetition.rounds else { return nil }
        let start = rounds.startIsKnown ? "" : ", when it starts at 0"
        return subject.finding(
            .note, .history, at: repetition.location,
            "The loop \(states.joined(separator: " → ")) goes back up to \(rounds.repeats) times (\(rounds.counter)\(start)), "
                + "with up to \(repetition.eventsPerRound) events a round")
    }
}
