import Interpreter
import Testing

private let lambda = "arn:aws:lambda:us-east-1:123456789012:function:f"

/// How a state recovers from failures: again, elsewhere, or not at all.
///
/// Specification: Amazon States Language, "Errors".
@Suite struct RecoveryStories {
    /// A task with these fields, and a state for its catchers where they name one.
    private func task(_ fields: String) -> String {
        let catcher = fields.contains("Catch") ? #","C":{"Type":"Pass","End":true}"# : ""
        return
            #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"\#(lambda)",\#(fields),"End":true}\#(catcher)}}"#
    }

    @Test func waitsLongerBeforeEachTry() throws {
        let story = try Story(
            task(#""Retry":[{"ErrorEquals":["E"],"IntervalSeconds":2,"BackoffRate":3.0,"MaxAttempts":4}]"#))
        var delays: [Double] = []
        while story.execution.outcome == nil {
            story.fail("E")
            if let delay = story.waitForDeadline() { delays.append(delay) }
        }
        #expect(delays == [2, 6, 18, 54])
        #expect(story.count(.lambdaFunctionScheduled) == 5)
        #expect(story.error == "E")
    }

    @Test func waitsNoLongerThanTheMaximum() throws {
        let story = try Story(
            task(
                #""Retry":[{"ErrorEquals":["E"],"IntervalSeconds":2,"BackoffRate":10,"MaxDelaySeconds":5,"MaxAttempts":3}]"#
            ))
        var delays: [Double] = []
        while story.execution.outcome == nil {
            story.fail("E")
            if let delay = story.waitForDeadline() { delays.append(delay) }
        }
        #expect(delays == [2, 5, 5])
    }

    @Test func jitterStaysBelowTheDelay() throws {
        let story = try Story(
            task(
                #""Retry":[{"ErrorEquals":["E"],"IntervalSeconds":4,"BackoffRate":1.0,"JitterStrategy":"FULL","MaxAttempts":50}]"#
            ))
        var delays: [Double] = []
        while story.execution.outcome == nil {
            story.fail("E")
            if let delay = story.waitForDeadline() { delays.append(delay) }
        }
        #expect(delays.count == 50)
        #expect(delays.allSatisfy { (0...4).contains($0) })
        #expect(Set(delays).count > 40)
    }

    @Test func countsEachRetrierForItself() throws {
        let story = try Story(
            task(
                #""Retry":[{"ErrorEquals":["A"],"MaxAttempts":1},{"ErrorEquals":["B"],"MaxAttempts":2}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"C"}]"#
            ))
        for error in ["A", "B", "B"] {
            story.fail(error)
            story.waitForDeadline()
        }
        #expect(story.tasks.first?.retryCount == 3)
        story.fail("A")
        #expect(story.output == #"{"Error":"A"}"#)
    }

    @Test func catchersSeeTimeoutsAndHeartbeats() throws {
        let fields =
            #""TimeoutSeconds":60,"HeartbeatSeconds":10,"Catch":[{"ErrorEquals":["States.HeartbeatTimeout"],"ResultPath":"$.beat","Next":"C"},{"ErrorEquals":["States.Timeout"],"ResultPath":"$.limit","Next":"C"}]"#
        let silent = try Story(task(fields))
        #expect(silent.waitForDeadline() == 10)
        #expect(silent.output == #"{"beat":{"Error":"States.Timeout"}}"#)

        let busy = try Story(task(fields))
        for _ in 0..<6 {
            busy.wait(seconds: 9)
            busy.tell(.heartbeat(scheduledEventID: busy.tasks[0].scheduledEventID))
        }
        #expect(busy.waitForDeadline() == 6)
        #expect(busy.output == #"{"limit":{"Error":"States.Timeout"}}"#)
    }

    @Test func aResultThatComesTooLateIsIgnored() throws {
        let story = try Story(task(#""TimeoutSeconds":5,"Catch":[{"ErrorEquals":["States.ALL"],"Next":"C"}]"#))
        let id = story.tasks[0].scheduledEventID
        story.wait(seconds: 5)
        let ended = story.events
        story.tell(.taskSucceeded(scheduledEventID: id, output: .emptyObject))
        #expect(story.events == ended)
        #expect(story.effects.contains { if case .cancelTask(id) = $0 { true } else { false } })
    }

    @Test func runtimeErrorsCannotBeCaught() throws {
        let story = try Story(
            #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"\#(lambda)","InputPath":"$.none","Catch":[{"ErrorEquals":["States.ALL"],"Next":"C"}],"End":true},"C":{"Type":"Pass","End":true}}}"#
        )
        #expect(story.error == "States.Runtime")
    }

    @Test func theMachinesTimeoutEndsEverything() throws {
        let story = try Story(
            #"{"TimeoutSeconds":3,"StartAt":"T","States":{"T":{"Type":"Task","Resource":"\#(lambda)","End":true}}}"#)
        #expect(story.waitForDeadline() == 3)
        #expect(story.execution.outcome == .timedOut)
        #expect(story.tasks.isEmpty)
    }

    @Test(arguments: [Int64.max, 9_223_372_036_854_775, 99_999_999])
    func hugeTimeoutsFromTheInputAreNoFault(seconds: Int64) throws {
        let story = try Story(
            #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"\#(lambda)","TimeoutSecondsPath":"$.t","HeartbeatSecondsPath":"$.h","End":true}}}"#,
            input: #"{"t":\#(seconds),"h":\#(seconds - 1)}"#)
        try story.succeed()
        #expect(story.output == "{}")
    }
}
