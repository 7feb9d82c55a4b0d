import JSON
import JSONPath
import JSONata
import StatesLanguage

extension EvaluationScope {
    /// The value of a template. `field` is its name in causes, such as `Parameters` or `Output`.
    mutating func evaluate(_ template: Template, field: String) throws(StateFailure) -> JSONValue {
        switch template {
        case .literal(let value): return value
        case .object(let members):
            var object = JSONObject()
            object.reserveCapacity(members.count)
            for member in members {
                object[member.key] = try evaluate(member.value, field: memberField(field, member))
            }
            return .object(object)
        case .array(let elements):
            var values: [JSONValue] = []
            values.reserveCapacity(elements.count)
            for (index, element) in elements.enumerated() {
                values.append(try evaluate(element, field: "\(field)[\(index)]"))
            }
            return .array(values)
        case .path(let path): return try evaluate(path, templateField: field)
        case .intrinsic(let intrinsic): return try evaluate(intrinsic)
        case .expression(let expression): return try evaluate(expression, field: field)
        }
    }

    /// In causes JSONata names the way to a member, JSONPath only the member as it is written.
    private func memberField(_ field: String, _ member: Template.Member) -> String {
        switch member.value {
        case .path, .intrinsic: "\(member.key).$"
        case .literal: ""
        default: queryLanguage == .jsonata ? "\(field)/\(member.key)" : field
        }
    }

    /// The variables that a state sets, all from the values before.
    mutating func evaluate(
        _ assignments: Assignments, field: String = "Assign"
    ) throws(StateFailure) -> [(name: String, value: JSONValue)] {
        var values: [(name: String, value: JSONValue)] = []
        for member in assignments.members {
            values.append((member.key, try evaluate(member.value, field: memberField(field, member))))
        }
        return values
    }
}
