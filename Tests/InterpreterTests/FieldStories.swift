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

    @Test func batchesAreNotNegative() throws {
        let story = try Story(
            #"{"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.l","ItemBatcher":{"MaxItemsPerBatchPath":"$.neg"},"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"End":true}}}"#,
            input: #"{"l":[1],"neg":-1}"#)
        #expect(story.error == "States.Runtime")
        #expect(story.cause?.hasSuffix("MaxItemsPerBatch cannot be negative.") == true)
    }
}
