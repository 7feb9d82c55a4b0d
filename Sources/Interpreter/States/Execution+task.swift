import JSON
import StatesLanguage

extension Execution {
    /// Task: has an attempt started.
    ///
    /// Specification: Amazon States Language, "Task State".
    func schedule(_ branch: Branch, _ task: TaskState) throws(StateFailure) {
        if case .activity(let arn) = task.resource, !activityExists(arn) {
            throw .runtime("The activity \(arn) does not exist.")
        }
        let id = nextEventID(task.resource.scheduledEvent, after: branch.lastEventID)
        let token = TaskToken(executionID: header.id, scheduledEventID: id, seed: header.seed).text
        if task.resource.handsOutToken { branch.visit?.taskToken = token }
        defer { branch.visit?.taskToken = nil }
        let attempt = try attempt(branch, task, id: id, token: token)
        branch.lastEventID = emit(
            task.resource.scheduledEvent, after: branch.lastEventID, task.resource.scheduledDetails(attempt))
        guard outcome == nil else { return }
        var activity = TaskActivity(
            scheduledEventID: id, scheduledMilliseconds: lastEventMilliseconds, resource: task.resource,
            name: task.resource.eventName, attempt: attempt)
        activity.heartbeatDeadline = attempt.heartbeatSeconds.map {
            lastEventMilliseconds.after(seconds: $0)
        }
        branch.become(.task(activity))
        tasks[id] = branch
        if let seconds = attempt.timeoutSeconds {
            deadlines.add(lastEventMilliseconds.after(seconds: seconds), branch, .taskTimeout)
        }
        if let deadline = activity.heartbeatDeadline { deadlines.add(deadline, branch, .heartbeat) }
        emit(.startTask(attempt))
    }

    private func attempt(
        _ branch: Branch, _ task: TaskState, id: Int64, token: String
    ) throws(StateFailure) -> TaskAttempt {
        var scope = scope(branch)
        let isJSONata = scope.queryLanguage == .jsonata
        var parameters: Payload?
        if let arguments = task.arguments {
            let value = try scope.evaluate(arguments, field: isJSONata ? "Arguments" : "Parameters")
            inspector?.inspect(isJSONata ? .afterArguments : .afterParameters, value)
            parameters = Payload(value)
        }
        let timeout = try task.timeoutSeconds.map { field throws(StateFailure) in
            try scope.positive(field, field: "TimeoutSeconds")
        }
        let heartbeat = try task.heartbeatSeconds.map { field throws(StateFailure) in
            try scope.positive(field, field: "HeartbeatSeconds")
        }
        let role = try task.roleArn.map { field throws(StateFailure) in
            try scope.evaluate(
                field, field: "Credentials/RoleArn", pathField: "RoleArn.$")
        }
        return TaskAttempt(
            executionArn: header.arn, scheduledEventID: id, stateName: branch.visit?.state.name ?? "",
            resource: task.resource, parameters: parameters ?? task.resource.defaultParameters(branch.visit),
            region: header.region, roleArn: role, taskToken: token, timeoutSeconds: timeout,
            heartbeatSeconds: heartbeat,
            retryCount: branch.visit?.retryCount ?? 0)
    }

    // MARK: Answers

    func taskStarted(_ id: Int64, workerName: String?) {
        update(id) { branch, task in
            guard !task.isStarted else { return }
            task.isStarted = true
            switch task.resource {
            case .lambda: branch.lastEventID = emit(.lambdaFunctionStarted, after: branch.lastEventID)
            case .activity:
                branch.lastEventID = emit(
                    .activityStarted, after: branch.lastEventID, .activityStarted(workerName: workerName))
            case .service: branch.lastEventID = emit(.taskStarted, after: branch.lastEventID, .task(task.name))
            }
            if let seconds = task.attempt.heartbeatSeconds, case .activity = task.resource {
                task.heartbeatDeadline = lastEventMilliseconds.after(seconds: seconds)
            }
        }
    }

