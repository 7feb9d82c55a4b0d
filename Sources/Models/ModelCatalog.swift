import AgentStates
import Synchronization

/// Which provider answers for which model; each is made when it is first asked.
package final class ModelCatalog: Sendable {
    package typealias MakeProvider = @Sendable () throws(ModelSettingFault) -> any ModelProvider

    private struct Entry {
        let pattern: ModelPattern
        let make: MakeProvider
    }

    private let entries: [Entry]
    /// By the place of the entry.
    private let providers = Mutex<[Int: any ModelProvider]>([:])

    /// - Parameter entries: model ids, in which `*` stands for any characters; the first that fits counts.
    package init(entries: [(pattern: String, make: MakeProvider)]) {
        self.entries = entries.map { Entry(pattern: ModelPattern($0.pattern), make: $0.make) }
    }

    /// The provider of the first pattern that fits.
    ///
    /// - Throws: `ModelSettingFault`: a missing key, an unreadable script, or no entry for the model.
    package func provider(for modelID: String) throws(ModelSettingFault) -> any ModelProvider {
        guard let index = entries.firstIndex(where: { $0.pattern.matches(modelID) }) else {
            throw ModelSettingFault(
                place: "models",
                reason: "nothing answers for the model '\(modelID)'. Add it to 'models' in baton.yaml, such as "
                    + "models: {\"\(modelID)\": {provider: anthropic, model: NAME}}; providers are "
                    + ModelConfiguration.Provider.allCases.map(\.rawValue).joined(separator: ", "))
        }
        if let provider = providers.withLock({ $0[index] }) { return provider }
        let provider = try entries[index].make()
        return providers.withLock { providers in
            // Somebody else may have been quicker; a script counts its answers, so there must be one of it.
            let kept = providers[index] ?? provider
            providers[index] = kept
            return kept
        }
    }
}
