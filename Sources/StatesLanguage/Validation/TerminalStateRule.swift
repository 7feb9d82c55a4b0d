/// A machine has a state at which it ends. The workflows inside Parallel and Map states may go round for ever.
enum TerminalStateRule {
    static func holds(for machine: WorkflowOutline) -> Bool {
        machine.states.isEmpty || machine.states.contains { $0.isTerminal || $0.hasUnclearTransitions }
    }

    static func check(_ machine: WorkflowOutline, _ report: Report) {
        guard !holds(for: machine) else { return }
        report.error(DiagnosticCode.missingEndState, "Workflow has no terminal state", at: nil)
    }
}