    func taskSubmitted(_ id: Int64, output: Payload) {
        update(id) { branch, task in
            guard !task.isSubmitted else { return }
            task.isSubmitted = true
            if task.resource.isJob { task.submission = output }
            branch.lastEventID = emit(
                .taskSubmitted, after: branch.lastEventID, .taskOutput(task.name, output: output.text))
        }
    }

    /// A worker is still at it; leaves no event.
    func heartbeat(_ id: Int64) {
        let time = now
        update(id) { _, task in
            guard let seconds = task.attempt.heartbeatSeconds else { return }
            task.heartbeatDeadline = time.after(seconds: seconds)
        }
    }

    func taskSucceeded(_ id: Int64, output: Payload) {
        guard let (branch, task) = take(id) else { return }
        guard output.byteCount <= header.quotas.payloadBytes else {
            return reportFailure(branch, task, .tooLarge(task.resource.nameInFailures), stage: .work)
        }
        let details: EventDetails =
            if case .service = task.resource { .taskOutput(task.name, output: output.text) } else {
                .output(output.text)
            }
        branch.lastEventID = emit(task.resource.succeededEvent, after: branch.lastEventID, details)
        inspector?.inspect(.result, output.value)
        do throws(StateFailure) {
            guard case .task(let state)? = branch.visit?.state.kind else { return }
            try complete(
                branch, result: output.value, resultSelector: state.resultSelector, resultPath: state.resultPath)
        } catch {
            fail(branch, error)
        }
        if branch.isReady { ready.add(branch) }
    }

    func taskFailed(_ id: Int64, _ failure: TaskFailure) {
        guard let (branch, task) = take(id) else { return }
        reportFailure(branch, task, StateFailure(error: failure.error, cause: failure.cause), stage: failure.stage)
    }

    /// A deadline of the task has passed. Where both have (nobody looked for a while), the timeout counts: a history
    /// tells a missed heartbeat from it by the time only.
    func taskTimedOut(_ branch: Branch) {
        guard case .task(let activity) = branch.activity, let (branch, task) = take(activity.scheduledEventID) else {
            return
        }
        let isHeartbeat = activity.attempt.heartbeatSeconds != nil && !activity.hasTimedOut(at: now)
        emit(.cancelTask(scheduledEventID: task.scheduledEventID))
        let details: EventDetails =
            if case .service = task.resource { .taskError(task.name, error: ErrorName.timeout, cause: nil) } else {
                .error(error: ErrorName.timeout, cause: nil)
            }
        branch.lastEventID = emit(task.resource.timedOutEvent, after: branch.lastEventID, details)
        fail(
            branch,
            StateFailure(
                error: ErrorName.timeout, cause: nil, alias: isHeartbeat ? ErrorName.heartbeatTimeout : nil))
    }

    private func reportFailure(
        _ branch: Branch, _ task: TaskActivity, _ failure: StateFailure, stage: TaskFailure.Stage
    ) {
        let details: EventDetails =
            if case .service = task.resource {
                .taskError(task.name, error: failure.error, cause: failure.cause)
            } else {
                .error(error: failure.error, cause: failure.cause)
            }
        branch.lastEventID = emit(task.resource.failedEvent(stage), after: branch.lastEventID, details)
        fail(branch, failure)
    }

    /// Changes a task that is out; its deadlines stay, but for a heartbeat's, which moves.
    private func update(_ id: Int64, _ change: (Branch, inout TaskActivity) -> Void) {
        guard let branch = tasks[id], case .task(var task) = branch.activity else { return }
        let deadline = task.heartbeatDeadline
        change(branch, &task)
        branch.update { $0 = .task(task) }
        if let moved = task.heartbeatDeadline, moved != deadline { deadlines.add(moved, branch, .heartbeat) }
    }

