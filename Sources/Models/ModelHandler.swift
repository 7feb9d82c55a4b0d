import JSON
package import Tasks

/// Performs `aws-sdk:bedrockruntime:converse` and `bedrock:invokeModel` with the provider that the model's id is bound to.
package struct ModelHandler: TaskHandler {
    /// Gets the text of answers as it comes, and whose it is.
    package typealias Listener = @Sendable (_ speaker: Speaker, _ speech: Speech) -> Void

    package enum Speech: Hashable, Sendable {
        case text(String)
        /// The answer is over, or was given up.
        case end
    }

    /// Who answers in which task attempt.
    package struct Speaker: Hashable, Sendable {
        package let executionArn: String
        package let scheduledEventID: Int64
        /// The agent, or else the model.
        package let name: String
    }

    private let catalog: ModelCatalog
    private let listener: Listener?

    /// - Parameter listener: asks providers to stream.
    package init(catalog: ModelCatalog, listener: Listener? = nil) {
        self.catalog = catalog
        self.listener = listener
    }

    /// For a task dispatcher: by what it performs.
    package var handlers: [String: any TaskHandler] {
        ["bedrockruntime:converse": self, "bedrock:invokeModel": self]
    }

    package func start(
        _ attempt: TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void
    ) -> TaskCancellation {
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
        let speaker = Speaker(
            executionArn: attempt.executionArn, scheduledEventID: attempt.scheduledEventID,
            name: request.agent ?? request.modelID)
        let completion: @Sendable (ModelOutcome) -> Void = { [listener] outcome in
            listener?(speaker, .end)
            switch outcome {
            case .success(let answer): report(.succeeded(output: answer))
            case .failure(let failure): report(.failed(error: failure.error, cause: failure.cause))
            }
        }
        if case .service("bedrock", _, _, _) = attempt.resource {
            return Self.invoke(request, provider, completion: completion)
        }
        return provider.converse(request, onText: hearing(speaker), completion: completion)
    }

    private func hearing(_ speaker: Speaker) -> ModelText? {
        guard let listener else { return nil }
        return { listener(speaker, .text($0)) }
    }

    /// Asks in the model's own shape, or else in Converse's.
    private static func invoke(
        _ request: ModelRequest, _ provider: any ModelProvider, completion: @escaping @Sendable (ModelOutcome) -> Void
    ) -> TaskCancellation {
        let named: @Sendable (ModelOutcome) -> Void = { outcome in
            completion(
                outcome.mapError {
                    ModelFailure(error: $0.error.replacing("BedrockRuntime.", with: "Bedrock."), cause: $0.cause)
                })
        }
        // The response cache is for conversations.
        let provider = (provider as? CachedModel)?.provider ?? provider
        if let native = provider as? any NativeModelProvider { return native.invoke(request, completion: named) }
        guard let body = request.body["Body"], let shape = NativeShape(body) else {
            named(
                .failure(
                    ModelFailure(
                        .invalid, "'Body' has to be Anthropic's, Nova's, Titan's or Llama's where no Bedrock answers")))
            return .none
        }
        let conversation = ModelRequest(
            body: shape.conversation(body, modelID: request.modelID), region: request.region,
            timeoutMilliseconds: request.timeoutMilliseconds)
        return provider.converse(conversation, onText: nil) { outcome in
            named(outcome.map { ["Body": shape.body($0), "ContentType": "application/json"] })
        }
    }
}
