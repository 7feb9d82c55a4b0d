package import JSON
package import JSONPath
package import JSONata

/// Goes where the first rule that matches says.
package struct ChoiceState: Sendable {
    package let rules: [ChoiceRule]
    package let fallback: StateIndex?

    package init(rules: [ChoiceRule], fallback: StateIndex?) {
        self.rules = rules
        self.fallback = fallback
    }
}

/// A condition and where to go when it holds.
package struct ChoiceRule: Sendable {
    package let condition: Condition
    package let next: StateIndex
    /// Instead of the state's own.
    package let assign: Assignments?
    package let output: Template?

    package init(condition: Condition, next: StateIndex, assign: Assignments? = nil, output: Template? = nil) {
        self.condition = condition
        self.next = next
        self.assign = assign
        self.output = output
    }
}

/// What a rule asks.
package indirect enum Condition: Sendable {
    case all([Condition])
    case any([Condition])
    case not(Condition)
    case comparison(Comparison)
    /// A JSONata condition written as `true` or `false`.
    case constant(Bool)
    case expression(JSONataExpression)
}

/// One of the 39 data-test expressions of JSONPath choices.
///
/// Specification: Amazon States Language, "Data-test Expressions".
package struct Comparison: Sendable {
    package enum Operand: Sendable {
        case literal(JSONValue)
        /// The value of a `…Path` operator.
        case path(Path)
    }

    package let variable: Path
    package let comparator: Comparator
    package let operand: Operand

    package init(variable: Path, comparator: Comparator, operand: Operand) {
        self.variable = variable
        self.comparator = comparator
        self.operand = operand
    }
}

/// The comparators, each without the suffix `Path` that some also take.
package enum Comparator: String, Sendable, CaseIterable {
    case booleanEquals = "BooleanEquals"
    case isBoolean = "IsBoolean"
    case isNull = "IsNull"
    case isNumeric = "IsNumeric"
    case isPresent = "IsPresent"
    case isString = "IsString"
    case isTimestamp = "IsTimestamp"
    case numericEquals = "NumericEquals"
    case numericGreaterThan = "NumericGreaterThan"
    case numericGreaterThanEquals = "NumericGreaterThanEquals"
    case numericLessThan = "NumericLessThan"
    case numericLessThanEquals = "NumericLessThanEquals"
    case stringEquals = "StringEquals"
    case stringGreaterThan = "StringGreaterThan"
    case stringGreaterThanEquals = "StringGreaterThanEquals"
    case stringLessThan = "StringLessThan"
    case stringLessThanEquals = "StringLessThanEquals"
    case stringMatches = "StringMatches"
    case timestampEquals = "TimestampEquals"
    case timestampGreaterThan = "TimestampGreaterThan"
    case timestampGreaterThanEquals = "TimestampGreaterThanEquals"
    case timestampLessThan = "TimestampLessThan"
    case timestampLessThanEquals = "TimestampLessThanEquals"

    /// Whether there is a form of it that ends in `Path`.
    package var hasPathForm: Bool {
        switch self {
        case .isBoolean, .isNull, .isNumeric, .isPresent, .isString, .isTimestamp, .stringMatches: false
        default: true
        }
    }
}
