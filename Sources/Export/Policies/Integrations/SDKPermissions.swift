/// What SDK integrations need: the action of the same name, unless the service calls it otherwise in policies, on what the
/// arguments name.
enum SDKPermissions {
    /// The permissions for a call.
    static func permissions(service: String, action: String) -> [Permission] {
        let name = action.prefix(1).uppercased() + action.dropFirst()
        if let special = special["\(service):\(name)"] { return special }
        if service == "s3" { return objectStore(name) }
        let actions = ["\(ServicePrefixes.prefix(of: service)):\(name)"]
        let scopes = scopes[service] ?? []
        if withoutAddresses.contains(where: { name.hasPrefix($0) }) { return [Permission(actions, on: .everything)] }
        return scopes.isEmpty ? [Permission(actions, on: .everything)] : [Permission(actions, on: .first(of: scopes))]
    }

    /// Beginnings of actions that have no address in most services.
    private static let withoutAddresses = ["List", "CreateTable"]

    // MARK: Amazon S3

    private static func objectStore(_ name: String) -> [Permission] {
        let objects = Permission.Scope.objects(["Bucket"], key: ["Key"])
        switch name {
        case "HeadObject", "SelectObjectContent": return [Permission("s3:GetObject", on: objects)]
        case "CopyObject", "UploadPartCopy":
            return [
                Permission("s3:GetObject", on: .objectAddress(["CopySource"])),
                Permission("s3:PutObject", on: objects),
            ]
        case "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload":
            return [Permission("s3:PutObject", on: objects)]
        case "ListParts": return [Permission("s3:ListMultipartUploadParts", on: objects)]
        case "DeleteObjects": return [Permission("s3:DeleteObject", on: .objects(["Bucket"], key: nil))]
        case "ListObjects", "ListObjectsV2", "HeadBucket":
            return [Permission("s3:ListBucket", on: .bucket(["Bucket"]))]
        case "ListObjectVersions": return [Permission("s3:ListBucketVersions", on: .bucket(["Bucket"]))]
        case "ListMultipartUploads": return [Permission("s3:ListBucketMultipartUploads", on: .bucket(["Bucket"]))]
        case "ListBuckets": return [Permission("s3:ListAllMyBuckets", on: .everything)]
        default:
            let isAboutObject = name.contains("Object") && !name.contains("ObjectLockConfiguration")
            return [Permission(["s3:\(name)"], on: isAboutObject ? objects : .bucket(["Bucket"]))]
        }
    }

    // MARK: Actions with other names

    private static let transaction = [
        "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem",
    ]

    private static let special: [String: [Permission]] = [
        "lambda:Invoke": [Permission("lambda:InvokeFunction", on: .function(["FunctionName"]))],
        "dynamodb:TransactWriteItems": [Permission(transaction, on: .tables(["TransactItems"]))],
        "dynamodb:TransactGetItems": [Permission("dynamodb:GetItem", on: .tables(["TransactItems"]))],
        "dynamodb:BatchWriteItem": [Permission("dynamodb:BatchWriteItem", on: .requestedTables)],
        "dynamodb:BatchGetItem": [Permission("dynamodb:BatchGetItem", on: .requestedTables)],
        "dynamodb:ExecuteStatement": [partiQL], "dynamodb:BatchExecuteStatement": [partiQL],
        "dynamodb:ExecuteTransaction": [partiQL],
        "bedrockruntime:Converse": [Permission("bedrock:InvokeModel", on: .model(["ModelId"]))],
        "bedrockruntime:InvokeModel": [Permission("bedrock:InvokeModel", on: .model(["ModelId"]))],
        "bedrockruntime:ConverseStream": [
            Permission("bedrock:InvokeModelWithResponseStream", on: .model(["ModelId"]))
        ],
        "bedrockruntime:StartAsyncInvoke": [
            Permission("bedrock:InvokeModel", on: .model(["ModelId"])),
            Permission("bedrock:InvokeModel", on: .fixed(ResourceForm("bedrock", "async-invoke/*"))),
        ],
        "bedrockruntime:ApplyGuardrail": [
            Permission("bedrock:ApplyGuardrail", on: .guardrail(["GuardrailIdentifier"]))
        ],
        "sqs:SendMessageBatch": [Permission("sqs:SendMessage", on: .queue(["QueueUrl"]))],
        "sqs:DeleteMessageBatch": [Permission("sqs:DeleteMessage", on: .queue(["QueueUrl"]))],
        "sqs:ChangeMessageVisibilityBatch": [Permission("sqs:ChangeMessageVisibility", on: .queue(["QueueUrl"]))],
        "sns:PublishBatch": [
            Permission("sns:Publish", on: .named(["TopicArn"], ResourceForm("sns", "{}")))
        ],
        "scheduler:CreateSchedule": [
            Permission(
                "scheduler:CreateSchedule", on: .named(["Name"], ResourceForm("scheduler", "schedule/*/{}"))),
            Permission("iam:PassRole", on: .passedRole(["Target", "RoleArn"], to: "scheduler.amazonaws.com")),
        ],
        "apigatewaymanagementapi:PostToConnection": [
            Permission(
                "execute-api:ManageConnections", on: .fixed(ResourceForm("execute-api", "*/*/POST/@connections/*")))
        ],
        "appsync:Graphql": [
            Permission("appsync:GraphQL", on: .fixed(ResourceForm("appsync", "apis/*/types/*/fields/*")))
        ],
        "bedrockagentcore:InvokeHarness": [
            Permission(
                "bedrock-agentcore:InvokeHarness",
                on: .named(["HarnessArn"], ResourceForm("bedrock-agentcore", "harness/{}")))
        ],
        "bedrockagentcore:InvokeAgentRuntime": [
            Permission("bedrock-agentcore:InvokeAgentRuntime", on: .runtime(["AgentRuntimeArn"]))
        ],
        "sfn:SendTaskSuccess": [Permission("states:SendTaskSuccess", on: .everything)],
        "sfn:SendTaskFailure": [Permission("states:SendTaskFailure", on: .everything)],
        "sfn:SendTaskHeartbeat": [Permission("states:SendTaskHeartbeat", on: .everything)],
    ]

