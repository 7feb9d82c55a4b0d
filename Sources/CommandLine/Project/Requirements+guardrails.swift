import AgentStates
import AgentTools

extension Lowering.Requirements {
    /// The guardrails of the definition with those who judge for them.
    var localGuardrails: [String: Guardrail] {
        guardrails.reduce(into: [:]) { found, entry in
            found[entry.key] = Guardrail(policies: entry.value, judge: judges[entry.key])
        }
    }
}
