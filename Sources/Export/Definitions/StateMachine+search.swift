internal import JSON
package import StatesLanguage

extension StateMachine {
    /// All states, those inside Parallel and Map states included, in the order of the definition.
    package var allStates: [State] { workflow.allStates }
}

extension Workflow {
    fileprivate var allStates: [State] {
        states.flatMap { state in [state] + state.kind.workflows.flatMap(\.allStates) }
    }
}

extension SourceMachine {
    /// The names of the machines in that account whose address stands in the definition.
    package func startedMachines(account: String) -> [String] {
        var names: [String] = []
        var rest = Substring(definition.text)
        let mark = ":\(account):stateMachine:"
        while let range = rest.firstRange(of: mark) {
            rest = rest[range.upperBound...]
            let name = String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" })
            if !name.isEmpty, !names.contains(name) { names.append(name) }
        }
        return names
    }
}
