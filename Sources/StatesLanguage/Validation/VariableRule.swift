/// Variables have names that can be read, are set in one scope only, and are set before they are read.
///
/// The states of a branch or an iteration read the variables outside and set others, which end with the branch; child
/// executions of a distributed Map state see none from outside.
///
/// A branch may set what a state outside sets later, such as the catcher of the same Parallel state.
///
/// Source: Step Functions Developer Guide, "Passing data between states with variables".
struct VariableRule {
    private static let longestName = 80

    let report: Report

    static func check(_ machine: WorkflowOutline, _ report: Report) {
        VariableRule(report: report).check(machine, defined: [], readable: [])
    }

    /// - Parameters:
    ///   - defined: the variables outside that are set before the workflow starts.
    ///   - readable: the variables outside that may be read.
    private func check(_ workflow: WorkflowOutline, defined: Set<String>, readable: Set<String>) {
        let readable = readable.union(workflow.states.flatMap(\.assignments).map(\.name))
        let order = TransitionOrder(workflow)
        for state in workflow.states {
            for assignment in state.assignments { check(assignment, outside: defined) }
            for variable in state.variables where !readable.contains(variable.name) {
                report.warning(
                    DiagnosticCode.undefinedVariable, "No state sets the variable '\(variable.name)'",
                    at: variable.location)
            }
            let assigned = state.children.reduce(into: Set()) { $1.collectAssignments(into: &$0) }
            let before =
                assigned.isDisjoint(with: readable)
                ? defined : defined.union(order.states(before: state).flatMap(\.assignments).map(\.name))
            for child in state.children {
                check(child, defined: child.isIsolated ? [] : before, readable: child.isIsolated ? [] : readable)
            }
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

extension WorkflowOutline {
    /// The names of the variables that the states here and inside them set.
    fileprivate func collectAssignments(into names: inout Set<String>) {
        forEachWorkflow { workflow in
            for state in workflow.states { names.formUnion(state.assignments.lazy.map(\.name)) }
        }
    }
}

/// Which states of a workflow come before which.
private struct TransitionOrder {
    private var sources: [String: [StateOutline]] = [:]

    init(_ workflow: WorkflowOutline) {
        for state in workflow.states {
            for transition in state.transitions { sources[transition.name, default: []].append(state) }
        }
    }

    /// The states from which that state can be reached.
    func states(before target: StateOutline) -> [StateOutline] {
        var found: [StateOutline] = []
        var seen: Set<String> = []
        var open = [target.name]
        while let name = open.popLast() {
            for state in sources[name] ?? [] where seen.insert(state.name).inserted {
                found.append(state)
                open.append(state.name)
            }
        }
        return found
    }
}
