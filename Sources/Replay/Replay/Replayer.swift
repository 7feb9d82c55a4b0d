import Interpreter
package import JSON
package import Journal
import StatesLanguage

/// Replays one execution after the other, under its own definition or under another.
package struct Replayer {
    private let definition: String?
    private let mode: ReplayMode
    /// Answers for what was not recorded.
    private let mocks: Script?
    private var machines = MachineCache()
    package private(set) var results: [ReplayResult] = []

    /// - Parameter definition: another definition as JSON text; nil for each execution's own.
    package init(definition: String?, mode: ReplayMode = .strict, mocks: Script? = nil) {
        self.definition = definition
        self.mode = mode
        self.mocks = mocks
    }

    /// - Throws: `RecordingError` where the other definition has errors.
    package mutating func checkDefinition() throws(RecordingError) {
        if let definition { _ = try machines.machine(definition) }
    }

    package mutating func replay(_ record: ExecutionRecord, in journal: any ExecutionJournal) {
        do throws(RecordingError) {
            guard record.lastEventID > 0 else {
                return results.append(ReplayResult(record.name, record.stateMachineArn, .withoutHistory))
            }
            replay(try Recording(record, in: journal))
        } catch {
            results.append(ReplayResult(record.name, record.stateMachineArn, .unusable("\(error)")))
        }
    }

    package mutating func replay(_ recording: Recording) {
        let header = recording.header
        results.append(ReplayResult(header.name, header.stateMachineArn, verdict(recording)))
    }

    /// Replays all executions of a journal that match, children of Map Runs too.
    ///
    /// - Throws: `JournalError`
    package mutating func replayAll(
        in journal: any ExecutionJournal, matching filter: ExecutionFilter = ExecutionFilter(),
        where isWanted: (ExecutionSummary) -> Bool = { _ in true }
    ) throws(JournalError) {
        var cursor: ExecutionID?
        repeat {
            let page = try journal.executions(matching: filter, after: cursor, limit: 500)
            for summary in page.executions where isWanted(summary) {
                if let record = try journal.execution(id: summary.id) { replay(record, in: journal) }
            }
            cursor = page.next
        } while cursor != nil
    }

    /// What of a journal does not replay to the same bytes, a text for each execution.
    ///
    /// - Throws: `JournalError`
    package static func differences(in journal: any ExecutionJournal) throws(JournalError) -> [String] {
        var replayer = Replayer(definition: nil)
        try replayer.replayAll(in: journal)
        return replayer.results.filter { !$0.isGood && $0.hasHistory }.map(\.text)
    }

    /// Replays an execution with those that it started; under another definition only those that run a part of it.
    package mutating func replay(_ recording: Recording, children: [Recording]) {
        replay(recording)
        for child in children where definition == nil || child.isPart(of: recording) { replay(child) }
    }

    private mutating func verdict(_ recording: Recording) -> ReplayResult.Verdict {
        do throws(RecordingError) {
            if recording.events.isEmpty { return .withoutHistory }
            // A history from AWS has no definition of its own: the one given is the one it ran.
            if let definition, recording.order == .own {
                let machine = try machines.machine(definition, processorLocation: recording.processorLocation)
                let own = try machines.machine(recording.definition, processorLocation: recording.processorLocation)
                let run = try recording.redefine(own, as: machine, mode: mode, mocks: mocks.map(ScriptedWorld.init))
                return run.firstChange == nil
                    ? .same(eventCount: recording.events.count)
                    : .redefined(run, isAccepted: run.isAccepted(in: mode))
            }
            let machine = try machines.machine(
                recording.definition, processorLocation: recording.processorLocation)
            guard let difference = try recording.reproduce(by: machine) else {
                return .same(eventCount: recording.events.count)
            }
            return .different(difference)
        } catch {
            return .unusable("\(error)")
        }
    }
}

