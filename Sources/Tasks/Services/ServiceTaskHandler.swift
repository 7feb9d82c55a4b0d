import Dispatch
internal import JSON
import Synchronization

/// Performs tasks that call an AWS service: optimized integrations and `aws-sdk:` ones.
struct ServiceTaskHandler: TaskHandler {
    let caller: any ServiceCaller

    func start(_ attempt: TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void) -> TaskCancellation {
        guard case .service(let service, let action, let pattern, let isSDK) = attempt.resource else {
            report(.failed(error: "States.Runtime", cause: "not a service: \(attempt.resource)"))
            return .none
        }
        let task = ServiceTask(service: service, action: action, pattern: pattern, isSDK: isSDK)
        let job = SyncJob.table["\(service):\(action)"]
        if task.isSync, job == nil {
            let reason = "The integration '\(service):\(action)' cannot be waited for with '.sync' outside of AWS."
            report(.failed(error: "States.Runtime", cause: reason))
            return .none
        }
        let parameters = task.request(attempt)
        let call = ServiceCall(
            service: service, action: ServiceTask.apiAction(service, action), parameters: parameters,
            region: attempt.region)
        let running = Cancellable()
        if let job, let submission = attempt.submission?.object {
            wait(for: job, of: task, parameters, submission, attempt.region, running, report)
        } else {
            let start = caller.perform(call) { outcome in
                switch outcome {
                case .failure(let failure): report(task.report(failure))
                case .success(let response):
                    guard let output = task.checked(response, report) else { return }
                    guard task.isSync, let job else { return report(task.report(output)) }
                    report(.submitted(output: .object(output)))
                    wait(for: job, of: task, parameters, response.result, attempt.region, running, report)
                }
            }
            running.attach(start)
        }
        return TaskCancellation { running.cancel() }
    }

    /// Asks for a job's status until it has ended; ends it itself where nobody waits for it any more.
    private func wait(
        for job: SyncJob, of task: ServiceTask, _ parameters: JSONValue, _ response: JSONObject, _ region: String,
        _ running: Cancellable, _ report: @escaping @Sendable (TaskReport) -> Void
    ) {
        let stop = job.stop(parameters: parameters, response: response, region: region)
        if let stop { running.whenCancelled { _ = caller.perform(stop) { _ in } } }
        let poll = SyncPoll(
            caller: caller, job: job, task: task, region: region,
            call: job.describe(parameters: parameters, response: response), cancellable: running)
        poll.schedule(afterMilliseconds: SyncPoll.firstDelayMilliseconds, report: report)
    }
}

/// The call that an attempt is making at the moment.
final class Cancellable: Sendable {
    private struct Storage {
        var isCancelled = false
        var current: TaskCancellation?
        var cleanUp: (@Sendable () -> Void)?
    }

    private let storage = Mutex(Storage())

    var isCancelled: Bool { storage.withLock(\.isCancelled) }

    /// The call to stop when the attempt is; a cancelled attempt's call is stopped at once.
    func attach(_ call: TaskCancellation) {
        let isCancelled = storage.withLock { storage in
            storage.current = call
            return storage.isCancelled
        }
        if isCancelled { call.cancel() }
    }

    /// What is to be done, once, where the attempt is cancelled before it is over.
    func whenCancelled(_ cleanUp: @escaping @Sendable () -> Void) {
        let isCancelled = storage.withLock { storage in
            if !storage.isCancelled { storage.cleanUp = cleanUp }
            return storage.isCancelled
        }
        if isCancelled { cleanUp() }
    }

    /// The attempt is over: there is nothing left to clean up.
    func finish() { storage.withLock { $0.cleanUp = nil } }

    func cancel() {
        let (current, cleanUp) = storage.withLock { storage in
            defer { storage.cleanUp = nil }
            storage.isCancelled = true
            return (storage.current, storage.cleanUp)
        }
        current?.cancel()
        cleanUp?()
    }
}

/// How a service task asks and what it makes of the answer.
struct ServiceTask: Sendable {
    let service: String
    let action: String
    let pattern: IntegrationPattern
    let isSDK: Bool

    var isSync: Bool { pattern == .sync || pattern == .sync2 }

    /// Optimized integrations with names of their own for an action of the service.
    static func apiAction(_ service: String, _ action: String) -> String {
        switch (service, action) {
        case ("elasticmapreduce", "createCluster"): "runJobFlow"
        case ("elasticmapreduce", "addStep"): "addJobFlowSteps"
        case ("elasticmapreduce", "terminateCluster"): "terminateJobFlows"
        default: action
        }
    }

    // MARK: Request

    /// The parameters as the service wants them.
    func request(_ attempt: TaskAttempt) -> JSONValue {
        guard !isSDK, case .object(var parameters) = attempt.parameters else { return attempt.parameters }
        switch (service, action) {
        case ("dynamodb", _): parameters = AttributeShorthand.expanded(parameters)
        case ("events", "putEvents"): addResources(attempt, to: &parameters)
        case ("elasticmapreduce", "addStep"):
            parameters["JobFlowId"] = parameters["ClusterId"]
            parameters["Steps"] = parameters["Step"].map { [$0] }
            (parameters["ClusterId"], parameters["Step"]) = (nil, nil)
        case ("elasticmapreduce", "terminateCluster"):
            parameters["JobFlowIds"] = parameters["ClusterId"].map { [$0] }
            parameters["ClusterId"] = nil
        default: break
        }
        return .object(parameters)
    }

    /// Step Functions adds the ARNs of execution and state machine to the resources of each entry.
    private func addResources(_ attempt: TaskAttempt, to parameters: inout JSONObject) {
        guard let entries = parameters["Entries"]?.array else { return }
        let parts = attempt.executionArn.split(separator: ":", omittingEmptySubsequences: false)
        var arns: [JSONValue] = [.string(attempt.executionArn)]
        if parts.count >= 7, parts[5] == "execution" {
            arns.append(.string("\(parts[..<5].joined(separator: ":")):stateMachine:\(parts[6])"))
        }
        parameters["Entries"] = .array(
            entries.map { entry in
                guard case .object(var members) = entry else { return entry }
                members["Resources"] = .array((members["Resources"]?.array ?? []) + arns)
                return .object(members)
            })
    }

    // MARK: Report

    /// The output of a response; a failure that the response has in it is reported instead.
    func checked(_ response: ServiceResponse, _ report: (TaskReport) -> Void) -> JSONObject? {
        if !isSDK, service == "events", let failed = response.result["FailedEntryCount"]?.integer, failed > 0 {
            report(.failed(error: "EventBridge.FailedEntry", cause: JSONValue.object(response.result).text))
            return nil
        }
        let names = ServiceNames(service: service)
        guard !isSDK, names.hasSDKMetadata else { return response.result }
        let metadata = SDKMetadata.members(
            status: response.status, headers: response.headers, requestID: response.requestID)
        var output = response.result
        output["SdkHttpMetadata"] = metadata.http
        output["SdkResponseMetadata"] = metadata.response
        return JSONObject(output.sorted { $0.key < $1.key })
    }

    func report(_ output: JSONObject) -> TaskReport {
        pattern == .waitForTaskToken ? .submitted(output: .object(output)) : .succeeded(output: .object(output))
    }

    func report(_ failure: ServiceCallFailure) -> TaskReport {
        let names = ServiceNames(service: service, serviceID: failure.serviceID)
        let error = failure.failure.taskError(of: names, isSDK: isSDK)
        return pattern == .requestResponse
            ? .failed(error: error.name, cause: error.cause) : .submitFailed(error: error.name, cause: error.cause)
    }
}
