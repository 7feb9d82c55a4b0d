import JSON
import Tasks

/// A model that is not asked the same thing twice.
struct CachedModel: ModelProvider {
    let provider: any ModelProvider
    let cache: ResponseCache
    /// What tells this model from others: provider, address and the provider's name of it.
    let identity: String

    func converse(
        _ request: ModelRequest, onText: ModelText?, completion: @escaping @Sendable (ModelOutcome) -> Void
    ) -> TaskCancellation {
        if let answer = cache.answer(to: request, by: identity) {
            let text = ConverseContent.text(ofAnswer: answer)
            if !text.isEmpty { onText?(text) }
            completion(.success(answer))
            return .none
        }
        return provider.converse(request, onText: onText) { [cache, identity] outcome in
            if case .success(let answer) = outcome { cache.keep(answer, to: request, by: identity) }
            completion(outcome)
        }
    }
}
