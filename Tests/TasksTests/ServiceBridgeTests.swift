import JSON
import Testing

@testable import Tasks

/// Calls of an AWS-compatible endpoint (Moto) through the AWS SDK for Python; skipped where one of them is not installed.
@Suite(.enabled(if: Services.shared != nil, "needs the Python packages boto3 and moto[server]"))
struct ServiceBridgeTests {
    let dispatcher: TaskDispatcher
    let name = "t-" + randomRequestID().prefix(8)

    init() throws {
        let url = Services.shared?.url ?? ""
        dispatcher = try TaskDispatcher(
            configuration: TaskConfiguration(folder: "/nowhere"),
            environment: testEnvironment.merging(["AWS_ENDPOINT_URL": url]) { $1 }, items: InMemoryItemStore())
    }

    private func run(
        _ service: String, _ action: String, _ parameters: JSONValue = [:], isSDK: Bool = true,
        pattern: IntegrationPattern = .requestResponse
    ) async -> TaskReport {
        let resource = TaskResource.service(service: service, action: action, pattern: pattern, isSDK: isSDK)
        return await outcome { done in _ = dispatcher.start(attempt(resource, parameters), report: done) }
    }

    private func output(_ report: TaskReport) throws -> JSONValue {
        guard case .succeeded(let output) = report else { throw SystemError(operation: "succeed: \(report)", code: 0) }
        return output
    }

    private func failure(_ report: TaskReport) throws -> (error: String, cause: String) {
        guard case .failed(let error, let cause?) = report else {
            throw SystemError(operation: "fail: \(report)", code: 0)
        }
        return (error, cause)
    }

