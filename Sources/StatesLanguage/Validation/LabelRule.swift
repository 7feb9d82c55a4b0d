/// The labels of distributed Map states are unique in the machine: they name the child executions.
enum LabelRule {
    static func check(_ machine: WorkflowOutline, _ report: Report) {
        var labels: Set<String> = []
        machine.forEachWorkflow { workflow in
            for label in workflow.states.compactMap(\.label) where !labels.insert(label.name).inserted {
                report.error(
                    DiagnosticCode.duplicateLabel, "Duplicate label name: \(label.name)", at: label.location)
            }
        }
    }
}
