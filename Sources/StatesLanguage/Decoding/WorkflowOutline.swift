/// What the rules over the whole definition need to know of a workflow: its graph, names and variables.
///
/// Filled while the workflow is decoded, even where parts of it are wrong.
final class WorkflowOutline {
    let location: Location
    /// Whether the executions of a distributed Map state run it, which see no variables from outside.
    let isIsolated: Bool
    var startAt: Reference?
    var states: [StateOutline] = []

    init(location: Location, isIsolated: Bool) {
        self.location = location
        self.isIsolated = isIsolated
    }

    /// A name and where it stands.
    struct Reference {
        let name: String
        let location: Location
    }

    /// Calls `visit` for this workflow, then for those inside its states, in the order of the definition.
    func forEachWorkflow(_ visit: (WorkflowOutline) -> Void) {
        visit(self)
        for state in states {
            for child in state.children { child.forEachWorkflow(visit) }
        }
    }
}

/// What the rules over the whole definition need to know of a state.
final class StateOutline {
    let name: String
    let location: Location
    /// Where the state may go, in the order of the definition.
    var transitions: [WorkflowOutline.Reference] = []
    /// `End: true`, or a type that always ends its workflow.
    var isTerminal = false
    /// Whether an error was found that leaves unclear where the state goes.
    var hasUnclearTransitions = false
    /// The variables that the state sets.
    var assignments: [WorkflowOutline.Reference] = []
    /// The variables that its paths and expressions read.
    var variables: [WorkflowOutline.Reference] = []
    var label: WorkflowOutline.Reference?
    var children: [WorkflowOutline] = []

    init(name: String, location: Location) {
        self.name = name
        self.location = location
    }
}
