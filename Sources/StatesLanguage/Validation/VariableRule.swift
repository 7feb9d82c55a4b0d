/// Variables have names that can be read, are set in one scope only, and are set before they are read.
///
/// The states of a branch or an iteration read the variables outside and set others, which end with the branch; child
/// executions of a distributed Map state see none from outside.
///
/// Source: Step Functions Developer Guide, "Passing data between states with variables".
struct VariableRule {
    private static let longestName = 80

    let report: Report

    static func check(_ machine: WorkflowOutline, _ report: Report) {
        VariableRule(report: report).check(machine, outside: [])
    }

    private func check(_ workflow: WorkflowOutline, outside: Set<String>) {
        let outside = workflow.isIsolated ? [] : outside
        let visible = outside.union(workflow.states.flatMap(\.assignments).map(\.name))
        for state in workflow.states {
            for assignment in state.assignments { check(assignment, outside: outside) }
            for variable in state.variables where !visible.contains(variable.name) {
                report.warning(
                    DiagnosticCode.undefinedVariable, "No state sets the variable '\(variable.name)'",
                    at: variable.location)
            }
            for child in state.children { check(child, outside: visible) }
        }
    }

    private func check(_ assignment: WorkflowOutline.Reference, outside: Set<String>) {
        let name = assignment.name
        if name == "states" {
            report.error(
                DiagnosticCode.reservedVariable, "Cannot assign to reserved variable '$states'.",
                at: assignment.location)
        } else if name.unicodeScalars.count > Self.longestName {
            invalid(assignment, "the variable name is longer than \(Self.longestName) characters.")
        } else if !isIdentifier(name) {
            invalid(assignment, "the variable name contains invalid characters.")
        } else if outside.contains(name) {
            report.error(
                DiagnosticCode.duplicateVariable, "The variable name '\(name)' was already defined in a parent scope.",
                at: assignment.location)
        }
    }

    private func invalid(_ assignment: WorkflowOutline.Reference, _ reason: String) {
        report.error(
            DiagnosticCode.invalidVariable, "Invalid variable name '\(assignment.name)': \(reason)",
            at: assignment.location)
    }

    /// Whether the name is an identifier as Unicode defines it (UAX #31).
    private func isIdentifier(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first else { return false }
        return (first.properties.isIDStart || first == "_")
            && name.unicodeScalars.dropFirst().allSatisfy { $0.properties.isIDContinue || $0 == "_" }
    }
}
