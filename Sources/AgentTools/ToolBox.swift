import AgentStates
package import JSON
package import Tasks

/// The functions that lowered agent states call, ready to be bound to tasks.
package final class ToolBox: Sendable {
    /// Calls that block a thread at the same time; the rest waits its turn.
    private static let maximumCalls = 32

    private let tools: [String: any BuiltInTool]
    private let servers: MCPServers
    private let slots: RunSlots

    /// - Parameters:
    ///   - folder: where relative paths in the settings of tools start, absolute.
    ///   - environment: what the processes of MCP servers inherit.
    ///   - log: gets what these processes print to their standard error.
    package init(folder: String, environment: [String: String], log: TaskLog = .discard) {
        let client = HTTPClient(noProxy: environment["NO_PROXY"] ?? environment["no_proxy"] ?? "")
        servers = MCPServers(folder: folder, environment: environment, client: client, log: log)
        slots = RunSlots(maximum: Self.maximumCalls)
        tools = [
            BuiltInFunction.approvals: Approvals(),
            BuiltInFunction.calculator: Calculator(),
            BuiltInFunction.http: HTTPTool(client: client, environment: environment),
            BuiltInFunction.mcp: MCPTool(servers: servers),
            BuiltInFunction.sql: SQLTool(folder: folder),
        ]
    }

    /// The function of that name (`BuiltInFunction`).
    package func tool(named name: String) -> (any BuiltInTool)? { tools[name] }

    /// The functions as programs of tasks, by name.
    package var programs: [String: any TaskProgram] {
        tools.mapValues { ToolProgram(tool: $0, slots: slots) }
    }

    /// The tools of an MCP server.
    ///
    /// - Throws: `ToolFault` where there is no such server.
    package func listTools(of settings: JSONValue) throws(ToolFault) -> [MCPToolDescription] {
        try servers.client(for: settings).tools(until: .now.adding(milliseconds: 30_000))
    }

    /// Ends what the tools have started.
    package func close() {
        servers.close()
        slots.close()
    }
}

/// A built-in function as what performs tasks.
private struct ToolProgram: TaskProgram {
    let tool: any BuiltInTool
    let slots: RunSlots

    func run(
        _ input: JSONValue, for attempt: TaskAttempt,
        completion: @escaping @Sendable (Result<JSONValue, TaskError>) -> Void
    ) -> TaskCancellation {
        let cancellation = ToolCancellation()
        slots.run(
            {
                do throws(ToolFault) {
                    let result = try tool.call(ToolCall(payload: input, cancellation: cancellation))
                    completion(.success(result))
                } catch {
                    completion(.failure(TaskError(name: error.error, cause: error.cause)))
                }
            }, orFail: { completion(.failure(.runtime("\($0)"))) })
        return TaskCancellation { cancellation.cancel() }
    }
}
