package import Tasks

/// Performs `aws-sdk:bedrockruntime:converse` with the provider that the model's id is bound to.
package struct ModelHandler: TaskHandler {
    private let catalog: ModelCatalog

    package init(catalog: ModelCatalog) { self.catalog = catalog }

    /// For a task dispatcher: by what it performs.
    package var handlers: [String: any TaskHandler] { ["bedrockruntime:converse": self] }

    package func start(
        _ attempt: TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void
    ) -> TaskCancellation {
        guard case .service(_, let action, _, _) = attempt.resource, action == "converse" else {
            report(.failed(error: "States.Runtime", cause: Self.unsupported(attempt.resource)))
            return .none
        }
        let request = ModelRequest(
            body: attempt.parameters, region: attempt.region,
            timeoutMilliseconds: min(attempt.timeoutSeconds ?? 300, 900) * 1_000)
        let provider: any ModelProvider
        do throws(ModelSettingFault) {
            provider = try catalog.provider(for: request.modelID)
        } catch {
            report(.failed(error: "States.Runtime", cause: error.description))
            return .none
        }
        return provider.converse(request) { outcome in
            switch outcome {
            case .success(let answer): report(.succeeded(output: answer))
            case .failure(let failure): report(.failed(error: failure.error, cause: failure.cause))
            }
        }
    }

    private static func unsupported(_ resource: TaskResource) -> String {
        guard case .service(let service, let action, _, _) = resource else { return "This is no model call" }
        return "'\(service):\(action)' is not performed locally: bind it in 'resources' of baton.yaml"
    }
}
