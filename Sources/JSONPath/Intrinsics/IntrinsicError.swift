/// Why a call of an intrinsic function has no result. Step Functions reports it as `States.Runtime`.
package struct IntrinsicError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    package enum Reason: Hashable, Sendable {
        /// A path has no value. `path` is as AWS shows it, with `$` for `$$`; `input` is the state's input as JSON.
        case missingArgument(path: String, input: String)
        /// A path leads through something of the wrong type, in Jayway's words.
        case path(PathEvaluationError)
        /// A value that the function does not take, in words.
        case invalidArguments(String)
    }

    /// The whole expression as it was written, although an inner call may have failed.
    package let expression: String
    package let reason: Reason

    /// The cause (behind "An error occurred while executing the state … . "):
    /// `The function 'States.Format('{}', $.a)' had the following error: The JsonPath argument for the field '$.a' could
    /// not be found in the input '{"b":1}'`.
    package var cause: String { "The function '\(expression)' had the following error: \(message)" }

    package var description: String { cause }

    private var message: String {
        switch reason {
        case .missingArgument(let path, let input):
            "The JsonPath argument for the field '\(path)' could not be found in the input '\(input)'"
        case .path(let error): error.message
        case .invalidArguments(let text): text
        }
    }
}
