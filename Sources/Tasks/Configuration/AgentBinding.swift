package import JSON

/// An agent that is a process of its own.
package struct AgentBinding: Hashable, Sendable {
    /// A function that the agent may call as a tool.
    package struct Tool: Hashable, Sendable {
        package var function: String
        /// For the functions that come with Baton; others get the agent's input as it is.
        package var settings: JSONValue?
    }

    /// The program and its arguments.
    package var words: [String]
    /// Where it runs, absolute.
    package var folder: String
    package var environment: [String: String] = [:]
    package var timeoutSeconds: Int64 = 900
    /// An agent that says nothing for so long is ended.
    package var heartbeatSeconds: Int64 = 300
    package var memoryMegabytes: Int64?
    package var processorSeconds: Int64?
    package var tools: [String: Tool] = [:]

    /// The words, with a shell before them that sets the limits and is then replaced.
    var limitedWords: [String] {
        var limits: [String] = []
        if let memoryMegabytes { limits.append("ulimit -v \(memoryMegabytes * 1_024)") }
        if let processorSeconds { limits.append("ulimit -t \(processorSeconds)") }
        guard !limits.isEmpty else { return words }
        return ["/bin/sh", "-c", limits.joined(separator: " && ") + " && exec \"$@\"", "sh"] + words
    }
}
