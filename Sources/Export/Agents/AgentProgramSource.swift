package import JSON

/// An agent that is a program in Python, with what it may call.
package struct AgentProgramSource: Sendable, Hashable {
    package struct Tool: Sendable, Hashable {
        package let name: String
        package let function: String
        /// For the functions that come with Baton; others get the agent's input as it is.
        package let settings: JSONValue?

        package init(name: String, function: String, settings: JSONValue?) {
            self.name = name
            self.function = function
            self.settings = settings
        }
    }

    /// What Python is started with: the script and its arguments.
    package let arguments: [String]
    /// Sorted by path.
    package let files: [SourceFunction.File]
    package let environment: [String: String]
    package let timeoutSeconds: Int64
    package let heartbeatSeconds: Int64
    package let memoryMegabytes: Int64
    /// Sorted by name.
    package let tools: [Tool]

    package init(
        arguments: [String], files: [SourceFunction.File], environment: [String: String], timeoutSeconds: Int64,
        heartbeatSeconds: Int64, memoryMegabytes: Int64, tools: [Tool]
    ) {
        self.arguments = arguments
        self.files = files
        self.environment = environment
        self.timeoutSeconds = timeoutSeconds
        self.heartbeatSeconds = heartbeatSeconds
        self.memoryMegabytes = memoryMegabytes
        self.tools = tools
    }
}

extension AgentProgramSource {
    /// The program as a Lambda function of that name.
    package func function(named name: String) -> SourceFunction {
        SourceFunction(
            name: name, runtime: .python(Self.pythonVersion), handler: "baton_agent.handler",
            timeoutSeconds: min(timeoutSeconds, 900), memoryMegabytes: memoryMegabytes, environment: variables,
            reservedConcurrency: nil, files: packedFiles, tools: tools)
    }

    static let pythonVersion = "3.13"

    /// The files with the adapter that speaks to AWS for the program.
    var packedFiles: [SourceFunction.File] {
        let adapter = SourceFunction.File(path: "baton_agent.py", bytes: Array(AgentAdapter.text.utf8))
        return (files.filter { $0.path != adapter.path } + [adapter]).sorted { $0.path < $1.path }
    }

    /// The program's own variables, and what the adapter starts.
    var variables: [String: String] {
        let settings: JSONValue = [
            "arguments": .array(arguments.map(JSONValue.string)), "timeout": .integer(timeoutSeconds),
            "heartbeat": .integer(heartbeatSeconds),
        ]
        return environment.merging(["BATON_AGENT": settings.text]) { $1 }
    }
}
