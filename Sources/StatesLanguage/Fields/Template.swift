package import JSON
package import JSONPath
package import JSONata

/// A value with parts that are computed: a JSONPath payload template, or JSON with JSONata strings.
///
/// Specification: Amazon States Language, "Payload Template" and "JSONata".
package indirect enum Template: Sendable {
    case literal(JSONValue)
    case object([Member])
    case array([Template])
    /// `"name.$": "$.path"`.
    case path(Path)
    /// `"name.$": "States.…(…)"`.
    case intrinsic(IntrinsicExpression)
    /// `"{% … %}"`.
    case expression(JSONataExpression)

    package struct Member: Sendable {
        /// The name in the result, without `.$`.
        package let key: String
        package let value: Template

        package init(key: String, value: Template) {
            self.key = key
            self.value = value
        }
    }
}

/// The variables that a state sets.
package struct Assignments: Sendable {
    package let members: [Template.Member]

    package init(members: [Template.Member]) { self.members = members }
}
