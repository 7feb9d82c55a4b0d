package import Journal
package import StatesLanguage
internal import Synchronization

/// A definition that was compiled without errors.
package struct CompiledDefinition: Sendable {
    package let id: DefinitionID
    /// As it was given.
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

extension Registry {
    /// Compiles a definition and gives it a number.
    ///
    /// - Throws: `RegistryError.invalidDefinition` with everything that is wrong with it.
    package func define(_ text: String, as type: StateMachineType) throws(RegistryError) -> CompiledDefinition {
        let id = try storing { () throws(JournalError) in try journal.definitionID(for: text) }
        if let known = definitions[id, type] { return known }
        return try compile(text, id, as: type)
    }

    /// The definition of that number, which was compiled without errors when it was given.
    package func definition(_ id: DefinitionID, as type: StateMachineType) throws(RegistryError) -> CompiledDefinition {
        if let known = definitions[id, type] { return known }
        return try compile(try definitionText(id), id, as: type)
    }

    /// The text of a definition.
    private func definitionText(_ id: DefinitionID) throws(RegistryError) -> String {
        let text = try storing { () throws(JournalError) in try journal.text(of: id) }
        guard let text else { throw .storage("the journal has no definition \(id)") }
        return text
    }

    private func compile(
        _ text: String, _ id: DefinitionID, as type: StateMachineType
    ) throws(RegistryError) -> CompiledDefinition {
        let compilation = DefinitionCompiler(machineType: type).compile(text)
        guard let machine = compilation.machine else {
            throw .invalidDefinition(compilation.diagnostics.invalidDefinitionMessage ?? "")
        }
        let definition = CompiledDefinition(
            id: id, text: text, machine: machine, variableReferences: compilation.variableReferences)
        definitions.keep(definition, as: type)
        return definition
    }

    private func storing<Value>(_ body: () throws(JournalError) -> Value) throws(RegistryError) -> Value {
        do throws(JournalError) {
            return try body()
        } catch {
            throw .storage(error.description)
        }
    }
}
