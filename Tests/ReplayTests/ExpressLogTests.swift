import Interpreter
import JSON
import Replay
import Testing

/// Executions that only CloudWatch Logs has.
///
/// AWS Step Functions Developer Guide, "Using CloudWatch Logs to log execution history": one line for each event, its
/// numbers as texts.
@Suite struct ExpressLogTests {
    private let definition = #"""
        {"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"n.$": "$.n"}, "End": true}}}
        """#

    private func lines(_ name: String, number: Int, hasData: Bool = true) -> [String] {
        let arn = "arn:aws:states:us-east-1:123456789012:express:m:\(name):6f1e2b0a-0000-4000-8000-0123456789ab"
        func line(_ id: Int, _ previous: Int, _ type: String, _ details: String) -> String {
            #"{"id":"\#(id)","type":"\#(type)","details":{\#(details)},"previous_event_id":"\#(previous)","#
                + #""event_timestamp":"\#(1_700_100_000_000 + id)","execution_arn":"\#(arn)","redrive_count":"0"}"#
        }
        func data(_ field: String) -> String {
            hasData ? #""\#(field)":"{\"n\":\#(number)}","\#(field)Details":{"truncated":false},"# : ""
        }
        return [
            line(1, 0, "ExecutionStarted", data("input") + #""roleArn":"arn:aws:iam::123456789012:role/r""#),
            line(2, 0, "PassStateEntered", data("input") + #""name":"A""#),
            line(3, 2, "PassStateExited", data("output") + #""name":"A""#),
            line(4, 3, "ExecutionSucceeded", String(data("output").dropLast())),
        ]
    }

    private func verdicts(_ text: String) throws -> [String] {
        var replayer = Replayer(definition: nil)
        for recording in try Recording.recordings(history: Array(text.utf8), definition: definition) {
            replayer.replay(recording)
        }
        return replayer.results.map(\.text)
    }

    @Test func eachExecutionOfALogIsReplayed() throws {
        let (one, two) = (lines("one", number: 1), lines("two", number: 2))
        let mixed = zip(one, two).flatMap { [$0, $1] }
        let expected = ["one: the same, 4 events", "two: the same, 4 events"]
        #expect(try verdicts(mixed.joined(separator: "\n")) == expected)
        // As exported to S3, as `aws logs filter-log-events` and `aws logs get-query-results` answer.
        #expect(try verdicts(mixed.map { "2023-11-16T02:00:00.001Z \($0)" }.joined(separator: "\n")) == expected)
        let messages = mixed.map { JSONValue.object(["timestamp": 1, "message": .string($0)]) }
        #expect(try verdicts(JSONValue.object(["events": .array(messages)]).text) == expected)
        let rows = mixed.map { JSONValue.array([["field": "@message", "value": .string($0)]]) }
        #expect(try verdicts(JSONValue.object(["results": .array(rows)]).text) == expected)
    }

    @Test func whatALogLacksIsSaid() throws {
        let errorsOnly = [lines("one", number: 1)[3]].joined()
        #expect {
            try verdicts(errorsOnly)
        } throws: {
            "\($0)".contains("event 1 is missing (1 of 4 are there)") && "\($0)".contains("not logged with level ALL")
        }
        #expect {
            try verdicts(lines("one", number: 1, hasData: false).joined(separator: "\n"))
        } throws: { "\($0)".contains("without execution data") }
    }
}
