/// Why a path has no value, with the locations in the notation of Jayway's messages (`$['a'][0]`), because Step Functions
/// repeats those messages.
package enum PathEvaluationError: Error, Hashable, Sendable {
    /// The last step of a definite path finds nothing.
    case noResults(location: String)
    /// The last step of a definite path is a position that the array does not have.
    ///
    /// Step Functions makes `null` of it where the path is a member of a payload template (`"x.$": "$.items[5]"`), and
    /// misses it elsewhere.
    case positionOutOfRange(location: String)
    /// A property on the way is missing.
    case missingProperty(location: String)
    /// A property is asked of something that is not an object.
    case notAnObject(property: String, location: String)
    /// A position is asked of null.
    case isNull(location: String)
    /// A position is asked of something that is not an array, which is shown as Java prints it.
    case notAnArray(step: String, found: String)
    /// A filter is asked of text, a number or the like, which is shown as Java prints it.
    case notFilterable(step: String, found: String)
    case undefinedVariable(String)
    /// A function that does not fit what it is applied to.
    case functionFailed(String)
    /// A regular expression took more steps than the bound.
    case patternTooCostly(String)
    /// A path such as `$..*..*..*` visited more values than the bound.
    case tooManyValues(maximum: Int)
    /// Values and filters nested deeper than the bound.
    case tooDeep(maximum: Int)

    /// The reason in Jayway's words where it has any.
    package var message: String {
        switch self {
        case .noResults(let location), .positionOutOfRange(let location): "No results for path: \(location)"
        case .missingProperty(let location): "Missing property in path \(location)"
        case .notAnObject(let property, let location): "Property \(property) not found in path \(location)"
        case .isNull(let location): "The path \(location) is null"
        case .notAnArray(let step, let found):
            "Filter: \(step) can only be applied to arrays. Current context is: \(found)"
        case .notFilterable(let step, let found):
            "Filter: \(step) can not be applied to primitives. Current context is: \(found)"
        case .undefinedVariable(let name): "The variable '$\(name)' is not defined"
        case .functionFailed(let text): text
        case .patternTooCostly(let pattern): "The regular expression /\(pattern)/ needs too many steps"
        case .tooManyValues(let maximum): "The path visits more than \(maximum) values"
        case .tooDeep(let maximum): "The path goes more than \(maximum) values deep"
        }
    }

    /// Whether the value is simply not there, for which Step Functions has a sentence of its own in payload templates and
    /// intrinsic functions; other messages come through as they are.
    package var isMissingValue: Bool {
        switch self {
        case .noResults, .positionOutOfRange, .missingProperty, .notAnObject, .isNull, .undefinedVariable: true
        case .notAnArray, .notFilterable, .functionFailed, .patternTooCostly, .tooManyValues, .tooDeep: false
        }
    }
}

extension PathEvaluationError {
    /// The name under which Step Functions reports all of these, and failures of intrinsic functions; no `Catch` or `Retry`
    /// takes it.
    package static let name = "States.Runtime"
}
