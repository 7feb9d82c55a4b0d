package import JSON

/// Something that an agent can call while it works.
package struct Tool: Sendable, Hashable {
    package enum Work: Sendable, Hashable {
        case task(TaskCall)
        /// Tells the time; a plain state does it.
        case clock
        /// A function that comes with Baton, by name, and the settings that it gets with each call.
        case function(name: String, settings: JSONValue)
    }

    /// What a crash in flight does.
    package enum SideEffect: String, Sendable, CaseIterable {
        /// Runs again.
        case none = "None"
        /// Runs again with the same key.
        case idempotent = "Idempotent"
        /// Stops and asks.
        case once = "Once"
    }

    package var name: String
    package var description: String
    /// A JSON Schema of type object.
    package var inputSchema: JSONValue
    package var work: Work
    package var needsApproval: Bool
    package var sideEffect: SideEffect
    package var retry: JSONValue?
    package var timeoutSeconds: JSONValue?
}

extension Tool {
    /// The tools that need no declaration.
    package static let builtIn: [String: Tool] = [
        "calculator": Tool(
            name: "calculator",
            description: "Computes an arithmetic expression with + - * / % ^, parentheses and the usual functions.",
            inputSchema: [
                "type": "object", "properties": ["expression": ["type": "string", "minLength": 1]],
                "required": ["expression"], "additionalProperties": false,
            ],
            work: .function(name: BuiltInFunction.calculator, settings: [:]), needsApproval: false, sideEffect: .none),
        "clock": Tool(
            name: "clock", description: "Tells the date and the time, in UTC or with an offset such as +0200.",
            inputSchema: [
                "type": "object", "properties": ["offset": ["type": "string", "pattern": "^[+-][0-9]{4}$"]],
                "additionalProperties": false,
            ],
            work: .clock, needsApproval: false, sideEffect: .none),
    ]
}

/// The Lambda functions that lowered machines call: the local engine answers them itself, the export packages them.
package enum BuiltInFunction {
    package static let approvals = "baton-approvals"
    package static let calculator = "baton-calculator"
    package static let http = "baton-http"
    package static let mcp = "baton-mcp"
    package static let sql = "baton-sql"
    package static let all = [approvals, calculator, http, mcp, sql]
}

/// The table that lowered machines keep sessions in; the key is `Session`.
package enum SessionTable {
    package static let name = "baton-sessions"
}
