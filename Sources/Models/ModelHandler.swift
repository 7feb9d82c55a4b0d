package import Tasks

/// Performs `aws-sdk:bedrockruntime:converse` with the provider that the model's id is bound to.
package struct ModelHandler: TaskHandler {
    private let catalog: ModelCatalog

    package init(catalog: ModelCatalog) { self.catalog = catalog }

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
        guard let provider = catalog.provider(for: request.modelID) else {
            report(
                .failed(
                    error: "States.Runtime",
                    cause: "No provider is bound to the model '\(request.modelID)': add it to 'models' in baton.yaml"))
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

/// Which provider answers for which model.
package struct ModelCatalog: Sendable {
    /// The ids, in which `*` stands for any characters, in the order of the configuration.
    package var entries: [(pattern: String, provider: any ModelProvider)]

    package init(entries: [(pattern: String, provider: any ModelProvider)] = []) { self.entries = entries }

    /// The provider of the first pattern that fits.
    package func provider(for modelID: String) -> (any ModelProvider)? {
        entries.first { matches(modelID, $0.pattern) }?.provider
    }
}

/// Whether a text fits a pattern in which `*` stands for any characters.
func matches(_ text: String, _ pattern: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count > 1, let first = parts.first, let last = parts.last else { return text == pattern }
    guard text.hasPrefix(first) else { return false }
    var rest = text.dropFirst(first.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
        guard let found = rest.firstRange(of: part) else { return false }
        rest = rest[found.upperBound...]
    }
    return rest.hasSuffix(last)
}
