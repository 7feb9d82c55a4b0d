package import StatesLanguage

/// Machines by the text of their definitions, each compiled once.
package struct MachineCache {
    private struct Key: Hashable {
        let definition: String
        let processorLocation: String?
    }

    private var machines: [Key: StateMachine] = [:]

    package init() {}

    /// The machine that a recording ran, or the same part of another definition.
    ///
    /// - Throws: `RecordingError` where the definition has errors or has no such Map state.
    package mutating func machine(
        _ definition: String, processorLocation: String? = nil
    ) throws(RecordingError) -> StateMachine {
        let key = Key(definition: definition, processorLocation: processorLocation)
        if let machine = machines[key] { return machine }
        let compilation = DefinitionCompiler().compile(definition)
        guard let whole = compilation.machine else {
            throw RecordingError(
                "the definition has errors: "
                    + compilation.diagnostics.filter { $0.severity == .error }.map { $0.line() }.joined(separator: "; ")
            )
        }
        let machine = try whole.part(at: processorLocation)
        machines[key] = machine
        return machine
    }
}

extension StateMachine {
    /// The processor of the Map state at that place, as a machine of its own; the whole where there is no place.
    fileprivate func part(at processorLocation: String?) throws(RecordingError) -> StateMachine {
        guard let processorLocation else { return self }
        guard let state = workflow.state(at: processorLocation), case .map(let map) = state.kind else {
            throw RecordingError("the definition has no Map state at \(processorLocation)")
        }
        return StateMachine(
            comment: nil, queryLanguage: queryLanguage, timeoutSeconds: nil, workflow: map.processor)
    }
}

extension Workflow {
    /// The state at that place of the definition, at any depth.
    package func state(at location: String) -> State? {
        for state in states {
            if state.location == location { return state }
            guard location.hasPrefix(state.location + "/") else { continue }
            for workflow in state.kind.workflows {
                if let found = workflow.state(at: location) { return found }
            }
        }
        return nil
    }

    /// The states of this workflow and of those inside its states.
    package var allStates: [State] { states.flatMap { [$0] + $0.kind.workflows.flatMap(\.allStates) } }
}
