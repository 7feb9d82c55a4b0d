/// The errors of agent states; all can be caught.
package enum AgentError {
    package static let maxTurns = "Agent.MaxTurns"
    package static let budgetExceeded = "Agent.BudgetExceeded"
    package static let outputInvalid = "Agent.OutputInvalid"
    package static let planInvalid = "Agent.PlanInvalid"
    package static let workerFailed = "Agent.WorkerFailed"
    package static let quorumNotMet = "Agent.QuorumNotMet"
    package static let maxHandoffs = "Agent.MaxHandoffs"
    package static let pingPong = "Agent.PingPong"
    package static let guardrailIntervened = "Agent.GuardrailIntervened"
    package static let modelRefused = "Agent.ModelRefused"
    package static let toolNotAllowed = "Agent.ToolNotAllowed"
}
