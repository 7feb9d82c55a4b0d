import JSON

extension ExportProject {
    /// The variables of the environment from which a function that comes with Baton takes secrets for tools, sorted.
    func secrets(of function: String) -> [String] {
        let programs = agents.flatMap { agent -> [AgentProgramSource.Tool] in
            guard case .runtime(let program) = agent.body else { return [] }
            return program.tools
        }
        let settings = (programs + functions.flatMap(\.tools)).filter { $0.function == function }.compactMap(\.settings)
        let calls = machines.flatMap { Self.calls(of: function, in: $0.definition) }
        return Set((settings + calls).flatMap(Self.variables)).sorted()
    }

    /// The payloads of the tasks that call a function.
    private static func calls(of function: String, in value: JSONValue) -> [JSONValue] {
        if value["FunctionName"]?.string == function, let payload = value["Payload"] { return [payload] }
        return members(of: value).flatMap { calls(of: function, in: $0) }
    }

    /// The names in `{Environment: NAME}`.
    private static func variables(in value: JSONValue) -> [String] {
        if let name = value["Environment"]?.string { return [name] }
        return members(of: value).flatMap(variables)
    }

    private static func members(of value: JSONValue) -> [JSONValue] {
        value.array ?? value.object.map { $0.map(\.value) } ?? []
    }
}