    @Test func sqsSendMessage() async throws {
        let queue = try output(await run("sqs", "createQueue", ["QueueName": .string(name)]))
        let message: JSONValue = ["QueueUrl": queue["QueueUrl"] ?? nil, "MessageBody": ["Message": "txt", "n": 1.5]]
        let sent = try output(await run("sqs", "sendMessage", message, isSDK: false))
        #expect(
            sent.object?.keys.elementsEqual(
                ["MD5OfMessageBody", "MessageId", "SdkHttpMetadata", "SdkResponseMetadata"]) == true)
        #expect(sent["SdkHttpMetadata"]?["HttpStatusCode"] == 200)
        let received = try output(await run("sqs", "receiveMessage", ["QueueUrl": queue["QueueUrl"] ?? nil]))
        #expect(received["Messages"]?[0]?["Body"] == #"{"Message":"txt","n":1.5}"#)
    }

    @Test func sqsSubmissionForAToken() async throws {
        let queue = try output(await run("sqs", "createQueue", ["QueueName": .string(name)]))
        let message: JSONValue = ["QueueUrl": queue["QueueUrl"] ?? nil, "MessageBody": "b"]
        let report = await run("sqs", "sendMessage", message, isSDK: false, pattern: .waitForTaskToken)
        guard case .submitted(let output) = report else {
            Issue.record("\(report)")
            return
        }
        #expect(output["MessageId"] != nil)
        #expect(output["SdkResponseMetadata"]?["RequestId"] != nil)
    }

    @Test func sqsQueueWhoseHostIsUnknown() async throws {
        let message: JSONValue = ["QueueUrl": "http://no-such-queue.invalid", "MessageBody": "b"]
        let (error, cause) = try failure(await run("sqs", "sendMessage", message, isSDK: false))
        #expect(error == "SQS.SdkClientException")
        #expect(cause == "Unable to execute HTTP request: no-such-queue.invalid: Name or service not known")
    }

    @Test func snsPublish() async throws {
        let topic = try output(await run("sns", "createTopic", ["Name": .string(name)]))
        let message: JSONValue = ["TopicArn": topic["TopicArn"] ?? nil, "Message": ["Message": "HelloWorld!"]]
        let sent = try output(await run("sns", "publish", message, isSDK: false))
        #expect(sent.object?.keys.elementsEqual(["MessageId", "SdkHttpMetadata", "SdkResponseMetadata"]) == true)
        let missing: JSONValue = [
            "TopicArn": .string("arn:aws:sns:us-east-1:123456789012:no-\(name)"), "Message": "m",
        ]
        #expect(try failure(await run("sns", "publish", missing, isSDK: false)).error == "SNS.NotFoundException")
    }

    @Test func eventsPutEvents() async throws {
        let entry: JSONValue = ["Source": "some.source", "DetailType": "t", "Detail": ["Message": "HelloWorld"]]
        let sent = try output(await run("events", "putEvents", ["Entries": [entry]], isSDK: false))
        #expect(sent.object?.keys.elementsEqual(["Entries", "FailedEntryCount"]) == true)
        #expect(sent["FailedEntryCount"] == 0)
        let incomplete: JSONValue = ["DetailType": "t", "Detail": ["Message": "HelloWorld"]]
        let (error, cause) = try failure(
            await run("events", "putEvents", ["Entries": [entry, incomplete]], isSDK: false))
        #expect(error == "EventBridge.FailedEntry")
        let response = try JSONValue(parsing: cause)
        #expect(response["FailedEntryCount"] == 1)
        #expect(
            response["Entries"]?[1] == [
                "ErrorCode": "InvalidArgument",
                "ErrorMessage": "Parameter Source is not valid. Reason: Source is a required argument.",
            ])
    }

    @Test func secretsManager() async throws {
        #expect(try output(await run("secretsmanager", "listSecrets"))["SecretList"]?.array != nil)
        let made = try output(
            await run("secretsmanager", "createSecret", ["Name": .string(name), "SecretString": "s"]))
        #expect(made["Name"] == .string(name))
        let (error, cause) = try failure(
            await run("secretsmanager", "getSecretValue", ["SecretId": .string("no-\(name)")]))
        #expect(error == "SecretsManager.ResourceNotFoundException")
        #expect(cause.contains("(Service: SecretsManager, Status Code: 4"))
    }

    @Test func dynamoDBNamesErrorsInBothStyles() async throws {
        let item: JSONValue = ["TableName": .string(name), "Item": ["id": ["S": "1"]]]
        let (old, oldCause) = try failure(await run("dynamodb", "putItem", item, isSDK: false))
        #expect(old == "DynamoDB.ResourceNotFoundException")
        #expect(
            oldCause.contains(
                "(Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ResourceNotFoundException; Request ID: "))
        let (new, newCause) = try failure(await run("dynamodb", "putItem", item))
        #expect(new == "DynamoDb.ResourceNotFoundException")
        #expect(newCause.contains("(Service: DynamoDb, Status Code: 400, Request ID: "))
    }

    @Test func membersOfOtherServicesAreInPascalCase() async throws {
        // The model of ECS writes `cluster`, `clusterArn`.
        let made = try output(await run("ecs", "createCluster", ["ClusterName": .string(name)]))
        #expect(made["Cluster"]?["ClusterName"] == .string(name))
        #expect(made["Cluster"]?["Status"] == "ACTIVE")
    }

    @Test func s3RoundTrip() async throws {
        _ = try output(await run("s3", "createBucket", ["Bucket": .string(name)]))
        let object: JSONValue = ["Bucket": .string(name), "Key": "k", "Body": ["Dict": "Value"]]
        #expect(try output(await run("s3", "putObject", object))["ETag"] == "\"49e31cee5aec8faf3345893addb14346\"")
        let text: JSONValue = ["Bucket": .string(name), "Key": "t", "Body": "text data"]
        #expect(try output(await run("s3", "putObject", text))["ETag"] == "\"2b5df3712557f503a9977a8ea893b2c9\"")
        let got = try output(await run("s3", "getObject", ["Bucket": .string(name), "Key": "k"]))
        #expect(got["Body"] == #"{"Dict":"Value"}"#)
        #expect(got["ContentLength"] == 16)
        let (error, cause) = try failure(await run("s3", "getObject", ["Bucket": .string(name), "Key": "no"]))
        #expect(error == "S3.NoSuchKeyException")
        #expect(cause.hasPrefix("The specified key does not exist. (Service: S3, Status Code: 404, Request ID: "))
    }

    @Test func objectStoreOfAnEndpointKeepsBytes() async throws {
        _ = try output(await run("s3", "createBucket", ["Bucket": .string(name)]))
        let store = dispatcher.objectStore(region: "us-east-1")
        let bytes = (0...255).map { UInt8($0) }
        for key in ["a/1", "a/2", "b"] {
            _ = try store.put(
                NewObject(bytes: bytes, contentType: "x/y", metadata: ["m": "1"]), as: key, in: String(name))
        }
        let object = try store.object("a/1", in: String(name))
        #expect(object.bytes == bytes)
        #expect(object.summary.contentType == "x/y")
        #expect(object.summary.metadata == ["m": "1"])
        #expect(try store.summary(of: "b", in: String(name)).byteCount == 256)
        #expect(try store.list(ObjectQuery(prefix: "a/"), in: String(name)).objects.map(\.key) == ["a/1", "a/2"])
        let page = try store.list(ObjectQuery(maximumCount: 2), in: String(name))
        #expect(page.objects.count == 2)
        #expect(
            try store.list(ObjectQuery(continuationToken: page.nextToken), in: String(name)).objects.map(\.key) == ["b"]
        )
        #expect(throws: ObjectStoreFault.noSuchKey("no")) { try store.object("no", in: String(name)) }
        try store.delete("b", in: String(name))
        #expect(throws: ObjectStoreFault.noSuchKey("b")) { try store.summary(of: "b", in: String(name)) }
    }

    @Test func syncWaitsForTheJob() async throws {
        let database: JSONValue = ["QueryString": "SELECT 1", "ResultConfiguration": ["OutputLocation": "s3://b/"]]
        let resource = TaskResource.service(
            service: "athena", action: "startQueryExecution", pattern: .sync, isSDK: false)
        let reports = AsyncStream<TaskReport> { continuation in
            _ = dispatcher.start(attempt(resource, database)) { report in
                continuation.yield(report)
                if case .submitted = report { return }
                continuation.finish()
            }
        }
        var seen: [TaskReport] = []
        for await report in reports { seen.append(report) }
        #expect(seen.count == 2)
        guard case .submitted(let submitted)? = seen.first, case .succeeded(let output)? = seen.last else {
            Issue.record("\(seen)")
            return
        }
        #expect(submitted["QueryExecutionId"] != nil)
        #expect(submitted["SdkHttpMetadata"] != nil)
        #expect(output["QueryExecution"]?["Status"]?["State"] == "SUCCEEDED")
    }

    @Test(arguments: [
        ("sqs", "flyToTheMoon", "'flyToTheMoon' is not an action of 'sqs'"),
        ("teleport", "go", "'teleport' is not a service that the installed AWS SDK for Python knows"),
    ])
    func unknownCallsAreTold(service: String, action: String, message: String) async throws {
        #expect(try failure(await run(service, action)) == ("States.Runtime", message))
    }

    @Test func missingParametersAreTold() async throws {
        let (error, cause) = try failure(await run("sqs", "sendMessage", ["MessageBody": "b"]))
        #expect(error == "States.Runtime")
        #expect(cause.contains("QueueUrl"))
    }
}

/// The endpoint that all tests of the suite share.
private enum Services {
    static let shared: PeerServer? = (try? PeerServer(script: "services.py")).flatMap { $0.port == 0 ? nil : $0 }
}
