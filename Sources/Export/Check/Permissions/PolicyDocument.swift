package import JSON

/// What IAM policies allow and deny.
///
/// Source: IAM User Guide, "IAM JSON policy elements reference".
package struct PolicyDocument: Sendable {
    struct Statement: Sendable {
        let isAllow: Bool
        let actions: Patterns
        let resources: Patterns
        let hasCondition: Bool
    }

    /// Patterns of which one has to fit, or none (`NotAction`).
    struct Patterns: Sendable {
        let texts: [String]
        let isNegated: Bool
    }

    private(set) var statements: [Statement] = []

    /// - Parameter value: a policy, or an answer of the AWS CLI with policies in it.
    /// - Returns: nil where there is no policy in it.
    package init?(_ value: JSONValue) {
        addStatements(of: value)
        if statements.isEmpty { return nil }
    }

    private mutating func addStatements(of value: JSONValue) {
        if let statement = value["Statement"] {
            statements += (statement.array ?? [statement]).compactMap(Statement.init)
            return
        }
        for element in value.array ?? value.object?.map(\.value) ?? [] { addStatements(of: element) }
    }

    /// Several policies of one role together.
    package mutating func add(_ other: PolicyDocument) { statements += other.statements }
}

extension PolicyDocument.Statement {
    fileprivate init?(_ value: JSONValue) {
        guard let effect = value["Effect"]?.string,
            let actions = PolicyDocument.Patterns(value, "Action"),
            let resources = PolicyDocument.Patterns(value, "Resource")
        else { return nil }
        self.init(
            isAllow: effect == "Allow", actions: actions, resources: resources,
            hasCondition: value["Condition"] != nil)
    }
}

extension PolicyDocument.Patterns {
    fileprivate init?(_ statement: JSONValue, _ name: String) {
        guard let value = statement[name] ?? statement["Not\(name)"] else { return nil }
        texts = value.string.map { [$0] } ?? (value.array ?? []).compactMap(\.string)
        isNegated = statement[name] == nil
    }
}
