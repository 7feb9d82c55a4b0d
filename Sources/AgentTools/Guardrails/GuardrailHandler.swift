package import JSON
package import Tasks

/// Answers `bedrockruntime:applyGuardrail` on this machine.
package struct GuardrailHandler: TaskHandler {
    private let policies: @Sendable (_ identifier: String, _ executionArn: String) -> JSONValue?

    /// - Parameter policies: finds a guardrail by its name, for the execution that asks.
    package init(policies: @escaping @Sendable (_ identifier: String, _ executionArn: String) -> JSONValue?) {
        self.policies = policies
    }

    package func start(
        _ attempt: TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void
    ) -> TaskCancellation {
        let text = attempt.parameters["GuardrailIdentifier"]?.string ?? ""
        // arn:aws:bedrock:REGION:ACCOUNT:guardrail/NAME
        let name = text.split(separator: "/").last.map(String.init) ?? text
        guard let found = policies(name, attempt.executionArn) else {
            report(
                .failed(
                    error: "BedrockRuntime.ResourceNotFoundException",
                    cause:
                        "There is no guardrail '\(name)': neither 'Guardrails' of the definition nor 'guardrails' of "
                        + "baton.yaml has it"))
            return .none
        }
        report(.succeeded(output: GuardrailEvaluator.answer(policies: found, request: attempt.parameters)))
        return .none
    }
}
