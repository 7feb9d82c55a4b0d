package import JSON

/// What paths and intrinsic functions may read: `$`, `$$` and `$name`.
package struct PathRoots: Sendable {
    /// `$`
    package let input: JSONValue
    private let makeContext: @Sendable () -> JSONValue
    private let findVariable: @Sendable (String) -> JSONValue?

    /// - Parameters:
    ///   - context: makes the context object, only when a path starts with `$$`.
    ///   - variable: finds the value of a variable by its name, without the `$`.
    package init(
        input: JSONValue, context: @escaping @Sendable () -> JSONValue = { .object(JSONObject()) },
        variable: @escaping @Sendable (String) -> JSONValue?
    ) {
        self.input = input
        makeContext = context
        findVariable = variable
    }

    package init(
        input: JSONValue, context: @escaping @Sendable () -> JSONValue = { .object(JSONObject()) },
        variables: [String: JSONValue] = [:]
    ) {
        self.init(input: input, context: context) { variables[$0] }
    }

    /// `$$`, made anew each time.
    package var context: JSONValue { makeContext() }

    /// `$name`, where there is such a variable.
    package func variable(_ name: String) -> JSONValue? { findVariable(name) }

    func value(of root: Path.Root) throws(PathEvaluationError) -> JSONValue {
        switch root {
        case .input: return input
        case .context: return makeContext()
        case .variable(let name):
            guard let value = findVariable(name) else { throw .undefinedVariable(name) }
            return value
        }
    }
}