    private static let partiQL = Permission(
        "dynamodb:PartiQLDelete", "dynamodb:PartiQLInsert", "dynamodb:PartiQLSelect", "dynamodb:PartiQLUpdate",
        on: .table(["TableName"]))

    // MARK: Addresses by service

    private static let scopes: [String: [Permission.Scope]] = [
        "athena": [.named(["WorkGroup"], ResourceForm("athena", "workgroup/{}"))],
        "bedrockagentruntime": [
            .named(["KnowledgeBaseId"], ResourceForm("bedrock", "knowledge-base/{}")),
            .named(["AgentId"], ResourceForm("bedrock", "agent-alias/{}/*")),
        ],
        "cloudwatch": [.named(["AlarmName"], ResourceForm("cloudwatch", "alarm:{}"))],
        "cloudwatchlogs": [.named(["LogGroupName"], ResourceForm("logs", "log-group:{}:*"))],
        "dynamodb": [.table(["TableName"])],
        "ecs": [.revision(["TaskDefinition"], ResourceForm("ecs", "task-definition/{}"))],
        "eventbridge": [
            .named(["Entries", "EventBusName"], ResourceForm("events", "event-bus/{}")),
            .named(["Name"], ResourceForm("events", "rule/{}")),
        ],
        "firehose": [.named(["DeliveryStreamName"], ResourceForm("firehose", "deliverystream/{}"))],
        "glue": [
            .named(["JobName"], ResourceForm("glue", "job/{}"))
        ],
        "kinesis": [.named(["StreamName"], ResourceForm("kinesis", "stream/{}"))],
        "kms": [.named(["KeyId"], ResourceForm("kms", "key/{}"))],
        "lambda": [.function(["FunctionName"])],
        "rdsdata": [.named(["ResourceArn"], ResourceForm("rds", "cluster:{}"))],
        "sagemakerruntime": [.named(["EndpointName"], ResourceForm("sagemaker", "endpoint/{}"))],
        "scheduler": [.named(["Name"], ResourceForm("scheduler", "schedule/*/{}"))],
        "secretsmanager": [.named(["SecretId"], ResourceForm("secretsmanager", "secret:{}-??????"))],
        "sfn": [
            .machine(["StateMachineArn"]), .named(["ExecutionArn"], ResourceForm("states", "execution:{}")),
        ],
        "sns": [.named(["TopicArn"], ResourceForm("sns", "{}"))],
        "sqs": [.queue(["QueueUrl"])],
        "ssm": [.named(["Name"], ResourceForm("ssm", "parameter/{}"))],
    ]
}
