import Interpreter
import Testing

private let lambda = "arn:aws:lambda:us-east-1:123456789012:function:f"

/// Parallel and Map: branches that wait for each other, and what a failure does to the others.
@Suite struct BranchStories {
    private func branch(_ name: String) -> String {
        #"{"StartAt":"\#(name)","States":{"\#(name)":{"Type":"Task","Resource":"\#(lambda)","End":true}}}"#
    }

    @Test func aFailedBranchAbortsItsSiblings() throws {
        let story = try Story(
            #"{"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[\#(branch("A")),\#(branch("B"))],"Catch":[{"ErrorEquals":["E"],"ResultPath":"$.e","Next":"C"}],"End":true},"C":{"Type":"Pass","End":true}}}"#
        )
        #expect(story.tasks.map(\.stateName) == ["A", "B"])
        story.fail("E", task: 1)
        #expect(story.tasks.isEmpty)
        #expect(story.count(.taskStateAborted) == 2)
        #expect(story.output == #"{"e":{"Error":"E"}}"#)
    }

    @Test func aRetriedParallelStartsAllBranchesAgain() throws {
        let story = try Story(
            #"{"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[\#(branch("A")),\#(branch("B"))],"Retry":[{"ErrorEquals":["E"],"IntervalSeconds":1,"MaxAttempts":1}],"End":true}}}"#
        )
        try story.succeed("1")
        story.fail("E")
        story.waitForDeadline()
        #expect(story.tasks.map(\.stateName) == ["A", "B"])
        try story.succeed("1")
        try story.succeed("2")
        #expect(story.output == "[1,2]")
    }

    @Test func iterationsRunAsManyAsAllowedAndKeepTheirOrder() throws {
        let story = try Story(
            #"{"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":2,"ItemProcessor":\#(branch("T")),"End":true}}}"#,
            input: "[10,11,12,13]")
        #expect(story.tasks.map(\.parameters.text) == ["10", "11"])
        try story.succeed(#""b""#, task: 1)
        #expect(story.tasks.map(\.parameters.text) == ["10", "12"])
        try story.succeed(#""c""#, task: 1)
        try story.succeed(#""d""#, task: 1)
        try story.succeed(#""a""#)
        #expect(story.output == #"["a","b","c","d"]"#)
    }

    @Test func variablesOfABranchEndWithIt() throws {
        let story = try Story(
            #"{"QueryLanguage":"JSONata","StartAt":"S","States":{"S":{"Type":"Pass","Assign":{"x":1},"Next":"P"},"P":{"Type":"Parallel","Branches":[{"StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"y":"{% $x + 1 %}"},"Next":"A2"},"A2":{"Type":"Pass","Output":"{% $y %}","End":true}}}],"Next":"E"},"E":{"Type":"Pass","Output":"{% [$states.input[0], $x, $exists($y)] %}","End":true}}}"#
        )
        #expect(story.output == "[2,1,false]")
    }

    @Test func redriveRunsOnlyWhatDidNotSucceed() throws {
        let story = try Story(
            #"{"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[\#(branch("A")),\#(branch("B")),\#(branch("C"))],"End":true}}}"#
        )
        try story.succeed("1")
        story.fail("E")
        #expect(story.error == "E")
        story.tell(.redrive)
        #expect(story.tasks.map(\.stateName) == ["B", "C"])
        try story.succeed("2")
        try story.succeed("3")
        #expect(story.output == "[1,2,3]")
        #expect(story.execution.redriveCount == 1)
    }

    @Test func redriveStartsBranchesThatHadNotHadTheirTurn() throws {
        let story = try Story(
            #"{"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E"}}},\#(branch("B"))],"End":true}}}"#
        )
        #expect(story.error == "E")
        story.tell(.redrive)
        #expect(story.error == "E")
        #expect(story.execution.redriveCount == 1)
    }

    @Test(arguments: [
        #"{"Type":"Wait","Seconds":50,"End":true}"#,
        #"{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}"#,
        #"{"Type":"Map","ItemProcessor":{"StartAt":"T","States":{"T":{"Type":"Wait","Seconds":50,"End":true}}},"ItemsPath":"$.i","End":true}"#,
    ])
    func everyStateTypeCanBeRedriven(state: String) throws {
        let story = try Story(#"{"StartAt":"S","States":{"S":\#(state)}}"#, input: #"{"i":[1,2]}"#)
        story.tell(.stop(error: "Stop", cause: nil))
        story.tell(.redrive)
        #expect(story.execution.outcome == nil)
        if !story.tasks.isEmpty { try story.succeed() }
        while story.waitForDeadline() != nil {}
        #expect(story.output != nil)
    }
}
