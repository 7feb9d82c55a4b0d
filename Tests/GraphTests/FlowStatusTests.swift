import JSON
import Testing

@testable import Graph

@Suite struct FlowStatusTests {
    /// `(id, previous, type, state)`.
    private static func history(_ events: [(Int64, Int64, String, String?)]) -> [JSONValue] {
        events.map { id, previous, type, name in
            var event: JSONObject = ["id": .integer(id), "previousEventId": .integer(previous), "type": .string(type)]
            if let name {
                let field = type.hasSuffix("Entered") ? "stateEnteredEventDetails" : "stateExitedEventDetails"
                event[field] = ["name": .string(name)]
            }
            return .object(event)
        }
    }

    @Test func caughtFailuresAreNotFailures() {
        let status = FlowStatus(
            history: Self.history([
                (1, 0, "ExecutionStarted", nil), (2, 0, "TaskStateEntered", "Pay"), (3, 2, "TaskScheduled", nil),
                (4, 3, "TaskStarted", nil), (5, 4, "TaskFailed", nil), (6, 5, "PassStateEntered", "Refund"),
                (7, 6, "PassStateExited", "Refund"), (8, 7, "ExecutionSucceeded", nil),
            ]))
        #expect(status.states == ["Pay": .caught, "Refund": .succeeded])
        #expect(status.ways == [.init(from: "Pay", to: "Refund", isCaught: true)])
        #expect(status.execution == .succeeded)
    }

    @Test func aStateThatExitsFromAFailureIsCaught() {
        let status = FlowStatus(
            history: Self.history([
                (1, 0, "ExecutionStarted", nil), (2, 0, "TaskStateEntered", "Pay"), (3, 2, "TaskScheduled", nil),
                (4, 3, "TaskFailed", nil), (5, 4, "TaskStateExited", "Pay"), (6, 5, "PassStateEntered", "Refund"),
                (7, 6, "PassStateExited", "Refund"), (8, 7, "ExecutionSucceeded", nil),
            ]))
        #expect(status.states == ["Pay": .caught, "Refund": .succeeded])
        #expect(status.ways == [.init(from: "Pay", to: "Refund", isCaught: true)])
    }

    @Test func aFailureInsideAMapFailsTheMapAround() {
        let status = FlowStatus(
            history: Self.history([
                (1, 0, "ExecutionStarted", nil), (2, 0, "MapStateEntered", "Each"), (3, 2, "MapStateStarted", nil),
                (4, 3, "MapIterationStarted", nil), (5, 4, "TaskStateEntered", "Work"), (6, 5, "TaskScheduled", nil),
                (7, 6, "TaskFailed", nil), (8, 7, "MapIterationFailed", nil), (9, 8, "MapStateFailed", nil),
                (10, 9, "ExecutionFailed", nil),
            ]))
        #expect(status.states == ["Each": .failed, "Work": .failed])
        #expect(status.execution == .failed)
    }

    @Test func whatRunsIsRunning() {
        let status = FlowStatus(
            history: Self.history([
                (1, 0, "ExecutionStarted", nil), (2, 0, "PassStateEntered", "A"), (3, 2, "PassStateExited", "A"),
                (4, 3, "WaitStateEntered", "B"),
            ]))
        #expect(status.states == ["A": .succeeded, "B": .running])
        #expect(status.ways == [.init(from: "A", to: "B", isCaught: false)])
    }
}
