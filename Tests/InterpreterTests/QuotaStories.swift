import Interpreter
import Testing

/// AWS's limits, and time.
@Suite struct QuotaStories {
    @Test func theHistoryEndsAtItsQuota() throws {
        let story = try Story(
            #"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Choice","Choices":[{"Variable":"$.stop","IsPresent":true,"Next":"C"}],"Default":"A"},"C":{"Type":"Succeed"}}}"#
        )
        #expect(story.events.count == 25_000)
        #expect(story.events.last?.type == .executionFailed)
        #expect(story.events.map(\.id) == Array(1...25_000))
        #expect(story.error == "States.Runtime")
        story.tell(.redrive)
        #expect(story.events.count == 25_000)
        #expect(story.execution.outcome != nil)
    }

    @Test func resultsOverTheQuotaFail() throws {
        let story = try Story(
            #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}}"#
        )
        try story.succeed("\"" + String(repeating: "x", count: 262_143) + "\"")
        #expect(story.error == "States.DataLimitExceeded")
    }

    @Test func aWaitEndsAtItsDeadlineAndNotBefore() throws {
        let story = try Story(#"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":10,"End":true}}}"#)
        story.wait(seconds: 9.999)
        #expect(story.execution.outcome == nil)
        story.wait(seconds: 0.001)
        #expect(story.output == "{}")
    }

    @Test func aWaitFromTheClockStaysWhereItWasInAReplay() throws {
        let definition =
            #"{"QueryLanguage":"JSONata","StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[{"StartAt":"W","States":{"W":{"Type":"Wait","Timestamp":"{% $fromMillis($millis() + 60000) %}","End":true}}},{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","Next":"U"},"U":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}}],"End":true}}}"#
        let story = try Story(definition)
        story.wait(seconds: 30)
        try story.succeed()
        let deadline = story.execution.nextDeadlineMilliseconds()
        let replayed = try Story.execution(definition, input: "{}")
        try replayed.replay(story.events)
        #expect(deadline == 1_060_000)
        #expect(replayed.nextDeadlineMilliseconds() == deadline)
    }

    @Test func aClockThatGoesBackDoesNotTakeTheHistoryBack() throws {
        let story = try Story(
            #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}}"#
        )
        story.wait(seconds: -500)
        try story.succeed()
        #expect(
            zip(story.events, story.events.dropFirst()).allSatisfy {
                $0.timestampMilliseconds <= $1.timestampMilliseconds
            })
    }
}
