package import JSON

/// What came of compiling a definition.
package struct Compilation: Sendable {
    /// The machine, where the definition has no errors.
    package let machine: StateMachine?
    /// What was found, errors and warnings, in the order of the service: form, then graph, then names.
    package let diagnostics: [Diagnostic]
    /// The definition as JSON with its substitutions made; nil where the text could not be read.
    package let document: JSONValue?
    /// Where the values of the document stand in the text.
    package let map: SourceMap
    /// The variables that each state reads, by the state's name; states that read none are left out.
    ///
    /// Source: Step Functions API Reference, DescribeStateMachine, `variableReferences`.
    package let variableReferences: [String: [String]]

    package init(
        machine: StateMachine?, diagnostics: [Diagnostic], document: JSONValue?, map: SourceMap,
        variableReferences: [String: [String]] = [:]
    ) {
        self.machine = machine
        self.diagnostics = diagnostics
        self.document = document
        self.map = map
        self.variableReferences = variableReferences
    }
}

extension Compilation {
    package init(refusedBecause diagnostic: Diagnostic) {
        self.init(machine: nil, diagnostics: [diagnostic], document: nil, map: SourceMap())
    }

    func adding(_ more: [Diagnostic]) -> Compilation {
        Compilation(
            machine: machine, diagnostics: diagnostics + more, document: document, map: map,
            variableReferences: variableReferences)
    }
}

extension WorkflowOutline {
    /// The names of the variables that each state reads, sorted, by the name of the state.
    var variableReferences: [String: [String]] {
        var references: [String: [String]] = [:]
        forEachWorkflow { workflow in
            for state in workflow.states where !state.variables.isEmpty {
                references[state.name] = Set(state.variables.map(\.name)).sorted()
            }
        }
        return references
    }
}
