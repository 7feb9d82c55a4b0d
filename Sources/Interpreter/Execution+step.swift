import JSON
import StatesLanguage

extension Execution {
    /// Enters the branch's next state, or tries its state again.
    func step(_ branch: Branch) {
        do throws(StateFailure) {
            switch branch.activity {
            case .entering(let index, let input):
                enter(branch, index, input)
                try begin(branch)
            case .resuming: try attempt(branch)
            default: break
            }
        } catch {
            fail(branch, error)
        }
    }

    private func enter(_ branch: Branch, _ index: StateIndex, _ input: Payload) {
        let state = branch.workflow[index]
        let before = branch.lastEventID
        let milliseconds = now
        branch.lastEventID = emit(
            state.kind.type.enteredEvent, after: before, .stateEntered(name: state.name, input: input.text))
        branch.visit = Visit(
            state: state, index: index, enteredEventID: branch.lastEventID, enteredMilliseconds: milliseconds,
            eventIDBefore: before, input: input, selectedInput: input.value)
    }

    private func begin(_ branch: Branch) throws(StateFailure) {
        guard outcome == nil, let state = branch.visit?.state else { return }
        inspector?.enter(state)
        inspector?.inspect(.input, branch.visit?.input.value ?? .null)
        if case .root = state.inputPath {
        } else {
            let selected = try scope(branch).select(state.inputPath)
            branch.visit?.selectedInput = selected
        }
        if let inspector, let visit = branch.visit, state.queryLanguage == .jsonPath {
            inspector.inspect(.afterInputPath, visit.selectedInput)
        }
        try attempt(branch)
    }

    /// Does the state's work, the first time or again.
    private func attempt(_ branch: Branch) throws(StateFailure) {
        guard let visit = branch.visit else { return }
        switch visit.state.kind {
        case .pass(let pass): try self.pass(branch, pass)
        case .succeed: try complete(branch, result: nil, resultPath: .root)
        case .fail(let failure): throw try self.failure(branch, failure)
        case .choice(let choice): try choose(branch, choice)
        case .wait(let wait): try self.wait(branch, wait)
        case .task(let task): try schedule(branch, task)
        case .parallel(let parallel): try startBranches(branch, parallel)
        case .map(let map): try startMap(branch, map)
        }
    }

    /// Leaves the state with what its fields make of the result; nil where the type has none.
    func complete(
        _ branch: Branch, result: JSONValue?, resultSelector: Template? = nil, resultPath: ResultPath,
        exitAfter: Int64? = nil
    ) throws(StateFailure) {
        guard let visit = branch.visit else { return }
        let state = visit.state
        var scope = scope(branch)
        let output: Payload
        switch state.queryLanguage {
        case .jsonata:
            scope.result = result
            output =
                try state.output.map { template throws(StateFailure) in
                    Payload(try scope.evaluate(template, field: "Output"))
                } ?? result.map(Payload.init) ?? visit.input
        case .jsonPath:
            output = try jsonPathOutput(visit, &scope, result, resultSelector, resultPath)
        }
        let assigned = try state.assign.map { assign throws(StateFailure) in try scope.evaluate(assign) } ?? []
        try exit(branch, output: output, assigned: assigned, to: state.transition, after: exitAfter)
    }

    /// `ResultSelector`, `ResultPath` and `OutputPath`; afterwards `$` is what `Assign` sees.
    private func jsonPathOutput(
        _ visit: Visit, _ scope: inout EvaluationScope, _ result: JSONValue?, _ resultSelector: Template?,
        _ resultPath: ResultPath
    ) throws(StateFailure) -> Payload {
        var combined: JSONValue?
        if var result {
            if let resultSelector {
                scope.input = result
                result = try scope.evaluate(resultSelector, field: "ResultSelector")
                inspector?.inspect(.afterResultSelector, result)
            }
            scope.input = result
            combined = try resultPath.combine(result, into: visit.input.value)
            if let combined { inspector?.inspect(.afterResultPath, combined) }
        }
        if case .root = visit.state.outputPath {
            if let combined { return Payload(combined) }
            return isRootSelected(visit) ? visit.input : Payload(visit.selectedInput)
        }
        let source = combined ?? visit.selectedInput
        var outputScope = scope
        outputScope.input = source
        return Payload(try outputScope.select(visit.state.outputPath))
    }

    private func isRootSelected(_ visit: Visit) -> Bool {
        if case .root = visit.state.inputPath { true } else { false }
    }

    /// Writes the Exited event and goes on.
    func exit(
        _ branch: Branch, output: Payload, assigned: [(name: String, value: JSONValue)], to transition: Transition,
        after previous: Int64? = nil
    ) throws(StateFailure) {
        guard let state = branch.visit?.state else { return }
        guard output.byteCount <= header.quotas.payloadBytes else { throw .tooLarge(state.name) }
        let shown = assigned.map { AssignedVariable(name: $0.name, value: $0.value.text) }
        let assignedBytes = shown.reduce(0) { $0 + $1.value.utf8.count }
        guard assignedBytes <= header.quotas.variableBytes,
            branch.assign(assigned, bytes: assignedBytes, limit: header.quotas.allVariablesBytes)
        else { throw .variablesTooLarge(state.name) }
        branch.lastEventID = emit(
            state.kind.type.exitedEvent, after: previous ?? branch.lastEventID,
            .stateExited(name: state.name, output: output.text, assigned: shown))
        inspector?.inspect(.variables, .object(JSONObject(branch.variables.map { ($0.key, $0.value) })))
        if transition == state.transition { inspector?.leave(state) }
        branch.visit = nil
        switch transition {
        case .next(let index): branch.become(.entering(index, output))
        case .end, .chosen: finish(branch, output)
        }
    }

    /// The branch has come to its end.
    private func finish(_ branch: Branch, _ output: Payload) {
        branch.end(.finished(output))
        if let parent = branch.parent {
            childFinished(branch, parent, output)
        } else {
            conclude(
                .succeeded(output: output), .executionSucceeded, after: branch.lastEventID,
                .executionSucceeded(output: output.text))
        }
    }

    private func childFinished(_ child: Branch, _ parent: Branch.Parent, _ output: Payload) {
        do throws(StateFailure) {
            switch parent.branch.activity {
            case .parallel: try branchFinished(parent.branch, last: child)
            case .map: try iterationFinished(parent.branch, index: parent.index, child: child, output: output)
            default: break
            }
        } catch {
            fail(parent.branch, error)
        }
    }
}

extension StateType {
    var enteredEvent: HistoryEventType {
        switch self {
        case .pass: .passStateEntered
        case .task: .taskStateEntered
        case .choice: .choiceStateEntered
        case .wait: .waitStateEntered
        case .succeed: .succeedStateEntered
        case .fail: .failStateEntered
        case .parallel: .parallelStateEntered
        case .map: .mapStateEntered
        }
    }

    var exitedEvent: HistoryEventType {
        switch self {
        case .pass: .passStateExited
        case .task: .taskStateExited
        case .choice: .choiceStateExited
        case .wait: .waitStateExited
        case .succeed, .fail: .succeedStateExited
        case .parallel: .parallelStateExited
        case .map: .mapStateExited
        }
    }

    /// The event of a state that was entered and will not be left; nil for types that never wait.
    var abortedEvent: HistoryEventType? {
        switch self {
        case .task: .taskStateAborted
        case .wait: .waitStateAborted
        case .parallel: .parallelStateAborted
        case .map: .mapStateAborted
        case .pass, .choice, .succeed, .fail: nil
        }
    }
}
