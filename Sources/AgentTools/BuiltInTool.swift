package import JSON

/// A function that comes with Baton: JSON in, JSON out.
///
/// It works on the thread of its caller, and may block it.
package protocol BuiltInTool: Sendable {
    /// Performs one call.
    ///
    /// - Throws: `ToolFault`, in words that a model can act on.
    func call(_ call: ToolCall) throws(ToolFault) -> JSONValue
}

/// One call of a tool: the payload `{Tool, Input, Settings}` of the function, and who wants it ended.
package struct ToolCall: Sendable {
    /// The name that the model knows the tool by.
    package let tool: String
    package let input: JSONValue
    package let settings: JSONValue
    package let cancellation: ToolCancellation

    package init(
        tool: String, input: JSONValue, settings: JSONValue, cancellation: ToolCancellation = ToolCancellation()
    ) {
        self.tool = tool
        self.input = input
        self.settings = settings
        self.cancellation = cancellation
    }

    /// Reads a payload.
    package init(payload: JSONValue, cancellation: ToolCancellation = ToolCancellation()) {
        self.init(
            tool: payload["Tool"]?.string ?? "", input: payload["Input"] ?? [:], settings: payload["Settings"] ?? [:],
            cancellation: cancellation)
    }
}

/// Why a call came to nothing.
package struct ToolFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The error that retriers and catchers see, such as `Sql.NotAllowed`.
    package let error: String
    package let cause: String

    package init(_ error: String, _ cause: String) {
        self.error = error
        self.cause = cause
    }

    package var description: String { "\(error): \(cause)" }
}
