import AgentStates
import Engine
import JSON
import Journal
import Registry
import StatesLanguage
import Synchronization

/// The guardrails of the state machines of a server.
final class ServedGuardrails: Sendable {
    private struct Storage {
        var registry: Registry?
        /// Those of definitions that were needed so far.
        var known: [DefinitionID: [String: JSONValue]] = [:]
    }

    /// Those of the configuration, for definitions that have none of their own.
    private let common: JSONObject
    private let storage = Mutex(Storage())

    init(common: JSONObject) { self.common = common }

    /// Names where definitions are: known once there is a server, before any task runs.
    func connect(_ registry: Registry) { storage.withLock { $0.registry = registry } }

    /// The policies of a guardrail, for an execution that applies it.
    func policies(_ name: String, _ executionArn: String) -> JSONValue? {
        guard let registry = storage.withLock({ $0.registry }),
            let definition = try? registry.givenDefinition(ofExecution: executionArn)
        else { return common[name] }
        return policies(of: definition, registry)[name] ?? common[name]
    }

    private func policies(of definition: DefinitionID, _ registry: Registry) -> [String: JSONValue] {
        if let known = storage.withLock({ $0.known[definition] }) { return known }
        let document = (try? registry.text(of: definition)).flatMap {
            try? Document(reading: Array($0.utf8), as: .json)
        }
        let found = document.map { Lowering($0).requirements.guardrails } ?? [:]
        storage.withLock { $0.known[definition] = found }
        return found
    }
}
