import JSON
import JSONPath
import Testing
import TestSupport

/// What Step Functions answered for intrinsic functions: one Pass state whose parameters are one call.
@Suite("Recorded intrinsic functions")
struct RecordedIntrinsicTests {
    struct Recording: CustomStringConvertible, Sendable {
        let name: String
        let expression: String
        let input: JSONValue
        let result: JSONValue

        var description: String { "\(name): \(expression) over \(input.text.prefix(80))" }
    }

    static let recordings: [Recording] = SharedFiles.names(in: "cases", prefix: "intrinsic_functions.").flatMap {
        name -> [Recording] in
        guard let file = SharedFiles.json("cases/\(name)"), file["query_language"]?.string == "JSONPath",
            file["normalise"]?["values"] == nil,
            let state = file["definition"]?["States"]?.object?.first?.value,
            let expression = state["Parameters"]?["FunctionResult.$"]?.string
        else { return [] }
        return (file["steps"]?.array ?? []).compactMap { step in
            guard let input = step["input"]?.string, let parsed = try? JSONValue(parsing: input),
                let last = step["expect"]?["history"]?.array?.last?["executionSucceededEventDetails"],
                let result = last["output"]?["FunctionResult"]
            else { return nil }
            return Recording(name: name, expression: expression, input: parsed, result: result)
        }
    }

    @Test(
        "result", .enabled(if: !recordings.isEmpty, "the recordings are not beside the repository"),
        arguments: recordings)
    func result(_ recording: Recording) throws {
        let expression = try IntrinsicExpression(recording.expression)
        let context: JSONValue = ["StateMachine": ["Name": "a-b-c"], "Execution": ["Input": recording.input]]
        var random = Randomness(seed: 1)
        let result = try expression.evaluate(PathRoots(input: recording.input, context: { context }), random: &random)
        guard case .string(let text) = recording.result, text.hasPrefix("<") || text == "uuid" else {
            // A text that holds JSON may be recorded as the JSON.
            let parsed = result.string.flatMap { try? JSONValue(parsing: $0) }
            #expect(result == recording.result || parsed == recording.result)
            return
        }
        #expect(result.string?.isEmpty == false)
    }
}
