/// What optimized integrations need, by `service:action`.
///
/// Source: Step Functions Developer Guide, the section "IAM policies" of each optimized service.
enum OptimizedPermissions {
    static let all = compute.merging(data) { $1 }.merging(messaging) { $1 }.merging(learning) { $1 }

    private static let compute: [String: IntegrationPermissions] = [
        "lambda:invoke": .init([Permission("lambda:InvokeFunction", on: .function(["FunctionName"]))]),
        "states:startExecution": .init(
            [Permission("states:StartExecution", on: .machine(["StateMachineArn"]))],
            job: [
                Permission("states:DescribeExecution", "states:StopExecution", on: .executions(["StateMachineArn"])),
                .events("StepFunctionsGetEventsForStepFunctionsExecutionRule"),
            ]),
        "batch:submitJob": .init(
            [
                Permission(
                    "batch:SubmitJob", on: .named(["JobDefinition"], ResourceForm("batch", "job-definition/{}"))),
                Permission("batch:SubmitJob", on: .named(["JobQueue"], ResourceForm("batch", "job-queue/{}"))),
                Permission("batch:SubmitJob", on: .fixed(ResourceForm("batch", "job/*"))),
            ],
            job: [
                Permission("batch:DescribeJobs", on: .everything),
                Permission("batch:TerminateJob", on: .fixed(ResourceForm("batch", "job/*"))),
                .events("StepFunctionsGetEventsForBatchJobsRule"),
            ]),
        "ecs:runTask": .init(
            [
                Permission("ecs:RunTask", on: .revision(["TaskDefinition"], ResourceForm("ecs", "task-definition/{}"))),
                Permission("iam:PassRole", on: .passedRole([], to: "ecs-tasks.amazonaws.com")),
            ],
            job: [
                Permission("ecs:DescribeTasks", "ecs:StopTask", on: .fixed(ResourceForm("ecs", "task/*"))),
                .events("StepFunctionsGetEventsForECSTaskRule"),
            ]),
        "codebuild:startBuild": build("codebuild:StartBuild", ["codebuild:StopBuild", "codebuild:BatchGetBuilds"]),
        "codebuild:retryBuildBatch": build(
            "codebuild:RetryBuildBatch", ["codebuild:StopBuildBatch", "codebuild:BatchGetBuildBatches"]),
        "codebuild:startBuildBatch": build(
            "codebuild:StartBuildBatch", ["codebuild:StopBuildBatch", "codebuild:BatchGetBuildBatches"]),
        "emr-serverless:startJobRun": .init(
            [
                Permission("emr-serverless:StartJobRun", on: .named(["ApplicationId"], serverlessApplication)),
                Permission(
                    "iam:PassRole", on: .passedRole(["ExecutionRoleArn"], to: "emr-serverless.amazonaws.com")),
            ],
            job: [
                Permission(
                    "emr-serverless:CancelJobRun", "emr-serverless:GetJobRun",
                    on: .named(["ApplicationId"], ResourceForm("emr-serverless", "/applications/{}/jobruns/*"))),
                .events("StepFunctionsGetEventsForEMRServerlessJobRule"),
            ]),
        "elasticmapreduce:addStep": .init(
            [
                Permission(
                    "elasticmapreduce:AddJobFlowSteps",
                    on: .named(["ClusterId"], ResourceForm("elasticmapreduce", "cluster/{}")))
            ],
            job: [
                Permission(
                    "elasticmapreduce:CancelSteps", "elasticmapreduce:DescribeStep",
                    on: .named(["ClusterId"], ResourceForm("elasticmapreduce", "cluster/{}"))),
                .events("StepFunctionsGetEventForEMRAddJobFlowStepsRule"),
            ]),
        "eks:runJob": .init([], job: []),
        "eks:call": .init([], job: []),
    ]

    private static let serverlessApplication = ResourceForm("emr-serverless", "/applications/{}")

