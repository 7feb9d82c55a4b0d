/// Where an agent works once it is on AWS.
package enum AgentPlacement: String, Sendable, CaseIterable {
    /// As states of the machine, or whatever its `Resource` is: what runs here.
    case states
    /// In an AgentCore harness, which asks the model and calls the tools.
    case harness
    /// In an AgentCore runtime, which runs the agent's own program.
    case runtime
    /// In a Lambda function, which runs the agent's own program.
    case function
}

/// Why an agent cannot go where it should.
package struct AgentPlacementFault: Error, Hashable, Sendable, CustomStringConvertible {
    let agent: String
    let placement: AgentPlacement
    let reason: String

    package var description: String { "\(agent) as \(placement.rawValue): \(reason)" }
}

/// An agent that has a place of its own in the stack.
package struct PlacedAgent: Sendable, Hashable {
    package enum Body: Sendable, Hashable {
        case harness(HarnessAgent)
        case runtime(AgentProgramSource)
    }

    package let name: String
    package let body: Body
}
