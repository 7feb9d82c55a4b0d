import JSON
import Journal
import Testing
import TestSupport

/// Does the same random things to both forms of the journal, wrong ones too, and expects the same answers.
@Suite struct EquivalenceTests {
    @Test(arguments: 0..<24) func bothFormsAnswerAlike(seed: UInt64) throws {
        let directory = TemporaryDirectory()
        let forms: [any ExecutionJournal] = [
            try SQLiteJournal(path: directory.file(), access: .write(.normal)), InMemoryJournal(),
        ]
        var random = SplitMix(state: seed)
        for _ in 0..<150 {
            let writes = try (0..<Int.random(in: 1...6, using: &random)).map { _ in
                try randomWrite(forms, &random)
            }
            let outcomes = forms.map { journal in
                Result { () throws(JournalError) in try journal.commitAndWait(writes) }
            }
            #expect(Self.kind(outcomes[0]) == Self.kind(outcomes[1]), "\(writes)")
        }
        let answers = try forms.map { try Self.answers($0) }
        #expect(answers[0] == answers[1])
        #expect(answers[0].count > 20)
        #expect(try forms[0].checkIntegrity() == [])
        forms.forEach { $0.close() }
    }

    // MARK: Questions

    /// Every answer a journal can give, as text.
    private static func answers(_ journal: any ExecutionJournal) throws -> [String] {
        var answers = try journal.openExecutions().map { "\($0)" }
        for number in Int64(0)...500 {
            let id = ExecutionID(rawValue: number)
            guard let record = try journal.execution(id: id) else { continue }
            #expect(try journal.execution(arn: record.arn) == record)
            let last = record.lastEventID
            answers.append("\(record)")
            answers.append(String(decoding: try journal.historyBytes(of: id), as: UTF8.self))
            for (first, isReversed) in [(last / 2, false), (last / 2, true), (1, false), (.max, true)] {
                let events = try journal.history(of: id, from: first, limit: 3, reversed: isReversed)
                answers.append(events.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n"))
            }
        }
        for status in [nil] + ExecutionStatus.allCases.map(Optional.some) {
            for machine in [nil, "m0", "m1"] {
                for redrive in [nil, ExecutionFilter.Redrive.redriven, .notRedriven] {
                    let filter = ExecutionFilter(stateMachineArn: machine, status: status, redriveFilter: redrive)
                    answers.append("\(try journal.executions(matching: filter, after: nil, limit: 7))")
                }
            }
        }
        for kind in ["a", "b"] {
            answers.append("\(try journal.resources(kind: kind, prefix: "", after: nil, limit: 99))")
        }
        return answers
    }

    private static func kind(_ outcome: Result<Void, JournalError>) -> String {
        switch outcome {
        case .success: "done"
        // Their causes differ in words: a broken reference in SQLite, a missing entry in memory.
        case .failure(.storage), .failure(.rejected): "refused"
        case .failure(let error): error.description
        }
    }

    // MARK: Random writes

    private func randomWrite(
        _ forms: [any ExecutionJournal], _ random: inout SplitMix
    ) throws -> JournalWrite {
        // Mostly of those that are there.
        let id = ExecutionID(rawValue: Int64.random(in: 1...40, using: &random))
        let known = try forms[1].execution(id: id)
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<4: return .createExecution(try randomRecord(forms, &random))
        case 4..<11:
            let isWrong = Int.random(in: 0..<12, using: &random) == 0
            let first = (known?.lastEventID ?? 0) + (isWrong ? 2 : 1)
            return append(id, first...first + Int64.random(in: 0...3, using: &random))
        case 11..<17: return .updateExecution(id, randomUpdate(known, &random))
        case 17:
            let body = JSONValue.integer(Int64.random(in: 0...99, using: &random))
            return .putResource(kind: Bool.random(using: &random) ? "a" : "b", name: "\(id)", body: body)
        case 18: return .deleteResource(kind: "a", name: "\(id)")
        default: return .deleteExecution(id)
        }
    }

    private func randomRecord(_ forms: [any ExecutionJournal], _ random: inout SplitMix) throws -> ExecutionRecord {
        let ids = forms.map { $0.nextExecutionID() }
        #expect(ids[0] == ids[1])
        let number = Int.random(in: 0..<60, using: &random)
        let text = "{\"StartAt\":\"\(number % 5)\"}"
        let definitions = try forms.map { try $0.definitionID(for: text) }
        #expect(definitions[0] == definitions[1])
        return ExecutionRecord(
            id: ids[0], arn: "arn:\(number)", stateMachineArn: "m\(number % 3)", name: "é\(number)",
            definition: number == 7 ? DefinitionID(rawValue: 99) : definitions[0], input: "{}",
            startMilliseconds: Int64(number), details: number % 2 == 0 ? [:] : ["label": .integer(Int64(number))])
    }

    private func randomUpdate(_ known: ExecutionRecord?, _ random: inout SplitMix) -> ExecutionUpdate {
        let number = Int64.random(in: 0...999, using: &random)
        let updates: [ExecutionUpdate] = [
            .parked(wakeMilliseconds: number, hasEffectsInFlight: number % 2 == 0),
            .parked(wakeMilliseconds: nil, hasEffectsInFlight: true),
            .stopped(.succeeded, stopMilliseconds: number, output: "\(number)"),
            .stopped(.failed, stopMilliseconds: number, error: "E", cause: "é"),
            .redriven(count: (known?.redriveCount ?? 0) + 1, milliseconds: number),
            .pendingRedrive, .details(["label": "new"]),
        ]
        return updates[Int.random(in: 0..<updates.count, using: &random)]
    }
}
