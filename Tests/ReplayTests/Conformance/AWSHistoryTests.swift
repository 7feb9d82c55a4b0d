import Interpreter
import JSON
import Replay
import StatesLanguage
import Testing

/// What production histories are: recorded by AWS, replayed from AWS's own JSON.
@Suite struct AWSHistoryTests {
    /// Histories that do not replay, and why.
    static let known: [String: String] = [:]

    @Test func recordedHistoriesReplay() throws {
        let cases = try RecordedCase.all().filter(\.hasEventIDs)
        guard !cases.isEmpty else { return print("no recorded histories here; skipped") }
        var failures: [String: String] = [:]
        for recorded in cases {
            do {
                if let difference = try replay(recorded) { failures[recorded.id] = "\(difference)" }
            } catch { failures[recorded.id] = "\(error)" }
        }
        print("replayed \(cases.count - failures.count) of \(cases.count) histories of AWS")
        for (id, reason) in failures where Self.known[id] == nil { print("\(id): \(reason)") }
        let ids = Set(cases.map(\.id))
        for id in Self.known.keys where ids.contains(id) {
            #expect(failures[id] != nil, "\(id) replays now: take it off the list")
        }
        #expect(Double(failures.count) <= 0.05 * Double(cases.count))
    }

    private func replay(_ recorded: RecordedCase) throws -> EventDifference? {
        let recording = try Recording(history: recorded.history(), definition: recorded.definition)
        var machines = MachineCache()
        return try recording.reproduce(by: machines.machine(recorded.definition)) { event, computed in
            guard let left = try? JSONValue(parsing: event.line), let right = try? JSONValue(parsing: computed.line)
            else { return false }
            return recorded.comparison.isSame(left, right)
        }
    }
}

extension RecordedCase {
    /// Six recordings leave out the ids inside Parallel states; AWS's JSON never does.
    var hasEventIDs: Bool { events.allSatisfy { $0["id"]?.integer != nil } }
}