    private static func build(_ start: String, _ job: [String]) -> IntegrationPermissions {
        let project = Permission.Scope.named(["ProjectName"], ResourceForm("codebuild", "project/{}"))
        return IntegrationPermissions(
            [Permission(start, on: project)],
            job: [Permission(job, on: project), .events("StepFunctionsGetEventForCodeBuildStartBuildRule")])
    }

    private static let data: [String: IntegrationPermissions] = [
        "dynamodb:getItem": table("dynamodb:GetItem"),
        "dynamodb:putItem": table("dynamodb:PutItem"),
        "dynamodb:updateItem": table("dynamodb:UpdateItem"),
        "dynamodb:deleteItem": table("dynamodb:DeleteItem"),
        "glue:startJobRun": .init(
            [Permission("glue:StartJobRun", on: .named(["JobName"], ResourceForm("glue", "job/{}")))],
            job: [
                Permission(
                    "glue:BatchStopJobRun", "glue:GetJobRun", "glue:GetJobRuns",
                    on: .named(["JobName"], ResourceForm("glue", "job/{}")))
            ]),
        "databrew:startJobRun": .init(
            [Permission("databrew:StartJobRun", on: .named(["Name"], ResourceForm("databrew", "job/{}")))],
            job: [
                Permission(
                    "databrew:ListJobRuns", "databrew:StopJobRun",
                    on: .named(["Name"], ResourceForm("databrew", "job/{}")))
            ]),
        "athena:startQueryExecution": .init(
            [
                Permission("athena:StartQueryExecution", on: workGroup),
                Permission(
                    "s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject",
                    on: .objectAddress(["ResultConfiguration", "OutputLocation"])),
                Permission(
                    "glue:GetDatabase", "glue:GetDatabases", "glue:GetPartition", "glue:GetPartitions", "glue:GetTable",
                    "glue:GetTables", "glue:BatchGetPartition", on: .fixed(ResourceForm("glue", "catalog"))),
                Permission(
                    "glue:GetDatabase", "glue:GetDatabases", "glue:GetPartition", "glue:GetPartitions", "glue:GetTable",
                    "glue:GetTables", "glue:BatchGetPartition",
                    on: .named(["QueryExecutionContext", "Database"], ResourceForm("glue", "database/{}"))),
                Permission(
                    "glue:GetPartition", "glue:GetPartitions", "glue:GetTable", "glue:GetTables",
                    "glue:BatchGetPartition",
                    on: .named(["QueryExecutionContext", "Database"], ResourceForm("glue", "table/{}/*"))),
            ],
            job: [Permission("athena:GetQueryExecution", "athena:StopQueryExecution", on: workGroup)]),
        "athena:stopQueryExecution": .init([Permission("athena:StopQueryExecution", on: workGroup)]),
        "athena:getQueryExecution": .init([Permission("athena:GetQueryExecution", on: workGroup)]),
        "athena:getQueryResults": .init([
            Permission("athena:GetQueryResults", on: workGroup)
        ]),
    ]

    private static let workGroup = Permission.Scope.named(["WorkGroup"], ResourceForm("athena", "workgroup/{}"))

    private static func table(_ action: String) -> IntegrationPermissions {
        IntegrationPermissions([Permission(action, on: .table(["TableName"]))])
    }

    private static let messaging: [String: IntegrationPermissions] = [
        "sns:publish": .init([Permission("sns:Publish", on: .named(["TopicArn"], ResourceForm("sns", "{}")))]),
        "sqs:sendMessage": .init([Permission("sqs:SendMessage", on: .queue(["QueueUrl"]))]),
        "events:putEvents": .init([
            Permission(
                "events:PutEvents", on: .named(["Entries", "EventBusName"], ResourceForm("events", "event-bus/{}")))
        ]),
        "apigateway:invoke": .init([
            Permission(
                "execute-api:Invoke", on: .named(["ApiEndpoint"], ResourceForm("execute-api", "{}/*")))
        ]),
        "http:invoke": .init([
            Permission(
                "events:RetrieveConnectionCredentials", on: .connection(["Authentication", "ConnectionArn"])),
            // EventBridge keeps the secrets of all connections under names that it makes itself.
            Permission(
                "secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue",
                on: .fixed(ResourceForm("secretsmanager", "secret:events!connection/*"))),
        ]),
    ]

