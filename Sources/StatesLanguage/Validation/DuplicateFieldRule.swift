import JSON

/// No object has two members of the same name: of two states all but the last would be lost.
enum DuplicateFieldRule {
    static func check(_ map: SourceMap, _ machine: WorkflowOutline?, _ report: Report) {
        var stateNames: [String: StateOutline] = [:]
        machine?.forEachWorkflow { workflow in
            for state in workflow.states { stateNames[state.location.pointer] = state }
        }
        var last: String?
        for duplicate in map.duplicates {
            // The members of a value that comes twice come twice as well.
            if let last, duplicate.pointer.hasPrefix(last + "/") { continue }
            last = duplicate.pointer
            if let state = stateNames[duplicate.pointer] {
                StateNameRule.reportDuplicate(state.name, at: state.location, report)
            } else {
                report.duplicateField(duplicate.pointer, at: duplicate.position)
            }
        }
    }
}
