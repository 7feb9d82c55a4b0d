import JSON
import Synchronization
import Tasks
import Testing

@testable import Models

/// Recording what tasks ask and get, and playing it.
@Suite struct CassetteTests {
    private func attempt(_ parameters: JSONValue, action: String = "converse") -> TaskAttempt {
        TaskAttempt(
            executionArn: "e", scheduledEventID: 1,
            resource: .service(service: "bedrockruntime", action: action, pattern: .requestResponse, isSDK: true),
            parameters: parameters, region: "us-east-1")
    }

    /// Answers with the number of the call; every second call fails.
    private final class Counter: TaskHandler {
        private let count = Mutex(0)

        func start(_ attempt: TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void) -> TaskCancellation {
            let number = count.withLock { count in
                count += 1
                return count
            }
            report(
                number.isMultiple(of: 2)
                    ? .failed(error: "E", cause: "c") : .succeeded(output: ["n": .integer(Int64(number))]))
            return .none
        }
    }

    private func report(_ handler: any TaskHandler, _ parameters: JSONValue, action: String = "converse") -> TaskReport?
    {
        let found = Mutex<TaskReport?>(nil)
        _ = handler.start(attempt(parameters, action: action)) { report in found.withLock { $0 = report } }
        return found.withLock { $0 }
    }

    private func recording(_ requests: [JSONValue]) throws -> CassettePlayer {
        let tape = Mutex("")
        let recorder = CassetteRecorder(recording: Counter()) { line in tape.withLock { $0 += line } }
        for request in requests { _ = report(recorder, request) }
        return CassettePlayer(try Cassette(parsing: tape.withLock { $0 }), others: Counter())
    }

    @Test func playsWhatWasRecordedInOrder() throws {
        let player = try recording([["a": 1, "b": 2], ["a": 1, "b": 2], ["a": 1, "b": 2]])
        #expect(report(player, ["b": 2, "a": 1]) == .succeeded(output: ["n": 1]))
        #expect(report(player, ["a": 1, "b": 2]) == .failed(error: "E", cause: "c"))
        #expect(report(player, ["a": 1, "b": 2]) == .succeeded(output: ["n": 3]))
        guard case .failed("States.Runtime", let cause?)? = report(player, ["a": 1, "b": 2]) else {
            Issue.record("an answer that was not recorded")
            return
        }
        #expect(cause.contains("recorded 3 times and is made once more"))
    }

    @Test func saysWhatDiffers() throws {
        let player = try recording([["Messages": [["Text": "one"], ["Text": "two"]], "x": 1], ["y": 2]])
        guard
            case .failed("States.Runtime", let cause?)? = report(
                player, ["Messages": [["Text": "one"], ["Text": "2"]], "x": 1])
        else {
            Issue.record("an answer that was not recorded")
            return
        }
        #expect(cause.contains(#"differs at /Messages/1/Text: recorded "two", now "2""#), "\(cause)")
        guard case .failed(_, let other?)? = report(player, ["x": 1], action: "invokeModel") else { return }
        #expect(other.contains("no request of it is left in the cassette (left are: bedrockruntime:converse)"))
    }

    @Test func timesAndIdentifiersMayDiffer() throws {
        let player = try recording([
            ["t": "at 2026-01-01T00:00:00.123Z", "u": "6f1e2b0a-0000-4000-8000-0123456789ab!"],
            ["t": "2026-01-01 is no time"],
        ])
        let again: JSONValue = ["t": "at 2027-05-05T10:20:30+02:00", "u": "6F1E2B0A-0000-4000-8000-0123456789AC!"]
        #expect(report(player, again) == .succeeded(output: ["n": 1]))
        #expect(report(player, ["t": "2026-01-02 is no time"]) != .failed(error: "E", cause: "c"))
    }

    @Test func namesTheLineThatIsBroken() {
        #expect(throws: ModelSettingFault(place: "line 2", reason: "not an exchange of a cassette")) {
            try Cassette(parsing: "{\"resource\": \"r\", \"request\": {}, \"result\": 1}\n{}\n")
        }
    }
}
