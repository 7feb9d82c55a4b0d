/// A service that Step Functions calls in a form of its own, with the actions and the patterns that it has.
///
/// Source: Step Functions Developer Guide, "Integrating optimized services".
struct OptimizedIntegration: Sendable {
    let actions: Set<String>
    /// The actions that can be waited for with `.sync`.
    let jobs: Set<String>
    let takesTokens: Bool

    init(_ actions: Set<String>, jobs: Set<String> = [], takesTokens: Bool = false) {
        self.actions = actions.union(jobs)
        self.jobs = jobs
        self.takesTokens = takesTokens
    }

    func has(_ action: String, _ pattern: ServiceIntegration.Pattern) -> Bool {
        guard actions.contains(action) else { return false }
        return switch pattern {
        case .requestResponse: true
        case .sync: jobs.contains(action)
        case .sync2: action == "startExecution"
        case .waitForTaskToken: takesTokens
        }
    }

    static let all: [String: OptimizedIntegration] = [
        "apigateway": OptimizedIntegration(["invoke"], takesTokens: true),
        "athena": OptimizedIntegration(
            ["stopQueryExecution", "getQueryExecution", "getQueryResults"], jobs: ["startQueryExecution"]),
        "batch": OptimizedIntegration([], jobs: ["submitJob"]),
        "bedrock": OptimizedIntegration(
            ["invokeModel"], jobs: ["createModelCustomizationJob"], takesTokens: true),
        "bedrock-agentcore": OptimizedIntegration(["invokeHarness"]),
        "bedrockagentcore": OptimizedIntegration(["invokeHarness"]),
        "codebuild": OptimizedIntegration(
            ["stopBuild", "batchDeleteBuilds", "batchGetReports", "stopBuildBatch", "deleteBuildBatch"],
            jobs: ["startBuild", "startBuildBatch", "retryBuildBatch"]),
        "databrew": OptimizedIntegration([], jobs: ["startJobRun"]),
        "dynamodb": OptimizedIntegration(["getItem", "putItem", "updateItem", "deleteItem"]),
        "ecs": OptimizedIntegration([], jobs: ["runTask"], takesTokens: true),
        "eks": OptimizedIntegration(
            ["call"],
            jobs: [
                "createCluster", "deleteCluster", "createFargateProfile", "deleteFargateProfile", "createNodegroup",
                "deleteNodegroup", "runJob",
            ], takesTokens: true),
        "elasticmapreduce": OptimizedIntegration(
            [
                "cancelStep", "setClusterTerminationProtection", "modifyInstanceFleetByName",
                "modifyInstanceGroupByName",
            ],
            jobs: ["createCluster", "terminateCluster", "addStep"]),
        "emr-containers": OptimizedIntegration(
            ["createVirtualCluster"], jobs: ["deleteVirtualCluster", "startJobRun"]),
        "emr-serverless": OptimizedIntegration(
            [],
            jobs: [
                "createApplication", "startApplication", "stopApplication", "deleteApplication", "startJobRun",
                "cancelJobRun",
            ]),
        "events": OptimizedIntegration(["putEvents"], takesTokens: true),
        "glue": OptimizedIntegration([], jobs: ["startJobRun"]),
        "http": OptimizedIntegration(["invoke"]),
        "lambda": OptimizedIntegration(["invoke"], takesTokens: true),
        "mediaconvert": OptimizedIntegration([], jobs: ["createJob"]),
        "sagemaker": OptimizedIntegration(
            ["createEndpoint", "createEndpointConfig", "createModel", "updateEndpoint"],
            jobs: [
                "createHyperParameterTuningJob", "createLabelingJob", "createProcessingJob", "createTrainingJob",
                "createTransformJob",
            ]),
        "sns": OptimizedIntegration(["publish"], takesTokens: true),
        "sqs": OptimizedIntegration(["sendMessage"], takesTokens: true),
        "states": OptimizedIntegration([], jobs: ["startExecution"], takesTokens: true),
    ]
}
