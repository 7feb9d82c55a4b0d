import Engine
package import Interpreter
package import JSON
package import StatesLanguage

/// An execution that runs in a made-up world, on a virtual clock that jumps from one deadline to the next.
package struct Simulation {
    package let header: ExecutionHeader
    package let machine: StateMachine
    /// Variables that are set from the start.
    private let variables: JSONObject
    /// The context object to show instead of the execution's own.
    private let context: JSONValue?
    /// What people do to it, in the order of time.
    fileprivate let controls: [Control]
    /// When the simulation stops, whatever the execution waits for; nil for never.
    fileprivate let lastMilliseconds: Int64?
    /// Stops executions that never end.
    package let maximumEvents: Int

    package init(
        header: ExecutionHeader, machine: StateMachine, variables: JSONObject = [:], context: JSONValue? = nil,
        controls: [Control] = [], lastMilliseconds: Int64? = nil, maximumEvents: Int = 100_000
    ) {
        self.header = header
        self.machine = machine
        self.variables = variables
        self.context = context
        self.controls = controls
        self.lastMilliseconds = lastMilliseconds
        self.maximumEvents = maximumEvents
    }

    fileprivate func execution() -> Execution {
        let execution = Execution(
            header: header, machine: machine,
            variables: Dictionary(variables.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 }))
        execution.givenContext = context
        return execution
    }

    /// Runs a machine under the names that tests have.
    package static func run(
        _ machine: StateMachine, input: JSONValue, variables: JSONObject = [:], context: JSONValue? = nil,
        in world: any World, startMilliseconds: Int64, seed: UInt64, inspector: (any StateInspector)? = nil
    ) -> SimulatedRun {
        let arn = "arn:aws:states:us-east-1:123456789012"
        let header = ExecutionHeader(
            id: 1, arn: "\(arn):execution:test:test", name: "test", stateMachineArn: "\(arn):stateMachine:test",
            stateMachineName: "test", roleArn: "arn:aws:iam::123456789012:role/test", input: Payload(input),
            startMilliseconds: startMilliseconds, seed: seed)
        return Simulation(header: header, machine: machine, variables: variables, context: context)
            .run(in: world, inspector: inspector)
    }

    /// Runs until it ends, waits for something that never comes, or asks something that the world does not know.
    package func run(in world: any World, inspector: (any StateInspector)? = nil) -> SimulatedRun {
        var progress = SimulationProgress(self, world, inspector)
        return progress.run()
    }
}

/// Something that is done to an execution from outside.
package struct Control: Sendable {
    package enum Action: Sendable {
        case stop(error: String?, cause: String?)
        case redrive
    }

    package let milliseconds: Int64
    package let action: Action
}

/// What came of a simulation.
package struct SimulatedRun: Sendable {
    package var events: [HistoryEvent] = []
    package var calls: [Call] = []
    package var outcome: Outcome?
    /// Why it could not go on.
    package var obstacle: Obstacle?
    package var endMilliseconds: Int64 = 0

    /// The status as the API names it.
    package var status: String {
        switch outcome {
        case nil: "RUNNING"
        case .succeeded: "SUCCEEDED"
        case .failed: "FAILED"
        case .timedOut: "TIMED_OUT"
        case .aborted: "ABORTED"
        }
    }
}

private struct SimulationProgress {
    private struct Pending {
        let milliseconds: Int64
        let stimulus: Stimulus
    }

    private let simulation: Simulation
    private let execution: Execution
    private let world: any World
    private let inspector: (any StateInspector)?
    private var now: Int64
    private var pending: [Pending] = []
    private var controls: ArraySlice<Control>
    private var result = SimulatedRun()

    init(_ simulation: Simulation, _ world: any World, _ inspector: (any StateInspector)?) {
        self.simulation = simulation
        self.world = world
        self.inspector = inspector
        controls = simulation.controls[...]
        execution = simulation.execution()
        execution.inspector = inspector
        now = simulation.header.startMilliseconds
    }

    mutating func run() -> SimulatedRun {
        execution.apply(.start, at: now)
        repeat {
            execution.run(maximumSteps: 1_000)
            result.events += execution.takeEvents()
            for effect in execution.takeEffects() { perform(effect) }
            if result.events.count > simulation.maximumEvents {
                result.obstacle = Obstacle("more than \(simulation.maximumEvents) events")
            }
        } while result.obstacle == nil && (execution.isRunnable || advance())
        result.events += execution.takeEvents()
        result.outcome = execution.outcome
        result.endMilliseconds = now
        return result
    }

    /// Goes to the next moment at which something happens; false where nothing ever will.
    private mutating func advance() -> Bool {
        guard execution.outcome == nil else { return redrive() }
        let deadline = execution.nextDeadlineMilliseconds()
        let answer = pending.indices.min { pending[$0].milliseconds < pending[$1].milliseconds }
        let next = [deadline, answer.map { pending[$0].milliseconds }, controls.first?.milliseconds].compactMap { $0 }
            .min()
        guard let next else {
            // What was still under way when the recording ends may well go on waiting.
            if simulation.lastMilliseconds == nil {
                result.obstacle = Obstacle("it waits for something that never comes")
            }
            return false
        }
        if let last = simulation.lastMilliseconds, next > last { return false }
        now = max(now, next)
        if let control = controls.first, control.milliseconds <= next {
            controls.removeFirst()
            if case .stop(let error, let cause) = control.action {
                execution.apply(.stop(error: error, cause: cause), at: now)
            }
        } else if let answer, pending[answer].milliseconds <= next {
            execution.apply(pending.remove(at: answer).stimulus, at: now)
        } else {
            execution.apply(.timePassed, at: now)
        }
        return true
    }

