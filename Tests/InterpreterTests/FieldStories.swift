import Interpreter
import JSON
import Testing

/// Values that fields compute and that will not do: they are errors, never something else.
@Suite struct FieldStories {
    private func map(_ fields: String, input: String = #"{"l":[1,2],"neg":-1,"o":{"a":1}}"#) throws -> Story {
        try Story(
            #"{"QueryLanguage":"JSONata","StartAt":"M","States":{"M":{"Type":"Map",\#(fields),"ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"End":true}}}"#,
            input: input)
    }

    @Test func itemsMayBeAnObject() throws {
        let story = try map(#""Items":{"a":1,"b":"{% 1 + 1 %}"}"#)
        #expect(story.output == #"[{"Key":"a","Value":1},{"Key":"b","Value":2}]"#)
    }

    /// What an expression makes must be an array, in a distributed Map state also an object; so says the recording, so the guide.
    @Test func distributedMapsTakeComputedObjects() throws {
        #expect(try map(#""Items":"{% {'a': 1} %}""#).error == "States.QueryEvaluationError")
        for items in [#""Items":"{% {'a': 1} %}","#, ""] {
            let story = try Story(
                #"{"QueryLanguage":"JSONata","StartAt":"M","States":{"M":{"Type":"Map",\#(items)"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"End":true}}}"#,
                input: #"{"a":1}"#)
            #expect(story.error == nil)
            #expect(story.count(.mapRunStarted) == 1)
        }
    }

    @Test(arguments: ["0", "-1"]) func timeoutsArePositive(_ seconds: String) throws {
        for field in ["TimeoutSeconds", "HeartbeatSeconds"] {
            let path = try Story(
                #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","\#(field)Path":"$.s","End":true}}}"#,
                input: #"{"s":\#(seconds)}"#)
            #expect(path.error == "States.Runtime")
            #expect(path.count(.lambdaFunctionScheduled) == 0)
            let expression = try Story(
                #"{"QueryLanguage":"JSONata","StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","\#(field)":"{% \#(seconds) %}","End":true}}}"#
            )
            #expect(expression.error == "States.QueryEvaluationError")
        }
    }

    @Test func variablesHaveAQuota() throws {
        let text = String(repeating: "y", count: 140_000)
        let one = try Story(#"{"StartAt":"P","States":{"P":{"Type":"Pass","Assign":{"a":"\#(text)"},"End":true}}}"#)
        #expect(one.output == "{}")
        let both = try Story(
            #"{"StartAt":"P","States":{"P":{"Type":"Pass","Assign":{"a":"\#(text)","b":"\#(text)"},"End":true}}}"#)
        #expect(both.error == "States.DataLimitExceeded")
    }

    /// The quota of all variables; a variable that is set again counts once.
    @Test func allVariablesTogetherHaveAQuota() throws {
        let text = "{% $pad('', 240000, 'x') %}"
        let states = (0..<45).map { index in
            #""S\#(index)":{"Type":"Pass","Assign":{"v\#(index)":"\#(text)"},\#(index == 44 ? #""End":true"# : #""Next":"S\#(index + 1)""#)}"#
        }
        let story = try Story(
            #"{"QueryLanguage":"JSONata","StartAt":"S0","States":{\#(states.joined(separator: ","))}}"#)
        #expect(story.error == "States.DataLimitExceeded")
        #expect(story.count(.passStateExited) == 10_485_760 / 240_002)
        let loop = try Story(
            #"{"QueryLanguage":"JSONata","StartAt":"Z","States":{"Z":{"Type":"Pass","Assign":{"n":0},"Next":"S"},"S":{"Type":"Pass","Assign":{"v":"\#(text)","n":"{% $n + 1 %}"},"Next":"C"},"C":{"Type":"Choice","Choices":[{"Condition":"{% $n < 60 %}","Next":"S"}],"Default":"E"},"E":{"Type":"Succeed"}}}"#
        )
        #expect(loop.output == "{}")
    }

    private func batches(_ limit: String, of most: String) throws -> Story {
        try Story(
            #"{"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.l","ItemBatcher":{"\#(limit)Path":"$.most"},"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"End":true}}}"#,
            input: #"{"l":[1],"most":\#(most)}"#)
    }

    @Test(arguments: [
        ("MaxItemsPerBatch", "-1", "MaxItemsPerBatch cannot be negative."),
        ("MaxInputBytesPerBatch", "262145", "MaxInputBytesPerBatch cannot be greater than 262144."),
        (
            "MaxItemsPerBatch", #""two""#,
            #"The MaxItemsPerBatchPath field refers to value "two" which is not a valid integer: $.most"#
        ),
    ])
    func batchesHaveBounds(_ limit: String, _ most: String, _ cause: String) throws {
        let story = try batches(limit, of: most)
        #expect(story.error == "States.Runtime")
        #expect(story.cause?.hasSuffix(cause) == true)
    }

    /// A recording has it: AWS reads the number in a string.
    @Test(arguments: ["2", #""2""#]) func numbersMayBeText(_ most: String) throws {
        let story = try batches("MaxItemsPerBatch", of: most)
        #expect(story.error == nil)
        #expect(story.count(.mapRunStarted) == 1)
    }
}
