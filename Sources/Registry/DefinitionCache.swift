package import Journal
package import StatesLanguage
internal import Synchronization

/// A plain definition that was compiled without errors.
package struct CompiledDefinition: Sendable {
    package let id: DefinitionID
    package let text: String
    package let machine: StateMachine
    /// The variables that each state reads; states that read none are left out.
    package let variableReferences: [String: [String]]
}

/// Definitions by their number in the journal, compiled at the first use; the newest some hundred are kept.
final class DefinitionCache: Sendable {
    private struct Key: Hashable, Sendable {
        let id: DefinitionID
        let type: StateMachineType
    }

    private struct Storage {
        var compiled: [Key: CompiledDefinition] = [:]
        var order: [Key] = []
    }

    private static let capacity = 512

    private let storage = Mutex(Storage())

    subscript(id: DefinitionID, type: StateMachineType) -> CompiledDefinition? {
        storage.withLock { $0.compiled[Key(id: id, type: type)] }
    }

    func keep(_ definition: CompiledDefinition, as type: StateMachineType) {
        let key = Key(id: definition.id, type: type)
        storage.withLock { storage in
            if storage.compiled.updateValue(definition, forKey: key) == nil { storage.order.append(key) }
            guard storage.order.count > Self.capacity else { return }
            for old in storage.order.prefix(Self.capacity / 2) { storage.compiled[old] = nil }
            storage.order.removeFirst(Self.capacity / 2)
        }
    }
}
