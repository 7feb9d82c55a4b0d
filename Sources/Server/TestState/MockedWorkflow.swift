internal import Interpreter
internal import JSON
internal import StatesLanguage

extension StateTestRequest {
    /// The workflow with the tested state in a form that lets its mock in.
    ///
    /// - A Parallel state keeps its fields, but each branch is one state that gives the mocked result or error.
    /// - An inline Map state becomes a distributed one, which asks for its results instead of running iterations.
    func mockedWorkflow(startAt: StateIndex) -> Workflow {
        guard let mock else { return Workflow(startAt: startAt, states: workflow.states) }
        var states = workflow.states
        switch state.kind {
        case .parallel(let parallel):
            states[startAt.rawValue] = state.replacing(kind: .parallel(parallel.mocked(mock.outcome)))
        case .map(let map):
            if isInlineMap { states[startAt.rawValue] = state.replacing(kind: .map(map.distributed)) }
        default: break
        }
        return Workflow(startAt: startAt, states: states)
    }

    /// Whether the state is a Map state that runs its iterations itself.
    var isInlineMap: Bool {
        if case .map(let map) = state.kind, case .inline = map.mode { true } else { false }
    }

    /// Whether so many iterations fail that the Map state does.
    func exceedsTolerance(of run: MapRunRequest, count: Int) -> Bool {
        guard let failed = failedIterationCount, case .map(let map) = state.kind,
            case .distributed(let distributed) = map.mode
        else { return false }
        if distributed.toleratedFailureCount != nil, failed > run.toleratedFailureCount { return true }
        return distributed.toleratedFailurePercentage != nil
            && Double(failed) * 100 > run.toleratedFailurePercentage * Double(count)
    }
}

extension State {
    fileprivate func replacing(kind: StateKind) -> State {
        State(
            name: name, location: location, comment: comment, queryLanguage: queryLanguage, kind: kind,
            inputPath: inputPath, outputPath: outputPath, output: output, assign: assign, transition: transition)
    }
}

extension ParallelState {
    fileprivate func mocked(_ outcome: StateMock.Outcome) -> ParallelState {
        let results = if case .result(let value) = outcome { value.array ?? [] } else { [JSONValue]() }
        let branches = branches.indices.map { index -> Workflow in
            let kind: StateKind =
                switch outcome {
                case .result: .pass(PassState(result: index < results.count ? results[index] : .null))
                case .error(let name, let cause):
                    .fail(FailState(error: name.map { .literal($0) }, cause: cause.map { .literal($0) }))
                }
            let state = State(name: "", location: "", queryLanguage: .jsonPath, kind: kind, transition: .end)
            return Workflow(startAt: StateIndex(rawValue: 0), states: [state])
        }
        return ParallelState(
            branches: branches, arguments: arguments, resultSelector: resultSelector, resultPath: resultPath,
            retriers: retriers, catchers: catchers)
    }
}

extension MapState {
    fileprivate var distributed: MapState {
        MapState(
            mode: .distributed(DistributedMap(isExpress: false, label: nil)), processor: processor,
            itemsPath: itemsPath, items: items, itemSelector: itemSelector, maxConcurrency: maxConcurrency,
            resultSelector: resultSelector, resultPath: resultPath, retriers: retriers, catchers: catchers)
    }
}
