import AgentStates
import AgentTools
import Engine
import Journal
import Registry
import StatesLanguage
import Synchronization

/// The guardrails of the state machines of a server.
final class ServedGuardrails: Sendable {
    private struct Storage {
        var registry: Registry?
        /// Those of definitions that were needed so far.
        var known: [DefinitionID: [String: Guardrail]] = [:]
    }

    /// Those of the configuration, for definitions that have none of their own.
    private let common: [String: Guardrail]
    private let storage = Mutex(Storage())

    init(common: [String: Guardrail]) { self.common = common }

    /// Names where definitions are: known once there is a server, before any task runs.
    func connect(_ registry: Registry) { storage.withLock { $0.registry = registry } }

    /// A guardrail, for an execution that applies it.
    func guardrail(_ name: String, _ executionArn: String) -> Guardrail? {
        guard let registry = storage.withLock({ $0.registry }),
            let definition = try? registry.givenDefinition(ofExecution: executionArn)
        else { return common[name] }
        return guardrails(of: definition, registry)[name] ?? common[name]
    }

    private func guardrails(of definition: DefinitionID, _ registry: Registry) -> [String: Guardrail] {
        if let known = storage.withLock({ $0.known[definition] }) { return known }
        let document = (try? registry.text(of: definition)).flatMap {
            try? Document(reading: Array($0.utf8), as: .json)
        }
        let found = document.map { Lowering($0).requirements.localGuardrails } ?? [:]
        storage.withLock { $0.known[definition] = found }
        return found
    }
}
