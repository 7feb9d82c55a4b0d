/// Every state can be reached from the start of its workflow.
enum ReachabilityRule {
    static func check(_ workflow: WorkflowOutline, _ report: Report) {
        guard let start = workflow.startAt, !workflow.states.contains(where: \.hasUnclearTransitions) else { return }
        let states = Dictionary(workflow.states.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var reached: Set<String> = []
        var open = [start.name]
        while let name = open.popLast() {
            guard let state = states[name], reached.insert(name).inserted else { continue }
            open += state.transitions.map(\.name)
        }
        for state in workflow.states where !reached.contains(state.name) {
            report.error(
                DiagnosticCode.missingTransitionTarget, "State \"\(state.name)\" is not reachable.",
                at: state.location)
        }
    }
}
