package import StatesLanguage

extension TestedMachine {
    /// The machine with a task in place of each Parallel, inline Map and agent state that has a mock by its name.
    ///
    /// The task keeps what the state has around its work: its fields for data, its retriers and catchers. It asks for what
    /// the work is given: a Map state for its items. What an agent's name means, its state's does not.
    ///
    /// - Parameter part: a machine made of a part of this one; nil for the whole.
    package func machine(mockedBy script: Script, part: StateMachine? = nil) -> StateMachine {
        let whole = part ?? machine
        let names = Set(script.answers.keys).subtracting(agents)
        guard whole.workflow.allStates.contains(where: { names.contains($0.name) && $0.kind.mockable != nil }) else {
            return whole
        }
        let mocking = StateMocking(names: names, agentStates: Set(origins.values))
        return StateMachine(
            comment: whole.comment, queryLanguage: whole.queryLanguage, timeoutSeconds: whole.timeoutSeconds,
            workflow: mocking.workflow(whole.workflow))
    }
}

/// The resources of states that are mocked as a whole; nothing else has them.
enum MockedWork: String {
    case parallel, map, agent

    private static let service = "baton-mock"

    init?(resource: String) {
        let prefix = "arn:aws:states:::\(Self.service):"
        guard resource.hasPrefix(prefix) else { return nil }
        self.init(rawValue: String(resource.dropFirst(prefix.count)))
    }

    var resource: TaskResource {
        .service(ServiceIntegration(service: Self.service, action: rawValue, pattern: .requestResponse, isSDK: false))
    }
}

private struct StateMocking {
    let names: Set<String>
    let agentStates: Set<String>

    func workflow(_ workflow: Workflow) -> Workflow {
        Workflow(startAt: workflow.startAt, states: workflow.states.map(state))
    }

    private func state(_ state: State) -> State {
        let kind: StateKind
        if names.contains(state.name), let (work, task) = state.kind.mockable {
            kind = .task(task(agentStates.contains(state.name) ? .agent : work))
        } else {
            kind = state.kind.mapWorkflows(workflow)
        }
        return State(
            name: state.name, location: state.location, comment: state.comment, queryLanguage: state.queryLanguage,
            kind: kind, inputPath: state.inputPath, outputPath: state.outputPath, output: state.output,
            assign: state.assign, transition: state.transition)
    }
}

extension StateKind {
    /// What the state does inside, and the task that stands for it; nil where a task, or a Map Run, can be mocked anyway.
    fileprivate var mockable: (work: MockedWork, task: (MockedWork) -> TaskState)? {
        switch self {
        case .parallel(let parallel):
            return (
                .parallel,
                { work in
                    TaskState(
                        resource: work.resource, arguments: parallel.arguments, resultSelector: parallel.resultSelector,
                        resultPath: parallel.resultPath, retriers: parallel.retriers, catchers: parallel.catchers)
                }
            )
        case .map(let map):
            guard case .inline = map.mode else { return nil }
            return (
                .map,
                { work in
                    TaskState(
                        resource: work.resource, arguments: map.items ?? map.itemsPath.map(Template.path),
                        resultSelector: map.resultSelector, resultPath: map.resultPath, retriers: map.retriers,
                        catchers: map.catchers)
                }
            )
        case .pass, .task, .choice, .wait, .succeed, .fail: return nil
        }
    }

    /// The same with other workflows inside.
    fileprivate func mapWorkflows(_ transform: (Workflow) -> Workflow) -> StateKind {
        switch self {
        case .parallel(let parallel):
            .parallel(
                ParallelState(
                    branches: parallel.branches.map(transform), arguments: parallel.arguments,
                    resultSelector: parallel.resultSelector, resultPath: parallel.resultPath,
                    retriers: parallel.retriers, catchers: parallel.catchers))
        case .map(let map):
            .map(
                MapState(
                    mode: map.mode, processor: transform(map.processor), itemsPath: map.itemsPath, items: map.items,
                    itemSelector: map.itemSelector, maxConcurrency: map.maxConcurrency,
                    resultSelector: map.resultSelector, resultPath: map.resultPath, retriers: map.retriers,
                    catchers: map.catchers))
        case .pass, .task, .choice, .wait, .succeed, .fail: self
        }
    }
}
