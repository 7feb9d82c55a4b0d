import Interpreter
import JSON
import Replay

/// An execution that goes through every type of state, and uses nearly every field.
enum EveryField {
    private static let definition = #"""
        {"StartAt": "Shape", "TimeoutSeconds": 5000, "States": {
          "Shape": {"Type": "Pass", "InputPath": "$.in", "Parameters": {"list.$": "$.list", "n": 1, "t.$": "States.Format('{}', $.t)"},
            "ResultPath": "$.shaped", "OutputPath": "$", "Assign": {"kept.$": "$.t"}, "Next": "Ask"},
          "Ask": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName": "f", "Payload": {"n.$": "$.shaped.n"}}, "ResultSelector": {"a.$": "$.a"},
            "ResultPath": "$.asked", "TimeoutSeconds": 60, "HeartbeatSeconds": 30,
            "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 2, "BackoffRate": 3, "MaxAttempts": 2}],
            "Catch": [{"ErrorEquals": ["Broken"], "ResultPath": "$.error", "Next": "Rest"}], "Next": "Rest"},
          "Rest": {"Type": "Wait", "SecondsPath": "$.s", "Next": "Until"},
          "Until": {"Type": "Wait", "Timestamp": "2030-01-01T00:00:00Z", "Next": "Which"},
          "Which": {"Type": "Choice", "Choices": [
            {"Variable": "$.s", "NumericGreaterThan": 100, "Next": "No"},
            {"And": [{"Variable": "$.s", "IsPresent": true}, {"Not": {"Variable": "$.in.t", "StringEquals": "y"}}], "Next": "Each"}],
            "Default": "No"},
          "Each": {"Type": "Map", "ItemsPath": "$.in.list", "MaxConcurrency": 1,
            "ItemSelector": {"v.$": "$$.Map.Item.Value", "i.$": "$$.Map.Item.Index"},
            "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE"}, "StartAt": "One", "States": {
              "One": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:g", "OutputPath": "$.a", "End": true}}},
            "ResultSelector": {"all.$": "$"}, "ResultPath": "$.each", "Next": "Both"},
          "Both": {"Type": "Parallel", "Parameters": {"e.$": "$.each"}, "Branches": [
            {"StartAt": "L", "States": {"L": {"Type": "Pass", "Result": [1], "Next": "LL"}, "LL": {"Type": "Succeed", "InputPath": "$[0]"}}},
            {"StartAt": "R", "States": {"R": {"Type": "Wait", "Seconds": 7, "End": true}}}],
            "ResultSelector": {"l.$": "$[0]"}, "Next": "New"},
          "New": {"Type": "Parallel", "QueryLanguage": "JSONata", "Arguments": {"x": "{% $states.input.l %}"}, "Branches": [
            {"StartAt": "Bad", "States": {"Bad": {"Type": "Fail", "QueryLanguage": "JSONata", "Error": "{% 'Broken' %}", "Cause": "why"}}}],
            "Catch": [{"ErrorEquals": ["Other"], "Next": "No"},
              {"ErrorEquals": ["Broken"], "Output": {"c": "{% $states.errorOutput.Cause %}"}, "Assign": {"w": "{% $states.errorOutput.Error %}"}, "Next": "Run"}],
            "Next": "No"},
          "Run": {"Type": "Map", "QueryLanguage": "JSONata", "Items": "{% [1, 2] %}", "MaxConcurrency": 3, "ToleratedFailureCount": 1,
            "ItemSelector": {"v": "{% $states.context.Map.Item.Value %}"},
            "ItemBatcher": {"MaxItemsPerBatch": 2, "BatchInput": {"b": "{% $kept %}"}}, "Label": "run",
            "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Two",
              "States": {"Two": {"Type": "Pass", "End": true}}},
            "Output": {"r": "{% $states.result %}", "w": "{% $w %}"}, "Assign": {"done": true}, "Next": "End"},
          "End": {"Type": "Fail", "ErrorPath": "$.w", "CausePath": "States.Format('{}!', $.w)"},
          "No": {"Type": "Succeed"}}}
        """#

    private final class Answers: World {
        private var calls = 0

        func answer(_ call: Call) -> Answer {
            calls += 1
            if calls < 3, call.stateName == "Ask" { return .failed(error: "Busy", cause: nil, afterMilliseconds: 10) }
            return .succeeded(["a": .integer(Int64(calls))], afterMilliseconds: 5)
        }

        func mapRunResult(ofMapState name: String) -> JSONValue? { [10, 20] }
    }

    static func recording() throws -> Recording {
        var machines = MachineCache()
        let header = ExecutionHeader(
            id: 1, arn: "arn:aws:states:us-east-1:123456789012:execution:m:every", name: "every",
            stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:m", stateMachineName: "m",
            roleArn: "arn:aws:iam::123456789012:role/r",
            input: try Payload(parsing: #"{"in": {"list": [1, 2], "t": "x"}, "s": 9}"#),
            startMilliseconds: 1_893_455_000_000, seed: 5)
        let run = Simulation(header: header, machine: try machines.machine(definition)).run(in: Answers())
        let results = run.events.filter { $0.type == .mapRunStarted }.map { ($0.id, JSONValue.array([10, 20])) }
        return Recording(
            header: header, definition: definition, events: run.events, order: .own,
            mapRunResults: Dictionary(uniqueKeysWithValues: results))
    }
}
