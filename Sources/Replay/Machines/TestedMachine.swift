import AgentStates
package import JSON
package import StatesLanguage

/// A definition, ready to be tested: the machine that it lowers to, and what its author's words mean in it.
package struct TestedMachine: Sendable {
    package let machine: StateMachine
    /// The definition as its author wrote it.
    package let source: JSONValue
    /// The plain definition.
    package let plain: JSONValue
    /// Where the parts of the author's definition stand.
    package let map: SourceMap
    /// The states that agent states became, each with the author's state that it belongs to.
    package let origins: [String: String]

    /// Reads, lowers and compiles a definition.
    ///
    /// - Parameter substitutions: the values of its `${Token}`s.
    /// - Throws: `DefinitionErrors` with everything that is wrong with it.
    package init(
        reading bytes: [UInt8], as syntax: DocumentSyntax, substitutions: [String: String] = [:]
    ) throws(DefinitionErrors) {
        let document: Document
        do throws(Diagnostic) {
            document = try Document(reading: bytes, as: syntax)
        } catch {
            throw DefinitionErrors(diagnostics: [error])
        }
        let lowering = Lowering(document)
        guard let lowered = lowering.document else { throw DefinitionErrors(diagnostics: lowering.diagnostics) }
        let substituted = substitutions.isEmpty ? lowered : lowered.substituting(substitutions).document
        let compilation = DefinitionCompiler().compile(substituted)
        guard let machine = compilation.machine, let plain = compilation.document else {
            throw DefinitionErrors(diagnostics: lowering.diagnostics + compilation.diagnostics)
        }
        self.machine = machine
        self.plain = plain
        source = document.value
        map = document.map
        origins = lowering.origins
    }

    /// The states that the author wrote, at any depth.
    var authoredStates: [State] { machine.workflow.allStates.filter { origins[$0.name] == nil } }

    /// The names of the agents that it declares.
    var agents: [String] { source["Agents"]?.object.map { Array($0.keys) } ?? [] }
}

/// Why a definition cannot be run.
package struct DefinitionErrors: Error, Hashable, Sendable, CustomStringConvertible {
    package let diagnostics: [Diagnostic]

    init(diagnostics: [Diagnostic]) { self.diagnostics = diagnostics.filter { $0.severity == .error } }

    /// A line for each error, with file, line and column.
    package func text(file: String?) -> String {
        diagnostics.map { $0.line(file: file) }.joined(separator: "\n")
    }

    package var description: String { text(file: nil) }
}
