/// The names of states are short and unique in the whole machine.
///
/// Specification: Amazon States Language, "States".
enum StateNameRule {
    private static let longest = 80

    static func check(_ machine: WorkflowOutline, _ report: Report) {
        var names: Set<String> = []
        machine.forEachWorkflow { workflow in
            for state in workflow.states {
                checkLength(of: state, report)
                if !names.insert(state.name).inserted { reportDuplicate(state.name, at: state.location, report) }
            }
        }
    }

    static func reportDuplicate(_ name: String, at location: Location, _ report: Report) {
        report.error(DiagnosticCode.duplicateStateName, "Duplicate State name: \(name)", at: location)
    }

    private static func checkLength(of state: StateOutline, _ report: Report) {
        let length = state.name.unicodeScalars.count
        guard length == 0 || length > longest else { return }
        report.error(
            DiagnosticCode.invalidStateName,
            length == 0
                ? "The name of a state cannot be empty"
                : "The state name '\(state.name)' has \(length) characters, the most allowed is \(longest)",
            at: state.location)
    }
}