    /// Takes an execution up again that has ended, where somebody did.
    private mutating func redrive() -> Bool {
        while let control = controls.popFirst() {
            guard case .redrive = control.action else { continue }
            now = max(now, control.milliseconds)
            pending = []
            execution.apply(.redrive, at: now)
            return execution.outcome == nil
        }
        return false
    }

    private mutating func perform(_ effect: Effect) {
        switch effect {
        case .startTask(let attempt): call(attempt)
        case .startMapRun(let request), .redriveMapRun(let request): startMapRun(request)
        case .cancelTask, .cancelMapRun, .finish: break
        }
    }

    private mutating func call(_ attempt: TaskAttempt) {
        let id = attempt.scheduledEventID
        guard execution.progress(of: id) != nil else { return }
        let call = Call(
            stateName: attempt.stateName, resource: attempt.resource.text, request: attempt.parameters.value,
            retryCount: attempt.retryCount, mapItem: execution.mapItem(of: id) ?? simulation.header.mapItem,
            milliseconds: now)
        result.calls.append(call)
        let answer = world.answer(call)
        if case .unknown(let reason) = answer { return result.obstacle = Obstacle(reason, call: call) }
        execution.apply(.taskStarted(scheduledEventID: id, workerName: nil), at: now)
        switch answer {
        case .succeeded(let value, let delay):
            pending.append(
                Pending(
                    milliseconds: now + delay, stimulus: .taskSucceeded(scheduledEventID: id, output: Payload(value))))
        case .failed(let error, let cause, let delay):
            pending.append(
                Pending(
                    milliseconds: now + delay,
                    stimulus: .taskFailed(scheduledEventID: id, TaskFailure(error: error, cause: cause))))
        case .never, .unknown: break
        }
    }

    // MARK: Map Runs

    private mutating func startMapRun(_ request: MapRunRequest) {
        let id = request.startedEventID
        func finish(_ outcome: MapRunResult, at milliseconds: Int64) {
            pending.append(
                Pending(
                    milliseconds: milliseconds, stimulus: .mapRunFinished(startedEventID: id, outcome)))
        }
        if let value = world.mapRunResult(ofMapState: request.stateName) { return finish(.succeeded(value), at: now) }
        let inputs: [(text: String, itemCount: Int)]
        do {
            guard let items = items(of: request) else {
                return result.obstacle = Obstacle(
                    "the test gives no items for the Map state '\(request.stateName)': mocks: {\(request.stateName): "
                        + "{items: […]}}")
            }
            let execution = execution
            let values = try items.map { try execution.mapRunInput(startedEventID: id, item: $0) }
            inputs = request.inputs(of: values)
        } catch {
            return finish(.failed(error: "States.ItemReaderFailed", cause: "\(error)"), at: now)
        }
        let children = inputs.enumerated().map { child(request, index: $0.offset, input: $0.element.text) }
        let runs = children.map(\.run)
        if let obstacle = runs.compactMap(\.obstacle).first { return result.obstacle = obstacle }
        result.calls += runs.flatMap(\.calls)
        let end = runs.map(\.endMilliseconds).max() ?? now
        let failures = zip(runs, inputs).reduce(0) { $0 + ($1.0.status == "SUCCEEDED" ? 0 : $1.1.itemCount) }
        let total = inputs.reduce(0) { $0 + $1.itemCount }
        guard request.tolerates(failures, of: total) else {
            return finish(
                .failed(
                    error: "States.ExceedToleratedFailureThreshold",
                    cause: "The specified tolerated failure threshold was exceeded"), at: end)
        }
        finish(.succeeded(request.stateOutput(children.map { $0.run.record(for: $0.header) })), at: end)
    }

    private func items(of request: MapRunRequest) -> [MapItem]? {
        if let given = world.items(ofMapState: request.stateName) {
            return given.enumerated().map { MapItem(index: Int64($0.offset), value: $0.element) }
        }
        guard case .values(let items) = request.items else { return nil }
        return items
    }

    private func child(
        _ request: MapRunRequest, index: Int, input: String
    ) -> (header: ExecutionHeader, run: SimulatedRun) {
        let parent = simulation.header
        let name = "\(parent.name)-\(index)"
        let header = ExecutionHeader(
            id: parent.id, arn: "\(parent.arn)/\(request.label):\(name)", name: name,
            stateMachineArn: "\(parent.stateMachineArn)/\(request.label)",
            stateMachineName: "\(parent.stateMachineName)/\(request.label)", roleArn: parent.roleArn,
            region: parent.region, input: (try? Payload(parsing: input)) ?? .emptyObject, startMilliseconds: now,
            seed: parent.seed &+ UInt64(index) &+ 1,
            mapItem: MapItem(index: Int64(index), value: (try? JSONValue(parsing: input)) ?? .null),
            quotas: parent.quotas)
        let machine = StateMachine(
            comment: nil, queryLanguage: simulation.machine.queryLanguage, timeoutSeconds: nil,
            workflow: request.processor)
        return (header, Simulation(header: header, machine: machine).run(in: world, inspector: inspector))
    }
}

extension SimulatedRun {
    /// The output, where it succeeded.
    package var output: JSONValue? {
        if case .succeeded(let output)? = outcome { output.value } else { nil }
    }
}
