import Threads
package import Interpreter
package import JSON
import Journal
import StatesLanguage
package import Tasks

extension EngineLoop {
    /// Does what an execution asked for; its events up to there are durable.
    func perform(_ effects: [Effect], of id: ExecutionID) {
        guard let running = running[id] else { return }
        for effect in effects {
            switch effect {
            case .startTask(let attempt): perform(attempt, running)
            case .cancelTask(let eventID): cancel(eventID, running)
            case .startMapRun(let request): startMapRun(request, running)
            case .redriveMapRun(let request): redriveMapRun(request, running)
            case .cancelMapRun(let eventID): cancelMapRun(eventID, running)
            case .finish: finish(running)
            }
        }
    }

    func perform(_ attempt: Interpreter.TaskAttempt, _ running: Running) {
        guard running.execution.progress(of: attempt.scheduledEventID) != nil else { return }
        if let reports = configuration.mocks?.reports(for: attempt) { return deliver(reports, for: attempt, running) }
        if case .activity(let arn) = attempt.resource { return enqueue(attempt, arn: arn, running) }
        note(.taskStarted(scheduledEventID: attempt.scheduledEventID, workerName: nil), to: running)
        guard case .service(let integration) = attempt.resource, integration.isStepFunctions else {
            return handOver(attempt, running)
        }
        integration.isSDK
            ? callLocalAPI(attempt, integration, running) : startNested(attempt, integration, running)
    }

    /// Has a mock answer an attempt.
    private func deliver(_ reports: [TaskReport], for attempt: Interpreter.TaskAttempt, _ running: Running) {
        note(.taskStarted(scheduledEventID: attempt.scheduledEventID, workerName: nil), to: running)
        for report in reports { mailbox.send(.deliver(running.id, Stimulus(report, of: attempt.scheduledEventID))) }
    }

    /// Gives an attempt to its handler.
    private func handOver(_ attempt: Interpreter.TaskAttempt, _ running: Running) {
        let id = running.id
        let eventID = attempt.scheduledEventID
        let mailbox = mailbox
        running.cancellations[eventID] = configuration.tasks.start(
            Tasks.TaskAttempt(attempt, submission: running.execution.submission(of: eventID)?.value)
        ) { report in
            mailbox.send(.deliver(id, Stimulus(report, of: eventID)))
        }
    }

    /// Something that a handler or another execution tells an execution.
    func receive(_ stimulus: Stimulus, for id: ExecutionID) {
        guard let running = running[id] ?? hydrate(id) else { return }
        if let eventID = stimulus.endedTask { running.cancellations[eventID] = nil }
        deliver(stimulus, to: running)
    }

    private func cancel(_ eventID: Int64, _ running: Running) {
        running.cancellations.removeValue(forKey: eventID)?.cancel()
        for arn in activities.keys { activities[arn]?.remove(running.id, eventID) }
    }
}

extension ServiceIntegration {
    /// Whether the engine itself is the service.
    fileprivate var isStepFunctions: Bool { isSDK ? service == "sfn" : service == "states" }
}

extension Stimulus {
    /// The task that this is the outcome of.
    fileprivate var endedTask: Int64? {
        switch self {
        case .taskSucceeded(let id, _), .taskFailed(let id, _): id
        default: nil
        }
    }

    /// What a handler's report means to the execution.
    package init(_ report: TaskReport, of eventID: Int64) {
        switch report {
        case .submitted(let output): self = .taskSubmitted(scheduledEventID: eventID, output: Payload(output))
        case .succeeded(let output): self = .taskSucceeded(scheduledEventID: eventID, output: Payload(output))
        case .failed(let error, let cause):
            self = .taskFailed(scheduledEventID: eventID, TaskFailure(error: error, cause: cause))
        case .submitFailed(let error, let cause):
            self = .taskFailed(scheduledEventID: eventID, TaskFailure(error: error, cause: cause, stage: .submission))
        }
    }
}

extension Tasks.TaskAttempt {
    /// The attempt as handlers see it.
    package init(_ attempt: Interpreter.TaskAttempt, submission: JSONValue? = nil) {
        self.init(
            executionArn: attempt.executionArn, scheduledEventID: attempt.scheduledEventID,
            resource: Tasks.TaskResource(attempt.resource), parameters: attempt.parameters.value,
            region: attempt.region, roleArn: attempt.roleArn, taskToken: attempt.taskToken,
            timeoutSeconds: attempt.timeoutSeconds, heartbeatSeconds: attempt.heartbeatSeconds,
            submission: submission)
    }
}

extension Tasks.TaskResource {
    fileprivate init(_ resource: StatesLanguage.TaskResource) {
        switch resource {
        case .lambda(let arn): self = .lambda(arn: arn)
        case .activity(let arn): self = .activity(arn: arn)
        case .service(let integration):
            self = .service(
                service: integration.service, action: integration.action,
                pattern: IntegrationPattern(integration.pattern), isSDK: integration.isSDK)
        }
    }
}

extension IntegrationPattern {
    fileprivate init(_ pattern: ServiceIntegration.Pattern) {
        switch pattern {
        case .requestResponse: self = .requestResponse
        case .sync: self = .sync
        case .sync2: self = .sync2
        case .waitForTaskToken: self = .waitForTaskToken
        }
    }
}
