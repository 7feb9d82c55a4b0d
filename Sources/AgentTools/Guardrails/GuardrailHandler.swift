import JSON
package import Tasks

/// Answers `bedrockruntime:applyGuardrail` on this machine.
package struct GuardrailHandler: TaskHandler {
    private let guardrails: @Sendable (_ identifier: String, _ executionArn: String) -> Guardrail?
    private let model: (any TaskHandler)?

    /// - Parameters:
    ///   - model: performs `bedrockruntime:converse`, for guardrails with a judge.
    ///   - guardrails: finds a guardrail by its name, for the execution that asks.
    package init(
        model: (any TaskHandler)?,
        guardrails: @escaping @Sendable (_ identifier: String, _ executionArn: String) -> Guardrail?
    ) {
        self.model = model
        self.guardrails = guardrails
    }

    package func start(
        _ attempt: TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void
    ) -> TaskCancellation {
        let text = attempt.parameters["GuardrailIdentifier"]?.string ?? ""
        // arn:aws:bedrock:REGION:ACCOUNT:guardrail/NAME
        let name = text.split(separator: "/").last.map(String.init) ?? text
        guard let found = guardrails(name, attempt.executionArn) else {
            report(
                .failed(
                    error: "BedrockRuntime.ResourceNotFoundException",
                    cause:
                        "There is no guardrail '\(name)': neither 'Guardrails' of the definition nor 'guardrails' of "
                        + "baton.yaml has it"))
            return .none
        }
        let texts = GuardedTexts(attempt.parameters)
        if let model, let request = JudgeRequest(found, texts) {
            return Self.judge(request, found, texts, model, attempt, report)
        }
        report(.succeeded(output: GuardrailEvaluator.answer(policies: found.policies, texts: texts)))
        return .none
    }

    /// Asks the judge first; without a verdict nothing passes.
    private static func judge(
        _ request: JudgeRequest, _ guardrail: Guardrail, _ texts: GuardedTexts, _ model: any TaskHandler,
        _ attempt: TaskAttempt, _ report: @escaping @Sendable (TaskReport) -> Void
    ) -> TaskCancellation {
        var call = attempt
        call.resource = .service(
            service: "bedrockruntime", action: "converse", pattern: .requestResponse, isSDK: true)
        call.parameters = request.body
        return model.start(call) { outcome in
            guard case .succeeded(let answer) = outcome else { return report(outcome) }
            guard let judgement = Judgement(request, answer: answer) else {
                return report(
                    .failed(
                        error: "BedrockRuntime.InternalServerException",
                        cause: "The judge '\(request.agent)' of the guardrail gave no verdict"))
            }
            report(
                .succeeded(
                    output: GuardrailEvaluator.answer(
                        policies: guardrail.policies, texts: texts, judgement: judgement)))
        }
    }
}