    /// Ends a task's being out.
    private func take(_ id: Int64) -> (Branch, TaskActivity)? {
        guard let branch = tasks.removeValue(forKey: id), case .task(let task) = branch.activity else { return nil }
        return (branch, task)
    }
}

extension TaskActivity {
    /// Whether the task's own limit has passed.
    fileprivate func hasTimedOut(at milliseconds: Int64) -> Bool {
        guard let seconds = attempt.timeoutSeconds else { return false }
        return milliseconds >= scheduledMilliseconds.after(seconds: seconds)
    }
}

extension TaskResource {
    /// Whether the task waits for a job that a service does (`.sync`).
    fileprivate var isJob: Bool {
        guard case .service(let integration) = self else { return false }
        return integration.pattern == .sync || integration.pattern == .sync2
    }

    /// Whether `$$.Task.Token` is there while the arguments are evaluated.
    fileprivate var handsOutToken: Bool {
        if case .service(let integration) = self { integration.pattern == .waitForTaskToken } else { false }
    }

    /// What goes to the resource where the state has no arguments.
    fileprivate func defaultParameters(_ visit: Visit?) -> Payload {
        guard let visit else { return .emptyObject }
        if case .service = self, visit.state.queryLanguage == .jsonata { return .emptyObject }
        return visit.input.value == visit.selectedInput ? visit.input : Payload(visit.selectedInput)
    }

    /// What causes call the resource.
    fileprivate var nameInFailures: String {
        switch self {
        case .lambda(let arn), .activity(let arn): arn
        case .service: eventName.resourceType
        }
    }

    var eventName: TaskResourceName {
        switch self {
        case .lambda: TaskResourceName(resourceType: "lambda", resource: "invoke")
        case .activity(let arn): TaskResourceName(resourceType: "activity", resource: arn)
        case .service(let integration):
            TaskResourceName(
                resourceType: integration.isSDK ? "aws-sdk:\(integration.service)" : integration.service,
                resource: integration.action + integration.pattern.rawValue)
        }
    }

    fileprivate var scheduledEvent: HistoryEventType {
        switch self {
        case .lambda: .lambdaFunctionScheduled
        case .activity: .activityScheduled
        case .service: .taskScheduled
        }
    }

    fileprivate var succeededEvent: HistoryEventType {
        switch self {
        case .lambda: .lambdaFunctionSucceeded
        case .activity: .activitySucceeded
        case .service: .taskSucceeded
        }
    }

    fileprivate var timedOutEvent: HistoryEventType {
        switch self {
        case .lambda: .lambdaFunctionTimedOut
        case .activity: .activityTimedOut
        case .service: .taskTimedOut
        }
    }

    fileprivate func failedEvent(_ stage: TaskFailure.Stage) -> HistoryEventType {
        switch (self, stage) {
        case (.lambda, .start): .lambdaFunctionStartFailed
        case (.lambda, _): .lambdaFunctionFailed
        case (.activity, .start): .activityScheduleFailed
        case (.activity, _): .activityFailed
        case (.service, .start): .taskStartFailed
        case (.service, .submission): .taskSubmitFailed
        case (.service, .work): .taskFailed
        }
    }

    fileprivate func scheduledDetails(_ attempt: TaskAttempt) -> EventDetails {
        switch self {
        case .lambda(let arn):
            .lambdaScheduled(
                arn: arn, input: attempt.parameters.text, timeoutSeconds: attempt.timeoutSeconds,
                roleArn: attempt.roleArn)
        case .activity(let arn):
            .activityScheduled(
                arn: arn, input: attempt.parameters.text, timeoutSeconds: attempt.timeoutSeconds,
                heartbeatSeconds: attempt.heartbeatSeconds)
        case .service:
            .taskScheduled(
                TaskScheduledDetails(
                    name: eventName, region: attempt.region, parameters: attempt.parameters.text,
                    timeoutSeconds: attempt.timeoutSeconds, heartbeatSeconds: attempt.heartbeatSeconds,
                    roleArn: attempt.roleArn))
        }
    }
}
