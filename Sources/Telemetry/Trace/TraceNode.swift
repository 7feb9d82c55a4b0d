package import AgentStates

/// Something in an execution that takes time.
package struct TraceNode: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case execution
        /// A stay in a state; its type is that of the language, such as `Task`.
        case state(type: String)
        case iteration(index: Int64)
        /// One try of a task.
        case attempt(TaskRequest)
    }

    package enum Outcome: Hashable, Sendable {
        case running
        case succeeded
        case failed(error: String, cause: String)
        case aborted
    }

    /// The event that began it.
    package let eventID: Int64
    /// The position of what it is a part of.
    package let parent: Int?
    package let kind: Kind
    /// Of the execution, the state or the map; of an attempt the resource.
    package let name: String
    package let startMilliseconds: Int64
    package internal(set) var stopMilliseconds: Int64?
    /// The event that ended it.
    package internal(set) var stopEventID: Int64?
    package internal(set) var outcome = Outcome.running
    /// What came of it, as JSON.
    package internal(set) var output: String?
    /// The agent state, of a state that is one.
    package internal(set) var mark: AgentStateMark?
    /// The author's state that it belongs to, of a generated one and what is in it.
    package internal(set) var origin: String?
    /// What it does, of an attempt of a generated state.
    package internal(set) var task: GeneratedTask?
    /// The agent that works in it, of an iteration.
    package internal(set) var agent: String?
    /// The session that its conversation belongs to, of an agent state.
    package internal(set) var session: String?
    /// The verdict on an attempt, of a generated state that took one from an expression.
    package internal(set) var verdict: String?
    /// What it cost in US dollars, of a model call.
    package internal(set) var costUSD: Double?
}

/// What a task attempt asks for.
package struct TaskRequest: Hashable, Sendable {
    /// `lambda:invoke`, or the ARN of a function or an activity.
    package let resource: String
    /// The arguments as JSON.
    package let parameters: String
}
