import JSON

/// Takes the request of a task that waits for a person; the answer comes by the task's token.
struct Approvals: BuiltInTool {
    func call(_ call: ToolCall) throws(ToolFault) -> JSONValue { [:] }
}
