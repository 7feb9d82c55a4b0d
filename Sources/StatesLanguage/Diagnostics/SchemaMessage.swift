import JSONPath

/// The words of `SCHEMA_VALIDATION_FAILED`, as Step Functions says them.
enum SchemaMessage {
    static func unsupported(_ field: String) -> String { "Field '\(field)' is not supported" }

    static func otherLanguage(_ field: String, is language: QueryLanguage, wants other: QueryLanguage) -> String {
        "The QueryLanguage is set to '\(language.rawValue)', but field '\(field)' is only supported for the "
            + "'\(other.rawValue)' QueryLanguage"
    }

    static let downgradedLanguage =
        "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine"

    static func required(_ fields: [String]) -> String { "These fields are required: [\(list(fields))]" }

    static func requiredField(_ field: String) -> String { "The field '\(field)' is required but was missing" }

    static func onlyOne(of fields: [String]) -> String {
        "There should only be one of the following fields: [\(list(fields))]"
    }

    static func exactlyOne(of fields: [String]) -> String {
        "This object should have only one of the following fields: [\(list(fields))]"
    }

    static func atLeastOne(of fields: [String]) -> String {
        "There should be at least one of the following fields: [\(list(fields))]"
    }

    static func oneKind(of fields: [String]) -> String {
        "The object must have only one of the following fields, [\(list(fields))]"
    }

    static func oneOf(_ values: [String]) -> String { "Value should be one of the following: [\(list(values))]" }

    static let expectedString = "Expected value of type [STRING]"
    static let expectedBoolean = "Expected value of type [BOOLEAN]"
    static let expectedArray = "Expected value of type [ARRAY]"
    static let expectedObject = "Expected value of type [OBJECT]"
    static let expectedInteger = "Expected value of type Integer"
    static let expectedNumber = "Expected value of type Float"

    static func minimum(_ value: String) -> String { "Minimum value is \(value)" }
    static func maximum(_ value: String) -> String { "Maximum value is \(value)" }

    static let empty = "Value cannot be empty"
    static let notTimestamp = "String does not match RFC3339 timestamp"
    static let notExpression = "JSONata string must start with {% and end with %}"
    static let notCondition = "Expected value of type [BOOLEAN] or a JSONata expression"
    static let misplacedWildcard = "States.ALL must appear alone and at end of list"

    static func duplicateTemplateMember(_ name: String) -> String {
        "The field '\(name)' is defined more than once in the template"
    }

    static let notResource = "Value is not a valid resource ARN"

    static func unknownResource(_ resource: String) -> String {
        "The resource provided \(resource) is not recognized. The value is not a valid resource ARN, or the resource is "
            + "not available in this region."
    }

    static func unknownParameter(_ name: String) -> String {
        "The field \"\(name)\" is not supported by Step Functions"
    }

    static let expressActivity = "Express state machine does not support Activity ARN"

    static func expressPattern(_ pattern: String) -> String {
        "Express state machine does not support '\(pattern)' service integration"
    }

    static let longHeartbeat = "The value of 'HeartbeatSeconds' must be less than that of 'TimeoutSeconds'"

    static let activityCredentials = "The field 'Credentials' is not supported for activities"

    static let expressDistributedMap =
        "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines"

    static func notAllowedValue(_ field: String) -> String {
        "The field '\(field)' does not match any of the allowed values"
    }

    static let notPath = "Value must be a valid JSONPath."

    static func notReferencePath(_ error: PathSyntaxError?) -> String {
        let reason = error.map { $0.reason == .missingRoot ? "Reference path didn't start with '$'" : $0.message }
        return "Value is not a Reference Path" + (reason.map { ": \($0)" } ?? "")
    }

    static func notPathOrIntrinsic(_ field: String) -> String {
        "The value for the field '\(field)' must be a valid JSONPath or a valid intrinsic function call"
    }

    private static func list(_ words: [String]) -> String { words.joined(separator: ", ") }
}
