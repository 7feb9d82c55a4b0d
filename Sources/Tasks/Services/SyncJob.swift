import Dispatch
internal import JSON

/// How to wait for what an optimized integration with `.sync` started.
struct SyncJob: Sendable {
    /// Where an argument of the describing call comes from.
    enum Source: Sendable {
        /// A way into the parameters of the task.
        case parameters([String])
        /// A way into the response to the task's call; `0` is the first element.
        case response([String])
        case text(String)
    }

    struct Argument: Sendable {
        let name: String
        let source: Source
        /// Whether the call wants a list of one.
        var isList = false
    }

    /// What the task's state says.
    enum Verdict: Hashable, Sendable {
        case running, succeeded, failed
    }

    let service: String
    let action: String
    let arguments: [Argument]
    /// The way to the described job in the answer, which becomes the task's output.
    let job: [String]
    /// The way from the job to its status.
    let status: [String]
    let succeeded: Set<String>
    let failed: Set<String>
    /// The action that ends the job when nobody waits for it any more.
    var stop: String?
    /// The arguments of that action, where they are not those of the describing one.
    var stopArguments: [Argument]?

    func describe(parameters: JSONValue, response: JSONObject) -> JSONValue {
        Self.call(arguments, parameters, response)
    }

    /// The call that ends the job, where the service has one.
    func stop(parameters: JSONValue, response: JSONObject, region: String) -> ServiceCall? {
        stop.map { action in
            let arguments = Self.call(stopArguments ?? arguments, parameters, response)
            return ServiceCall(service: service, action: action, parameters: arguments, region: region)
        }
    }

    private static func call(_ arguments: [Argument], _ parameters: JSONValue, _ response: JSONObject) -> JSONValue {
        var call = JSONObject()
        for argument in arguments {
            let value =
                switch argument.source {
                case .parameters(let way): parameters.at(way)
                case .response(let way): JSONValue.object(response).at(way)
                case .text(let text): JSONValue.string(text)
                }
            if let value { call[argument.name] = argument.isList ? [value] : value }
        }
        return .object(call)
    }

    func verdict(_ described: JSONValue) -> Verdict {
        guard let state = described.at(status)?.string else { return .running }
        if failed.contains(state) { return .failed }
        guard succeeded.contains(state) else { return .running }
        // A task of ECS that stopped is done, for better or worse.
        let exitCodes = service == "ecs" ? (described["Containers"]?.array ?? []).map { $0["ExitCode"]?.integer } : []
        return exitCodes.allSatisfy { $0 == 0 } ? .succeeded : .failed
    }
}

extension JSONValue {
    fileprivate func at(_ way: [String]) -> JSONValue? {
        way.reduce(self) { value, step in Int(step).flatMap { value?[$0] } ?? value?[step] }
    }
}

