package import JSON

/// Something that is wrong, or looks wrong, with a definition.
///
/// Source: Step Functions API Reference, `ValidateStateMachineDefinitionDiagnostic`.
package struct Diagnostic: Hashable, Sendable {
    package enum Severity: String, Sendable {
        case error = "ERROR"
        case warning = "WARNING"
    }

    package let severity: Severity
    /// One of the service's codes, such as `SCHEMA_VALIDATION_FAILED`.
    package let code: String
    package let message: String
    /// The place as the service writes it, such as `/States/Ship/Next`; nil where it concerns the whole.
    package let location: String?
    /// The place in the text, where it is known.
    package let position: SourcePosition?

    package init(
        severity: Severity = .error, code: String, message: String, location: String? = nil,
        position: SourcePosition? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.location = location
        self.position = position
    }
}

/// The codes of diagnostics; the service's own as far as it documents or shows them.
package enum DiagnosticCode {
    package static let duplicateLabel = "DUPLICATE_LABEL_NAME"
    package static let duplicateStateName = "DUPLICATE_STATE_NAME"
    package static let duplicateVariable = "DUPLICATE_VARIABLE_NAME"
    package static let invalidExpression = "INVALID_JSONATA_EXPRESSION"
    package static let invalidJSON = "INVALID_JSON_DESCRIPTION"
    package static let invalidLabel = "INVALID_LABEL_NAME"
    package static let invalidStateName = "INVALID_STATE_NAME"
    package static let invalidVariable = "INVALID_VARIABLE_NAME"
    package static let missingDescription = "MISSING_DESCRIPTION"
    package static let missingEndState = "MISSING_END_STATE"
    package static let missingTransitionTarget = "MISSING_TRANSITION_TARGET"
    package static let noDollar = "NO_DOLLAR"
    package static let noPath = "NO_PATH"
    package static let passResultIsStatic = "PASS_RESULT_IS_STATIC"
    package static let reservedVariable = "RESERVED_VARIABLE_NAME"
    package static let schema = "SCHEMA_VALIDATION_FAILED"
    package static let tooDeeplyNested = "TOO_DEEPLY_NESTED"
    package static let unsupportedExpression = "UNSUPPORTED_JSONATA_EXPRESSION"

    // The service has none of these: it takes JSON only and knows no substitutions.
    package static let duplicateField = "DUPLICATE_FIELD"
    package static let ineffectiveField = "INEFFECTIVE_FIELD"
    package static let invalidYAML = "INVALID_YAML_DESCRIPTION"
    package static let tooLarge = "DEFINITION_TOO_LARGE"
    package static let undefinedVariable = "UNDEFINED_VARIABLE"
    package static let unknownFunction = "UNKNOWN_FUNCTION"
    package static let unportableExpression = "UNPORTABLE_JSONATA_EXPRESSION"
    package static let unresolvedSubstitution = "UNRESOLVED_SUBSTITUTION"
}
