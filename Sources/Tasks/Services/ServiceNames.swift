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

    static let lambda = ServiceNames("Lambda", "AWSLambda", "AWSLambdaException", "Lambda")
    static let dynamoDB = ServiceNames("DynamoDB", "AmazonDynamoDBv2", "AmazonDynamoDBException", "DynamoDb")
    static let s3 = ServiceNames("S3", "Amazon S3", "AmazonS3Exception", "S3")

    private init(
        _ optimizedPrefix: String, _ optimizedService: String, _ optimizedException: String, _ sdkPrefix: String
    ) {
        self.optimizedPrefix = optimizedPrefix
        self.optimizedService = optimizedService
        self.optimizedException = optimizedException
        self.sdkPrefix = sdkPrefix
    }
}
