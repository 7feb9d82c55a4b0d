import AgentStates
import Interpreter
import JSON

/// One passage through a state, as progress shows it.
struct Visit {
    enum Phase {
        case running
        /// It failed; perhaps a retrier or catcher takes over.
        case failed
        case caught
        case succeeded
        case aborted
    }

    let name: String
    let type: String
    /// The visit of the Map or Parallel state around it.
    let parent: Int?
    let depth: Int
    /// When it was entered, or redriven.
    var startMilliseconds: Int64
    var stopMilliseconds: Int64?
    var phase = Phase.running
    /// What it does: the resource of a task, how long a wait takes.
    var work: String?
    var attempts = 0
    var error: String?
    var items: Items?
    /// What its agents did, of an agent state.
    var agents: AgentWork?
    /// Whether it is inside of a Map state, whose line counts it.
    let isCounted: Bool

    struct AgentWork {
        var modelCalls = 0
        var toolCalls = 0
        var tokens: Int64 = 0
        /// Who works, or what is called.
        var current = ""
    }

    struct Items {
        var total: Int64
        var running = 0
        var succeeded = 0
        var failed = 0

        mutating func reopen() {
            running += failed
            failed = 0
        }
    }
}

extension Visit.AgentWork {
    /// Counts a task that begins.
    ///
    /// - Parameter parameters: the task's, as JSON.
    mutating func begin(_ task: GeneratedTask, _ parameters: String) {
        switch task {
        case .model:
            modelCalls += 1
            current = (try? JSONValue(parsing: parameters))?["RequestMetadata"]?["agent"]?.string ?? current
        case .agent(let name, _):
            modelCalls += 1
            current = name
        case .tool(let name):
            toolCalls += 1
            current = name
        case .guardrail: current = "guardrail"
        case .approval: current = "waits for a person"
        }
    }

    /// `3 calls · 2 tools · 1,204 tokens`
    var summary: [String] {
        var parts = ["\(modelCalls) \(modelCalls == 1 ? "call" : "calls")"]
        if toolCalls > 0 { parts.append("\(toolCalls) \(toolCalls == 1 ? "tool call" : "tool calls")") }
        if tokens > 0 { parts.append("\(tokens) tokens") }
        return parts
    }
}
