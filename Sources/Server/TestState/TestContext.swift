internal import JSON

/// The rules for the context object that TestState is given.
enum TestContext {
    private enum Rule {
        case string
        case number
        case anything
    }

    private static let members: [(name: String, members: [(name: String, rule: Rule)])] = [
        (
            "Execution",
            [
                ("Id", .string), ("Input", .anything), ("Name", .string), ("RoleArn", .string), ("StartTime", .string),
                ("RedriveCount", .number), ("RedriveTime", .string),
            ]
        ),
        ("State", [("EnteredTime", .string), ("Name", .string), ("RetryCount", .number)]),
        ("StateMachine", [("Id", .string), ("Name", .string)]),
        ("Task", [("Token", .string)]),
    ]

    /// Reads a context object.
    static func check(_ text: String) throws(APIError) -> JSONValue {
        guard case .object(let context) = try? JSONValue(parsing: text) else {
            throw invalid("Context object must be a JSON object")
        }
        guard !context.contains("Map") else {
            throw invalid("'Map' field is not supported when mocking a Context object")
        }
        for (name, value) in context {
            guard let part = members.first(where: { $0.name == name }) else {
                throw invalid("Field '\(name)' is not allowed")
            }
            guard let object = value.object else { throw invalid("\(name) must be an object") }
            for (field, value) in object {
                guard let rule = part.members.first(where: { $0.name == field })?.rule else {
                    throw invalid("Field '\(field)' is not allowed")
                }
                try check(value, rule, "\(name).\(field)")
            }
        }
        return .object(context)
    }

    private static func check(_ value: JSONValue, _ rule: Rule, _ name: String) throws(APIError) {
        switch rule {
        case .string where value.string == nil: throw invalid("\(name) must be a string")
        case .number where !value.isNumber: throw invalid("\(name) must be a number")
        default: break
        }
    }

    private static func invalid(_ reason: String) -> APIError {
        .validation("Invalid Context object provided: \(reason)")
    }
}