/// What came of replaying one execution.
package struct ReplayResult: Sendable {
    package enum Verdict: Sendable {
        case same(eventCount: Int)
        case different(EventDifference)
        /// Another definition decides otherwise, or asks for what was not recorded.
        case redefined(RedefinedRun, isAccepted: Bool)
        case unusable(String)
        /// An Express execution: the journal has only how it ended.
        case withoutHistory
    }

    package let name: String
    package let machine: String
    package let verdict: Verdict

    init(_ name: String, _ stateMachineArn: String, _ verdict: Verdict) {
        self.name = name
        machine = stateMachineArn.split(separator: ":").last.map(String.init) ?? stateMachineArn
        self.verdict = verdict
    }

    package var isGood: Bool {
        switch verdict {
        case .same: true
        case .redefined(_, let isAccepted): isAccepted
        case .different, .unusable, .withoutHistory: false
        }
    }

    /// The result for people.
    package var text: String {
        switch verdict {
        case .same(let count): "\(name): the same, \(count) events"
        case .different(let difference): "\(name): \(difference.text)"
        case .redefined(let run, let isAccepted):
            ["\(name): \(isAccepted ? "accepted" : "different"), it would \(run.ending)"]
                .appending(run.difference?.text).appending(run.firstChange.map(\.placeText))
                .appending(run.run.obstacle.map { "stopped: \($0)" }).appending(run.unusedText).joined(separator: "\n")
        case .unusable(let reason): "\(name): cannot be replayed: \(reason)"
        case .withoutHistory: "\(name): cannot be replayed: \(Self.noHistory)"
        }
    }

    /// What executions with the same fate have in common.
    private var kind: String {
        switch verdict {
        case .same: "the same"
        case .different(let difference):
            "\(difference.recorded?.type.rawValue ?? "end")"
                + (difference.stateName.map { " of '\($0)'" } ?? "") + ": \(difference.likelyCause)"
        case .redefined(let run, _):
            run.difference?.kind ?? run.run.obstacle?.kind ?? "the same decisions"
        case .unusable(let reason): reason
        case .withoutHistory: Self.noHistory
        }
    }

    private static let noHistory = "it has no history: Express executions keep only how they ended"

    /// Whether there is anything to replay.
    package var hasHistory: Bool { if case .withoutHistory = verdict { false } else { true } }

    /// How many executions have which first difference, most first, each with an example.
    package static func summary(_ results: [ReplayResult]) -> [String] {
        let groups = Dictionary(grouping: results, by: \.kind).sorted {
            ($1.value.count, $0.key) < ($0.value.count, $1.key)
        }
        let good = results.count { $0.isGood }
        let total = results.count { $0.hasHistory }
        return ["\(good) of \(total) executions replay"]
            + groups.map { kind, members in
                "\(members.count)\t\(kind)" + (kind == "the same" ? "" : "\te.g. \(members[0].name)")
            }
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "name": .string(name), "stateMachine": .string(machine), "same": .bool(isGood), "kind": .string(kind),
        ]
        switch verdict {
        case .same(let count): object["events"] = .integer(Int64(count))
        case .different(let difference): object["difference"] = difference.json
        case .redefined(let run, _):
            object["status"] = .string(run.run.status)
            object["output"] = run.run.output
            object["difference"] = run.difference.map { .string($0.text) }
            object["firstChange"] = run.firstChange?.json
            object["obstacle"] = run.run.obstacle.map { .string($0.description) }
        case .unusable(let reason): object["reason"] = .string(reason)
        case .withoutHistory: object["reason"] = .string(Self.noHistory)
        }
        return .object(object)
    }
}

extension Recording {
    /// Whether it ran the processor of a Map state of the other's definition.
    fileprivate func isPart(of whole: Recording) -> Bool {
        processorLocation != nil && definition == whole.definition
    }
}

extension RedefinedRun {
    fileprivate var ending: String {
        guard let outcome = run.outcome else { return "not come to an end" }
        switch outcome {
        case .succeeded(let output): return "end as SUCCEEDED with \(output.text.shortened)"
        case .failed(let error, let cause):
            return "end as FAILED with \(error ?? "no error name")" + (cause.map { ": \($0.shortened)" } ?? "")
        case .timedOut, .aborted: return "end as \(run.status)"
        }
    }

    fileprivate var unusedText: String? {
        guard !unusedCalls.isEmpty, run.obstacle == nil else { return nil }
        return "not asked for any more: "
            + unusedCalls.map { "'\($0.stateName)' (event \($0.eventID))" }.joined(separator: ", ")
    }
}

extension [String] {
    fileprivate func appending(_ line: String?) -> [String] { line.map { self + [$0] } ?? self }
}
