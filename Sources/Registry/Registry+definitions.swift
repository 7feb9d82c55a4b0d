internal import AgentStates
internal import JSON
package import Journal
package import StatesLanguage

/// A definition as it was given, and the plain one that runs.
package struct GivenDefinition: Sendable {
    package let id: DefinitionID
    /// The same as what was given, unless that has agent states.
    package let plain: CompiledDefinition
}

extension Registry {
    /// Lowers what agent states there are, and compiles the plain definition.
    package func compile(_ text: String, as type: StateMachineType) -> Compilation {
        lower(text, as: type).compilation
    }

    /// Compiles a definition and gives it a number.
    ///
    /// - Throws: `RegistryError.invalidDefinition` with everything that is wrong with it.
    package func define(_ text: String, as type: StateMachineType) throws(RegistryError) -> GivenDefinition {
        let id = try number(of: text)
        if let known = definitions[id, type] { return GivenDefinition(id: id, plain: known) }
        let (compilation, plain) = lower(text, as: type)
        let plainID = plain == text ? id : try number(of: plain)
        return GivenDefinition(id: id, plain: try keep(compilation, of: plain, plainID, as: type))
    }

    /// What executions of a state machine run.
    package func plainDefinition(
        of settings: StateMachineSettings, as type: StateMachineType
    ) throws(RegistryError) -> CompiledDefinition {
        let id = settings.plainDefinition
        if let known = definitions[id, type] { return known }
        let text = try text(of: id)
        return try keep(DefinitionCompiler(machineType: type).compile(text), of: text, id, as: type)
    }

    /// The text of a definition, as it was given.
    package func text(of id: DefinitionID) throws(RegistryError) -> String {
        let text = try storing { () throws(JournalError) in try journal.text(of: id) }
        guard let text else { throw .storage("the journal has no definition \(id)") }
        return text
    }

    /// The variables that each state of the given definition reads: those of generated states are left out.
    package func variableReferences(
        of settings: StateMachineSettings, _ plain: CompiledDefinition
    ) -> [String: [String]] {
        guard settings.definition != plain.id, let lowered = try? JSONValue(parsing: plain.text) else {
            return plain.variableReferences
        }
        let generated = AgentSourceMap(lowered: lowered).origins
        return plain.variableReferences.filter { generated[$0.key] == nil }
    }

    // MARK: Steps

    /// - Returns: what came of the plain definition, and its text.
    private func lower(_ text: String, as type: StateMachineType) -> (compilation: Compilation, plain: String) {
        let compiler = DefinitionCompiler(machineType: type)
        guard (try? JSONValue(parsing: text))?.hasAgentParts == true else { return (compiler.compile(text), text) }
        let compilation: Compilation
        do {
            compilation = compiler.compileLowering(
                Array(try lowering.completingTools(text).utf8), prices: lowering.prices)
        } catch {
            compilation = Compilation(
                refusedBecause: Diagnostic(code: DiagnosticCode.schema, message: "\(error)"))
        }
        return (compilation, compilation.document?.text ?? text)
    }

    private func keep(
        _ compilation: Compilation, of text: String, _ id: DefinitionID, as type: StateMachineType
    ) throws(RegistryError) -> CompiledDefinition {
        guard let machine = compilation.machine else {
            throw .invalidDefinition(compilation.diagnostics.invalidDefinitionMessage ?? "")
        }
        let definition = CompiledDefinition(
            id: id, text: text, machine: machine, variableReferences: compilation.variableReferences)
        definitions.keep(definition, as: type)
        return definition
    }

    private func number(of text: String) throws(RegistryError) -> DefinitionID {
        try storing { () throws(JournalError) in try journal.definitionID(for: text) }
    }

    func storing<Value>(_ body: () throws(JournalError) -> Value) throws(RegistryError) -> Value {
        do throws(JournalError) {
            return try body()
        } catch {
            throw .storage(error.description)
        }
    }
}
