package import JSON

/// How the results of a Map Run are written: `ResultWriter.WriterConfig`.
///
/// Source: AWS Step Functions Developer Guide, "ResultWriter (Map)".
package struct ResultFormat: Hashable, Sendable {
    package enum Transformation: String, CaseIterable, Sendable {
        /// The whole record of each child execution.
        case none = "NONE"
        /// Its output.
        case compact = "COMPACT"
        /// Its output, where an array is written as its elements.
        case flatten = "FLATTEN"
    }

    package enum OutputType: String, CaseIterable, Sendable {
        /// One array.
        case json = "JSON"
        /// A value on each line.
        case jsonLines = "JSONL"

        var fileExtension: String {
            switch self {
            case .json: "json"
            case .jsonLines: "jsonl"
            }
        }
    }

    package let transformation: Transformation
    package let outputType: OutputType

    package init(transformation: Transformation, outputType: OutputType = .json) {
        self.transformation = transformation
        self.outputType = outputType
    }

    /// What Step Functions does where results are exported without `WriterConfig`.
    package static let exportDefault = ResultFormat(transformation: .none)
    /// What it does where results become the output of the state without `ResultWriter`.
    package static let stateDefault = ResultFormat(transformation: .compact)

    /// What one child execution contributes. One that did not succeed is always its whole record.
    package func values(of result: ChildExecutionResult) -> [JSONValue] {
        guard transformation != .none, result.status == .succeeded, let text = result.output else {
            return [result.record]
        }
        guard let output = try? JSONValue(parsing: text) else { return [.string(text)] }
        if transformation == .flatten, case .array(let elements) = output { return elements }
        return [output]
    }

    /// The results as the output of the state: an array, or a text with a line for each value.
    package func stateOutput(_ results: some Sequence<ChildExecutionResult>) -> JSONValue {
        let values = results.flatMap(values)
        return switch outputType {
        case .json: .array(values)
        case .jsonLines: .string(values.map(\.text).joined(separator: "\n"))
        }
    }
}
