/// Every transition leads to a state of the same workflow.
enum TransitionTargetRule {
    static func check(_ workflow: WorkflowOutline, _ report: Report) {
        guard !workflow.states.isEmpty else { return }
        let names = Set(workflow.states.map(\.name))
        let transitions = [workflow.startAt].compactMap { $0 } + workflow.states.flatMap(\.transitions)
        for target in transitions where !names.contains(target.name) {
            report.error(
                DiagnosticCode.missingTransitionTarget, "Missing 'Next' target: \(target.name)", at: target.location)
        }
    }
}