extension SyncJob {
    /// By service and action, as in the resource.
    static let table: [String: SyncJob] = [
        "batch:submitJob": SyncJob(
            service: "batch", action: "describeJobs",
            arguments: [Argument(name: "Jobs", source: .response(["JobId"]), isList: true)], job: ["Jobs", "0"],
            status: ["Status"], succeeded: ["SUCCEEDED"], failed: ["FAILED"], stop: "terminateJob",
            stopArguments: [
                Argument(name: "JobId", source: .response(["JobId"])),
                Argument(name: "Reason", source: .text("The execution was stopped.")),
            ]),
        "glue:startJobRun": SyncJob(
            service: "glue", action: "getJobRun",
            arguments: [
                Argument(name: "JobName", source: .parameters(["JobName"])),
                Argument(name: "RunId", source: .response(["JobRunId"])),
            ], job: ["JobRun"], status: ["JobRunState"], succeeded: ["SUCCEEDED"],
            failed: ["FAILED", "STOPPED", "TIMEOUT", "ERROR", "EXPIRED"], stop: "batchStopJobRun",
            stopArguments: [
                Argument(name: "JobName", source: .parameters(["JobName"])),
                Argument(name: "JobRunIds", source: .response(["JobRunId"]), isList: true),
            ]),
        "ecs:runTask": SyncJob(
            service: "ecs", action: "describeTasks",
            arguments: [
                Argument(name: "Cluster", source: .parameters(["Cluster"])),
                Argument(name: "Tasks", source: .response(["Tasks", "0", "TaskArn"]), isList: true),
            ], job: ["Tasks", "0"], status: ["LastStatus"], succeeded: ["STOPPED"], failed: [], stop: "stopTask",
            stopArguments: [
                Argument(name: "Cluster", source: .parameters(["Cluster"])),
                Argument(name: "Task", source: .response(["Tasks", "0", "TaskArn"])),
            ]),
        "codebuild:startBuild": SyncJob(
            service: "codebuild", action: "batchGetBuilds",
            arguments: [Argument(name: "Ids", source: .response(["Build", "Id"]), isList: true)],
            job: ["Builds", "0"], status: ["BuildStatus"], succeeded: ["SUCCEEDED"],
            failed: ["FAILED", "FAULT", "STOPPED", "TIMED_OUT"], stop: "stopBuild",
            stopArguments: [Argument(name: "Id", source: .response(["Build", "Id"]))]),
        "athena:startQueryExecution": SyncJob(
            service: "athena", action: "getQueryExecution",
            arguments: [Argument(name: "QueryExecutionId", source: .response(["QueryExecutionId"]))], job: [],
            status: ["QueryExecution", "Status", "State"], succeeded: ["SUCCEEDED"], failed: ["FAILED", "CANCELLED"],
            stop: "stopQueryExecution"),
        "elasticmapreduce:createCluster": SyncJob(
            service: "elasticmapreduce", action: "describeCluster",
            arguments: [Argument(name: "ClusterId", source: .response(["JobFlowId"]))], job: ["Cluster"],
            status: ["Status", "State"], succeeded: ["WAITING", "TERMINATED"], failed: ["TERMINATED_WITH_ERRORS"],
            stop: "terminateJobFlows",
            stopArguments: [Argument(name: "JobFlowIds", source: .response(["JobFlowId"]), isList: true)]),
        "elasticmapreduce:addStep": SyncJob(
            service: "elasticmapreduce", action: "describeStep",
            arguments: [
                Argument(name: "ClusterId", source: .parameters(["JobFlowId"])),
                Argument(name: "StepId", source: .response(["StepIds", "0"])),
            ], job: ["Step"], status: ["Status", "State"], succeeded: ["COMPLETED"],
            failed: ["FAILED", "CANCELLED", "INTERRUPTED"], stop: "cancelSteps",
            stopArguments: [
                Argument(name: "ClusterId", source: .parameters(["JobFlowId"])),
                Argument(name: "StepIds", source: .response(["StepIds", "0"]), isList: true),
            ]),
        "sagemaker:createTrainingJob": sageMaker("TrainingJob"),
        "sagemaker:createTransformJob": sageMaker("TransformJob"),
        "sagemaker:createProcessingJob": sageMaker("ProcessingJob"),
        "sagemaker:createLabelingJob": sageMaker("LabelingJob"),
        "sagemaker:createHyperParameterTuningJob": sageMaker("HyperParameterTuningJob"),
        "databrew:startJobRun": SyncJob(
            service: "databrew", action: "describeJobRun",
            arguments: [
                Argument(name: "Name", source: .parameters(["Name"])),
                Argument(name: "RunId", source: .response(["RunId"])),
            ], job: [], status: ["State"], succeeded: ["SUCCEEDED"], failed: ["FAILED", "STOPPED", "TIMEOUT"],
            stop: "stopJobRun"),
        "mediaconvert:createJob": SyncJob(
            service: "mediaconvert", action: "getJob",
            arguments: [Argument(name: "Id", source: .response(["Job", "Id"]))], job: ["Job"], status: ["Status"],
            succeeded: ["COMPLETE"], failed: ["ERROR", "CANCELED"], stop: "cancelJob"),
        "emr-serverless:startJobRun": SyncJob(
            service: "emr-serverless", action: "getJobRun",
            arguments: [
                Argument(name: "ApplicationId", source: .response(["ApplicationId"])),
                Argument(name: "JobRunId", source: .response(["JobRunId"])),
            ], job: ["JobRun"], status: ["State"], succeeded: ["SUCCESS"], failed: ["FAILED", "CANCELLED"],
            stop: "cancelJobRun"),
        "emr-containers:startJobRun": SyncJob(
            service: "emr-containers", action: "describeJobRun",
            arguments: [
                Argument(name: "VirtualClusterId", source: .response(["VirtualClusterId"])),
                Argument(name: "Id", source: .response(["Id"])),
            ], job: ["JobRun"], status: ["State"], succeeded: ["COMPLETED"], failed: ["FAILED", "CANCELLED"],
            stop: "cancelJobRun"),
    ]

    private static func sageMaker(_ kind: String) -> SyncJob {
        SyncJob(
            service: "sagemaker", action: "describe\(kind)",
            arguments: [Argument(name: "\(kind)Name", source: .parameters(["\(kind)Name"]))], job: [],
            status: ["\(kind)Status"], succeeded: ["Completed"], failed: ["Failed", "Stopped"], stop: "stop\(kind)")
    }
}

/// Asks for the status of a job until it has ended.
struct SyncPoll: Sendable {
    let caller: any ServiceCaller
    let job: SyncJob
    let task: ServiceTask
    let region: String
    let call: JSONValue
    let cancellable: Cancellable

    static let firstDelayMilliseconds = 200
    private static let longestDelayMilliseconds = 10_000

    func schedule(afterMilliseconds delay: Int, report: @escaping @Sendable (TaskReport) -> Void) {
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(delay)) {
            guard !cancellable.isCancelled else { return }
            ask(nextDelay: min(delay * 2, Self.longestDelayMilliseconds), report)
        }
    }

    private func ask(nextDelay: Int, _ report: @escaping @Sendable (TaskReport) -> Void) {
        let call = ServiceCall(service: job.service, action: job.action, parameters: call, region: region)
        let running = caller.perform(call) { outcome in
            switch outcome {
            case .failure(let failure):
                cancellable.finish()
                let names = ServiceNames(service: task.service, serviceID: failure.serviceID)
                let error = failure.failure.taskError(of: names, isSDK: false)
                report(.failed(error: error.name, cause: error.cause))
            case .success(let response):
                guard let described = JSONValue.object(response.result).at(job.job) else {
                    return schedule(afterMilliseconds: nextDelay, report: report)
                }
                switch job.verdict(described) {
                case .running: schedule(afterMilliseconds: nextDelay, report: report)
                case .succeeded:
                    cancellable.finish()
                    report(.succeeded(output: described))
                case .failed:
                    cancellable.finish()
                    report(.failed(error: "States.TaskFailed", cause: described.text))
                }
            }
        }
        cancellable.attach(running)
    }
}
