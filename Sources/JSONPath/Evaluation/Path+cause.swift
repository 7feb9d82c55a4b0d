package import JSON

/// What Step Functions says where a path fails, behind "An error occurred while executing the state … . ".
extension Path {
    /// The path as messages show it: as it is applied to its document, `$.a` for `$$.a`.
    package var textInDocument: String {
        root == .context ? String(text.dropFirst()) : text
    }

    /// The cause where a field such as `InputPath`, `OutputPath` or `TimeoutSecondsPath` fails:
    /// `Invalid path '$.a.b' : Missing property in path $['a']`.
    package func cause(_ error: PathEvaluationError) -> String {
        "Invalid path '\(textInDocument)' : \(error.message)"
    }

    /// The cause where a member of a payload template fails, and for `ErrorPath` and `CausePath`:
    /// `The JSONPath '$.a' specified for the field 'x.$' could not be found in the input '{"b":1}'`.
    ///
    /// - Parameters:
    ///   - field: the name of the member with its `.$`, or of the field.
    ///   - searched: the document that the path was looked up in: the input for `$`, the context object for `$$`.
    package func cause(_ error: PathEvaluationError, field: String, searched: JSONValue) -> String {
        guard error.isMissingValue else { return error.message }
        return "The JSONPath '\(textInDocument)' specified for the field '\(field)'"
            + " could not be found in the input '\(searched.text)'"
    }

    /// The cause where the `Variable` of a Choice rule finds nothing, and the rule is not `IsPresent`:
    /// `Invalid path '$.a': The choice state's condition path references an invalid value.`
    package var choiceCause: String {
        "Invalid path '\(textInDocument)': The choice state's condition path references an invalid value."
    }

    /// The cause where `ItemsPath` does not lead to an array: `Reference path "$.a" must point to array.`
    package var itemsCause: String {
        "Reference path \"\(textInDocument)\" must point to array."
    }
}