    private static let learning: [String: IntegrationPermissions] = [
        "bedrock:invokeModel": .init([
            Permission("bedrock:InvokeModel", on: .model(["ModelId"])),
            Permission("s3:GetObject", on: .objectAddress(["Input", "S3Uri"])),
            Permission("s3:PutObject", on: .objectAddress(["Output", "S3Uri"])),
        ]),
        "bedrock:createModelCustomizationJob": .init(
            [
                Permission("bedrock:CreateModelCustomizationJob", on: .model(["BaseModelIdentifier"])),
                Permission(
                    "bedrock:CreateModelCustomizationJob",
                    on: .fixed(ResourceForm("bedrock", "model-customization-job/*"))),
                Permission(
                    "bedrock:CreateModelCustomizationJob", on: .fixed(ResourceForm("bedrock", "custom-model/*"))),
                Permission("iam:PassRole", on: .passedRole(["RoleArn"], to: "bedrock.amazonaws.com")),
            ],
            job: [
                Permission(
                    "bedrock:GetModelCustomizationJob", "bedrock:StopModelCustomizationJob",
                    on: .fixed(ResourceForm("bedrock", "model-customization-job/*"))),
                .events("StepFunctionsGetEventsForBedrockCreateModelCustomizationJobRule"),
            ]),
        "bedrockagentcore:invokeHarness": harness,
        "bedrock-agentcore:invokeHarness": harness,
        "mediaconvert:createJob": .init(
            [
                Permission("mediaconvert:CreateJob", on: .named(["Queue"], ResourceForm("mediaconvert", "queues/{}"))),
                Permission("iam:PassRole", on: .passedRole(["Role"], to: "mediaconvert.amazonaws.com")),
            ],
            job: [
                Permission(
                    "mediaconvert:CancelJob", "mediaconvert:GetJob", on: .fixed(ResourceForm("mediaconvert", "jobs/*"))),
                .events("StepFunctionsGetEventsForMediaConvertJobRule"),
            ]),
        "sagemaker:createTrainingJob": sagemaker("TrainingJob", "training-job", "TrainingJobsRule"),
        "sagemaker:createTransformJob": sagemaker("TransformJob", "transform-job", "TransformJobsRule"),
        "sagemaker:createProcessingJob": sagemaker("ProcessingJob", "processing-job", "ProcessingJobsRule"),
        "sagemaker:createLabelingJob": sagemaker("LabelingJob", "labeling-job", "LabelingJobsRule"),
        "sagemaker:createHyperParameterTuningJob": sagemaker(
            "HyperParameterTuningJob", "hyper-parameter-tuning-job", "TuningJobsRule"),
    ]

    private static let harness = IntegrationPermissions([
        Permission(
            "bedrock-agentcore:InvokeHarness",
            on: .named(["HarnessArn"], ResourceForm("bedrock-agentcore", "harness/{}")))
    ])

    private static func sagemaker(_ job: String, _ resource: String, _ rule: String) -> IntegrationPermissions {
        let scope = Permission.Scope.named(["\(job)Name"], ResourceForm("sagemaker", "\(resource)/{}"))
        return IntegrationPermissions(
            [
                Permission("sagemaker:Create\(job)", "sagemaker:AddTags", on: scope),
                Permission("iam:PassRole", on: .passedRole(["RoleArn"], to: "sagemaker.amazonaws.com")),
            ],
            job: [
                Permission("sagemaker:Describe\(job)", "sagemaker:Stop\(job)", on: scope),
                .events("StepFunctionsGetEventsForSageMaker\(rule)"),
            ])
    }
}
