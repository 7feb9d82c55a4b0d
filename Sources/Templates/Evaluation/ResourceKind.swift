/// How the resources of a type are named: what `Ref` gives and what their ARN looks like.
///
/// Source: CloudFormation Template Reference, "Return values" of each type; Service Authorization Reference for ARNs.
struct ResourceKind {
    enum Reference {
        case name
        case arn
        /// The address of an SQS queue.
        case queueURL
    }

    let reference: Reference
    /// After `arn:aws:`; `R`, `A` and `N` between braces are region, account and name.
    let arn: String

    init(_ arn: String, _ reference: Reference = .name) {
        self.arn = arn
        self.reference = reference
    }

    static func of(type: String) -> ResourceKind { all[type] ?? unknown(type) }

    private static func unknown(_ type: String) -> ResourceKind {
        let parts = type.split(separator: ":", omittingEmptySubsequences: true)
        let service = parts.count > 1 ? parts[1].lowercased() : "cloudformation"
        return ResourceKind("\(service):{R}:{A}:\(parts.last.map { $0.lowercased() } ?? "resource")/{N}")
    }

    private static let all: [String: ResourceKind] = [
        "AWS::Athena::WorkGroup": ResourceKind("athena:{R}:{A}:workgroup/{N}"),
        "AWS::Batch::ComputeEnvironment": ResourceKind("batch:{R}:{A}:compute-environment/{N}", .arn),
        "AWS::Batch::JobDefinition": ResourceKind("batch:{R}:{A}:job-definition/{N}:1", .arn),
        "AWS::Batch::JobQueue": ResourceKind("batch:{R}:{A}:job-queue/{N}", .arn),
        "AWS::DynamoDB::GlobalTable": ResourceKind("dynamodb:{R}:{A}:table/{N}"),
        "AWS::DynamoDB::Table": ResourceKind("dynamodb:{R}:{A}:table/{N}"),
        "AWS::ECS::TaskDefinition": ResourceKind("ecs:{R}:{A}:task-definition/{N}:1", .arn),
        "AWS::Events::Connection": ResourceKind("events:{R}:{A}:connection/{N}/00000000-0000-0000-0000-000000000000"),
        "AWS::Events::EventBus": ResourceKind("events:{R}:{A}:event-bus/{N}"),
        "AWS::IAM::ManagedPolicy": ResourceKind("iam::{A}:policy/{N}", .arn),
        "AWS::IAM::Role": ResourceKind("iam::{A}:role/{N}"),
        "AWS::Lambda::Function": ResourceKind("lambda:{R}:{A}:function:{N}"),
        "AWS::Lambda::LayerVersion": ResourceKind("lambda:{R}:{A}:layer:{N}:1", .arn),
        "AWS::Logs::LogGroup": ResourceKind("logs:{R}:{A}:log-group:{N}:*"),
        "AWS::S3::Bucket": ResourceKind("s3:::{N}"),
        "AWS::SNS::Topic": ResourceKind("sns:{R}:{A}:{N}", .arn),
        "AWS::SQS::Queue": ResourceKind("sqs:{R}:{A}:{N}", .queueURL),
        "AWS::SSM::Parameter": ResourceKind("ssm:{R}:{A}:parameter/{N}"),
        "AWS::SecretsManager::Secret": ResourceKind("secretsmanager:{R}:{A}:secret:{N}-local0", .arn),
        "AWS::Serverless::Function": ResourceKind("lambda:{R}:{A}:function:{N}"),
        "AWS::Serverless::LayerVersion": ResourceKind("lambda:{R}:{A}:layer:{N}:1", .arn),
        "AWS::Serverless::SimpleTable": ResourceKind("dynamodb:{R}:{A}:table/{N}"),
        "AWS::Serverless::StateMachine": ResourceKind("states:{R}:{A}:stateMachine:{N}", .arn),
        "AWS::StepFunctions::Activity": ResourceKind("states:{R}:{A}:activity:{N}", .arn),
        "AWS::StepFunctions::StateMachine": ResourceKind("states:{R}:{A}:stateMachine:{N}", .arn),
    ]

    func arn(_ name: String, in stack: Stack) -> String {
        let text = arn.replacing("{R}", with: stack.region).replacing("{A}", with: stack.account)
        return "arn:aws:" + text.replacing("{N}", with: name)
    }

    func reference(_ name: String, in stack: Stack) -> String {
        switch reference {
        case .name: name
        case .arn: arn(name, in: stack)
        case .queueURL: "https://sqs.\(stack.region).amazonaws.com/\(stack.account)/\(name)"
        }
    }
}
