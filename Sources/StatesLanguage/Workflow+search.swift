extension Workflow {
    /// The state of that name, here or inside a Parallel or Map state, with the workflow that it belongs to.
    package func find(_ name: String) -> (workflow: Workflow, index: StateIndex)? {
        if let index = index(of: name) { return (self, index) }
        for state in states {
            for child in state.kind.workflows {
                if let found = child.find(name) { return found }
            }
        }
        return nil
    }
}

extension StateKind {
    /// The workflows inside the state.
    package var workflows: [Workflow] {
        switch self {
        case .parallel(let parallel): parallel.branches
        case .map(let map): [map.processor]
        case .pass, .task, .choice, .wait, .succeed, .fail: []
        }
    }
}
