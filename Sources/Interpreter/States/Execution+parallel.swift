import JSON
import StatesLanguage

extension Execution {
    /// Parallel: starts every branch.
    ///
    /// Specification: Amazon States Language, "Parallel State".
    func startBranches(_ branch: Branch, _ state: ParallelState) throws(StateFailure) {
        let input = try branchInput(branch, state)
        guard input.byteCount <= header.quotas.payloadBytes else { throw .tooLarge(branch.visit?.state.name ?? "") }
        branch.lastEventID = emit(.parallelStateStarted, after: branch.lastEventID)
        var children: [Branch] = []
        for (index, workflow) in state.branches.enumerated() {
            children.append(
                Branch(
                    workflow: workflow, parent: Branch.Parent(branch: branch, index: index), mapItem: branch.mapItem,
                    variables: branch.variables, lastEventID: branch.lastEventID, input: input))
        }
        branch.become(.parallel(ParallelActivity(branches: children)))
        for child in children { ready.add(child) }
    }

    private func branchInput(_ branch: Branch, _ state: ParallelState) throws(StateFailure) -> Payload {
        guard let visit = branch.visit else { return .emptyObject }
        guard let arguments = state.arguments else {
            if case .root = visit.state.inputPath { return visit.input }
            return Payload(visit.selectedInput)
        }
        var scope = scope(branch)
        let isJSONata = scope.queryLanguage == .jsonata
        let value = try scope.evaluate(arguments, field: isJSONata ? "Arguments" : "Parameters")
        inspector?.inspect(isJSONata ? .afterArguments : .afterParameters, value)
        return Payload(value)
    }

    /// One of the branches has come to its end.
    func branchFinished(_ branch: Branch, last child: Branch) throws(StateFailure) {
        guard case .parallel(let parallel) = branch.activity, case .parallel(let state)? = branch.visit?.state.kind,
            parallel.branches.allSatisfy(\.isFinished)
        else { return }
        let outputs = parallel.branches.map(\.output)
        emit(.parallelStateSucceeded, after: child.lastEventID)
        branch.lastEventID = child.lastEventID
        inspector?.inspect(.result, .array(outputs))
        try complete(
            branch, result: .array(outputs), resultSelector: state.resultSelector, resultPath: state.resultPath)
        ready.add(branch)
    }
}
