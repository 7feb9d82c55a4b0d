/// What Step Functions calls a service in errors and causes.
struct ServiceNames: Hashable, Sendable {
    /// Before the dot of an optimized integration's error: `DynamoDB`.
    let optimizedPrefix: String
    /// In the cause of an optimized integration's error: `AmazonDynamoDBv2`.
    let optimizedService: String
    /// The class of an optimized integration's error that the service does not model: `AmazonDynamoDBException`.
    let optimizedException: String
    /// Before the dot of an `aws-sdk:` integration's error, and in its cause: `DynamoDb`.
    let sdkPrefix: String
    /// Whether the optimized integration adds the metadata of the SDK to its result.
    let hasSDKMetadata: Bool

    /// The names of a service.
    ///
    /// - Parameters:
    ///   - service: as in the resource: `events`, `secretsmanager`.
    ///   - serviceID: as in the service's model, where that is known: `Secrets Manager`.
    init(service: String, serviceID: String? = nil) {
        if let row = Self.table[service.lowercased()] {
            self.init(row.0, row.1, row.2, row.3, hasSDKMetadata: row.4)
        } else {
            let name = Self.className(serviceID ?? service)
            self.init(name, "Amazon\(name)", "Amazon\(name)Exception", name, hasSDKMetadata: false)
        }
    }

    static let lambda = ServiceNames(service: "lambda")
    static let dynamoDB = ServiceNames(service: "dynamodb")
    static let s3 = ServiceNames(service: "s3")

    private init(
        _ optimizedPrefix: String, _ optimizedService: String, _ optimizedException: String, _ sdkPrefix: String,
        hasSDKMetadata: Bool
    ) {
        self.optimizedPrefix = optimizedPrefix
        self.optimizedService = optimizedService
        self.optimizedException = optimizedException
        self.sdkPrefix = sdkPrefix
        self.hasSDKMetadata = hasSDKMetadata
    }

    /// Names that do not follow from the service's id, by the service's name in resources.
    private static let table: [String: (String, String, String, String, Bool)] = [
        "lambda": ("Lambda", "AWSLambda", "AWSLambdaException", "Lambda", true),
        "dynamodb": ("DynamoDB", "AmazonDynamoDBv2", "AmazonDynamoDBException", "DynamoDb", true),
        "sqs": ("SQS", "AmazonSQS", "AmazonSQSException", "Sqs", true),
        "sns": ("SNS", "AmazonSNS", "AmazonSNSException", "Sns", true),
        "s3": ("S3", "Amazon S3", "AmazonS3Exception", "S3", false),
        "states": ("StepFunctions", "AWSStepFunctions", "AWSStepFunctionsException", "Sfn", true),
        "sfn": ("StepFunctions", "AWSStepFunctions", "AWSStepFunctionsException", "Sfn", true),
        "events": ("EventBridge", "AmazonEventBridge", "AmazonEventBridgeException", "EventBridge", false),
        "batch": ("Batch", "AWSBatch", "AWSBatchException", "Batch", true),
        "ecs": ("ECS", "AmazonECS", "AmazonECSException", "Ecs", true),
        "glue": ("Glue", "AWSGlue", "AWSGlueException", "Glue", true),
        "sagemaker": ("SageMaker", "AmazonSageMaker", "AmazonSageMakerException", "SageMaker", true),
        "codebuild": ("CodeBuild", "AWSCodeBuild", "AWSCodeBuildException", "CodeBuild", true),
        "athena": ("Athena", "AmazonAthena", "AmazonAthenaException", "Athena", true),
        "elasticmapreduce": (
            "ElasticMapReduce", "AmazonElasticMapReduce", "AmazonElasticMapReduceException", "Emr", true
        ),
    ]

    /// The class name that the AWS SDK for Java 2 makes of a service's id: `DynamoDB` is `DynamoDb`, `Secrets Manager`
    /// is `SecretsManager`.
    private static func className(_ serviceID: String) -> String {
        var words: [[UInt8]] = [[]]
        let bytes = Array(serviceID.utf8)
        for (index, byte) in bytes.enumerated() {
            guard byte.isLetter || byte.isDigit else {
                words.append([])
                continue
            }
            let last = words.last?.last
            let next = index + 1 < bytes.count ? bytes[index + 1] : nil
            let startsWord =
                byte.isUpper && last?.isLower == true && next.map { $0.isLetter || $0.isDigit } == true
                || byte.isUpper && last?.isUpper == true && next?.isLower == true && !isVersion(bytes, index + 1)
                || isVersion(bytes, index)
                || byte.isLetter && last?.isDigit == true
            if startsWord { words.append([]) }
            words[words.count - 1].append(byte)
        }
        return words.lazy.filter { !$0.isEmpty }.map { word in
            let text = String(decoding: word, as: UTF8.self)
            return text.prefix(1).uppercased() + text.dropFirst().lowercased()
        }.joined()
    }
}

/// Whether a version starts there, as in `SESv2`.
private func isVersion(_ bytes: [UInt8], _ index: Int) -> Bool {
    index >= 2 && index + 1 < bytes.count && bytes[index] == UInt8(ascii: "v") && bytes[index + 1].isDigit
        && !bytes[index - 1].isLower && !bytes[index - 2].isLower
}

extension UInt8 {
    fileprivate var isUpper: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
    fileprivate var isLower: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    fileprivate var isLetter: Bool { isUpper || isLower }
}
