/// One statement of a policy: what may be done with what.
struct Statement: Hashable {
    var actions: [String]
    /// Addresses, or `*` where the service knows no others.
    var resources: [Text]
    var condition: Value?
    /// Why it is there, or what a person should look at.
    var comment: String?

    init(_ actions: [String], on resources: [Text], if condition: Value? = nil, comment: String? = nil) {
        self.actions = actions
        self.resources = resources
        self.condition = condition
        self.comment = comment
    }

    static let everything: Text = "*"

    var value: Value {
        let value = Value.object([
            "Effect": "Allow", "Action": .texts(actions),
            "Resource": resources.count == 1 ? .text(resources[0]) : .list(resources.map(Value.text)),
            "Condition": condition,
        ])
        return comment.map { .commented($0, value) } ?? value
    }
}

extension [Statement] {
    /// The same permissions in fewer statements: actions on the same resources together, then resources of the same
    /// actions; sorted, so that the order of states does not matter.
    func merged() -> [Statement] {
        let byResource = grouped { StatementKey(resources: Set($0.resources), condition: $0.condition) }
        let byActions = byResource.grouped { StatementKey(actions: Set($0.actions), condition: $0.condition) }
        return byActions.map { statement in
            var sorted = statement
            sorted.actions = Set(statement.actions).sorted()
            sorted.resources = Set(statement.resources).sorted { $0.sortingText < $1.sortingText }
            if sorted.resources.contains(Statement.everything) { sorted.resources = [Statement.everything] }
            return sorted
        }.sorted {
            ($0.actions.first ?? "", $0.resources[0].sortingText) < (
                $1.actions.first ?? "", $1.resources[0].sortingText
            )
        }
    }

    private func grouped(_ key: (Statement) -> StatementKey) -> [Statement] {
        var order: [StatementKey] = []
        var groups: [StatementKey: Statement] = [:]
        for statement in self {
            let key = key(statement)
            if var group = groups[key] {
                group.actions += statement.actions
                group.resources += statement.resources
                group.comment = group.comment ?? statement.comment
                groups[key] = group
            } else {
                order.append(key)
                groups[key] = statement
            }
        }
        return order.compactMap { groups[$0] }
    }

    /// A policy document.
    var policy: Value {
        .document(["Version": "2012-10-17", "Statement": .list(map(\.value))])
    }
}

private struct StatementKey: Hashable {
    var resources: Set<Text> = []
    var actions: Set<String> = []
    var condition: Value?
}

extension Text {
    /// What texts are sorted by.
    var sortingText: String {
        parts.map { part in
            switch part {
            case .constant(let text): text
            case .reference(let reference): "\(reference)"
            }
        }.joined()
    }
}
