package import AgentStates
package import Interpreter
import JSON

/// What took time in an execution, from its events.
package struct ExecutionTrace: Sendable {
    package let executionArn: String
    package let machineName: String
    /// The execution that started all, and the one that started this; nested ones are in its trace.
    package internal(set) var rootArn: String
    package internal(set) var parentArn: String?
    package let map: AgentSourceMap
    /// In the order in which they began; the execution is the first.
    package private(set) var nodes: [TraceNode] = []
    /// The node that each event belongs to.
    private var places: [Int64: Int] = [:]
    /// What has not ended, in the order in which it began.
    private var open: [Int] = []
    /// The model calls whose cost is told when their state exits.
    private var withheld: Set<Int> = []
    /// The latest try of each Task state.
    private var lastAttempts: [Int: Int] = [:]
    private var usage = UsageLedger()

    /// - Parameter map: the agent states of the definition.
    package init(executionArn: String, machineName: String, map: AgentSourceMap) {
        self.executionArn = executionArn
        rootArn = executionArn
        self.machineName = machineName
        self.map = map
    }

    package init(executionArn: String, machineName: String, map: AgentSourceMap, events: [HistoryEvent]) {
        self.init(executionArn: executionArn, machineName: machineName, map: map)
        for event in events { apply(event) }
    }

    /// Whether all that is ever known of a node is known.
    package func isSettled(_ index: Int) -> Bool { nodes[index].outcome != .running && !withheld.contains(index) }

    package var isOver: Bool { nodes.first.map { $0.outcome != .running } ?? false }

    /// The nodes around a node, from inside to outside.
    package func ancestors(of index: Int) -> some Sequence<Int> {
        sequence(state: nodes[index].parent) { next in
            defer { next = next.flatMap { nodes[$0].parent } }
            return next
        }
    }

    /// - Returns: the positions of the nodes that the event ended.
    @discardableResult
    package mutating func apply(_ event: HistoryEvent) -> [Int] {
        let previous = places[event.previousEventID]
        switch event.details {
        case .executionStarted: return begin(.execution, machineName, nil, event)
        case .executionSucceeded(let output): return endAll(.succeeded, event, output: output)
        case .executionFailed(let error, let cause):
            return endAll(.failed(error: error ?? "", cause: cause ?? ""), event)
        case .executionTimedOut(let error, let cause):
            return endAll(.failed(error: error ?? "States.Timeout", cause: cause ?? ""), event)
        case .executionAborted: return endAll(.aborted, event)
        case .executionRedriven:
            nodes[0].outcome = .running
            nodes[0].stopMilliseconds = nil
            open.insert(0, at: 0)
            places[event.id] = 0
            return []
        case .stateEntered(let name, _):
            let type = String(event.type.rawValue.dropLast("StateEntered".count))
            return begin(.state(type: type), name, surroundings(previous ?? 0), event)
        case .stateExited(let name, let output, let assigned): return exit(name, output, assigned, previous, event)
        case .mapIteration(let name, let index): return iterate(name, index, previous, event)
        case .taskScheduled(let details):
            let resource = "\(details.name.resourceType):\(details.name.resource)"
            return attempt(resource, details.parameters, previous, event)
        case .lambdaScheduled(let arn, let input, _, _), .activityScheduled(let arn, let input, _, _):
            return attempt(arn, input, previous, event)
        case .taskOutput(_, let output) where event.type == .taskSucceeded:
            return endAttempt(.succeeded, previous, event, output: output)
        case .output(let output): return endAttempt(.succeeded, previous, event, output: output)
        case .taskError(_, let error, let cause): return failAttempt(error, cause, previous, event)
        case .error(let error, let cause) where event.type != .mapRunFailed:
            return failAttempt(error, cause, previous, event)
        default: return other(previous, event)
        }
    }

    // MARK: States

    private mutating func begin(_ kind: TraceNode.Kind, _ name: String, _ parent: Int?, _ event: HistoryEvent) -> [Int]
    {
        var node = TraceNode(
            eventID: event.id, parent: parent, kind: kind, name: name, startMilliseconds: event.timestampMilliseconds)
        if case .state = kind {
            node.mark = map.states[name]
            node.origin = map.origins[name]
        } else {
            node.origin = parent.flatMap { nodes[$0].origin }
        }
        nodes.append(node)
        places[event.id] = nodes.count - 1
        open.append(nodes.count - 1)
        return []
    }

    /// What a state is entered in: the container that runs, or what is around the state that is over.
    private func surroundings(_ place: Int) -> Int? {
        guard nodes.indices.contains(place) else { return nil }
        var place = place
        while true {
            let node = nodes[place]
            let isContainer =
                switch node.kind {
                case .execution, .iteration: true
                case .state(let type): (type == "Parallel" || type == "Map") && node.outcome == .running
                case .attempt: false
                }
            guard !isContainer, let parent = node.parent else { return place }
            place = parent
        }
    }

    private mutating func exit(
        _ name: String, _ output: String, _ assigned: [AssignedVariable], _ previous: Int?, _ event: HistoryEvent
    ) -> [Int] {
        guard let state = enclosing(previous, where: { $0.name == name && $0.isState }) else { return [] }
        places[event.id] = state
        if nodes[state].origin != nil {
            noteSession(assigned, around: state)
            nodes[state].verdict = assigned.first { $0.name.hasSuffix("_verdict") }?.value
            let spent = usage.note(assigned, in: nodes[state].parent ?? 0)
            if let spent, let call = lastAttempts[state], case .model = nodes[call].task { nodes[call].costUSD = spent }
        }
        // What was open inside is given up: a catcher took over.
        return endInside(of: state, .aborted, event) + end(state, .succeeded, event, output: output)
            + release(lastAttempts[state])
    }

    private mutating func noteSession(_ assigned: [AssignedVariable], around state: Int) {
        guard let text = assigned.first(where: { $0.name.hasSuffix("_session") })?.value,
            let session = (try? JSONValue(parsing: text)), !session.isNull,
            let outer = enclosing(state, where: { $0.mark != nil })
        else { return }
        nodes[outer].session = session.string ?? session.text
    }

    private mutating func iterate(
        _ name: String, _ index: Int64, _ previous: Int?, _ event: HistoryEvent
    ) -> [Int] {
        guard event.type != .mapIterationStarted else {
            return begin(.iteration(index: index), name, enclosing(previous) { $0.name == name && $0.isState }, event)
        }
        let isMeant = { (node: TraceNode) in node.name == name && node.kind == .iteration(index: index) }
        guard let iteration = enclosing(previous, where: isMeant) ?? open.last(where: { isMeant(nodes[$0]) }) else {
            return []
        }
        places[event.id] = iteration
        let outcome: TraceNode.Outcome =
            switch event.type {
            case .mapIterationSucceeded: .succeeded
            case .mapIterationFailed: .failed(error: lastError(in: iteration) ?? "States.TaskFailed", cause: "")
            default: .aborted
            }
        return endInside(of: iteration, outcome, event) + end(iteration, outcome, event)
    }

    // MARK: Attempts

    private mutating func attempt(
        _ resource: String, _ parameters: String, _ previous: Int?, _ event: HistoryEvent
    ) -> [Int] {
        guard let state = enclosing(previous, where: \.isState) else { return [] }
        let request = TaskRequest(resource: resource, parameters: parameters)
        _ = begin(.attempt(request), resource, state, event)
        let attempt = nodes.count - 1
        lastAttempts[state] = attempt
        nodes[attempt].task = map.tasks[nodes[state].name]
        if let agent = ModelExchange.agent(of: nodes[attempt]), nodes[attempt].isWork,
            let iteration = ancestors(of: attempt).first(where: { nodes[$0].isIteration })
        {
            nodes[iteration].agent = agent
        }
        return []
    }

    private mutating func endAttempt(
        _ outcome: TraceNode.Outcome, _ previous: Int?, _ event: HistoryEvent, output: String? = nil
    ) -> [Int] {
        guard let attempt = enclosing(previous, where: \.isAttempt) else { return other(previous, event) }
        places[event.id] = attempt
        let ended = end(attempt, outcome, event, output: output)
        guard case .model = nodes[attempt].task, outcome == .succeeded else { return ended }
        withheld.formUnion(ended)
        return []
    }

    private mutating func release(_ attempt: Int?) -> [Int] {
        attempt.flatMap { withheld.remove($0) }.map { [$0] } ?? []
    }

    private mutating func failAttempt(
        _ error: String?, _ cause: String?, _ previous: Int?, _ event: HistoryEvent
    ) -> [Int] {
        endAttempt(.failed(error: error ?? event.type.rawValue, cause: cause ?? ""), previous, event)
    }

    private mutating func other(_ previous: Int?, _ event: HistoryEvent) -> [Int] {
        let name = event.type.rawValue
        let isOfContainer = name.hasPrefix("MapState") || name.hasPrefix("ParallelState") || name.hasPrefix("MapRun")
        let place = isOfContainer ? enclosing(previous, where: \.isContainerState) : previous
        guard let place else { return [] }
        places[event.id] = place
        switch event.type {
        case .taskStateAborted, .waitStateAborted, .mapStateAborted, .parallelStateAborted:
            guard let state = enclosing(place, where: \.isState) else { return [] }
            return endInside(of: state, .aborted, event) + end(state, .aborted, event)
        default: return []
        }
    }

    // MARK: Ends

    private mutating func end(
        _ index: Int, _ outcome: TraceNode.Outcome, _ event: HistoryEvent, output: String? = nil
    ) -> [Int] {
        guard nodes.indices.contains(index), nodes[index].outcome == .running else { return [] }
        nodes[index].outcome = outcome
        nodes[index].stopMilliseconds = event.timestampMilliseconds
        nodes[index].stopEventID = event.id
        nodes[index].output = output
        if let place = open.lastIndex(of: index) { open.remove(at: place) }
        if index == 0 { places[event.id] = 0 }
        return [index]
    }

    private mutating func endInside(of outer: Int, _ outcome: TraceNode.Outcome, _ event: HistoryEvent) -> [Int] {
        let inside = open.filter { ancestors(of: $0).contains(outer) }
        return inside.reversed().flatMap { end($0, outcome, event) }
    }

    private mutating func endAll(
        _ outcome: TraceNode.Outcome, _ event: HistoryEvent, output: String? = nil
    ) -> [Int] {
        defer { withheld = [] }
        return endInside(of: 0, outcome, event) + end(0, outcome, event, output: output) + withheld.sorted()
    }

    private func lastError(in outer: Int) -> String? {
        for index in nodes.indices.reversed() where ancestors(of: index).contains(outer) {
            if case .failed(let error, _) = nodes[index].outcome { return error }
        }
        return nil
    }

    private func enclosing(_ place: Int?, where isWanted: (TraceNode) -> Bool) -> Int? {
        guard let place else { return nil }
        return isWanted(nodes[place]) ? place : ancestors(of: place).first { isWanted(nodes[$0]) }
    }
}

extension TraceNode {
    var isState: Bool { if case .state = kind { true } else { false } }
    var isAttempt: Bool { if case .attempt = kind { true } else { false } }
    var isIteration: Bool { if case .iteration = kind { true } else { false } }
    var isContainerState: Bool { kind == .state(type: "Map") || kind == .state(type: "Parallel") }

    /// Whether a worker works here.
    var isWork: Bool {
        switch task {
        case .model(.work), .agent(_, .work): true
        default: false
        }
    }
}
