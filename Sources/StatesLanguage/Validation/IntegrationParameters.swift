/// The parameters that an optimized integration takes.
///
/// Only integrations whose parameters have stood still for years are here: what is not known of a newer one could be new.
///
/// Source: Step Functions Developer Guide, "Integrating services"; the API references of the services.
struct IntegrationParameters: Sendable {
    let required: [String]
    private let optional: Set<String>

    private init(_ required: [String], optional: Set<String>) {
        self.required = required
        self.optional = optional
    }

    func has(_ name: String) -> Bool { required.contains(name) || optional.contains(name) }

    /// By service and action.
    static let all: [String: IntegrationParameters] = [
        "lambda:invoke": IntegrationParameters(
            ["FunctionName"],
            optional: [
                "ClientContext", "DurableExecutionName", "InvocationType", "LogType", "Payload", "Qualifier",
                "TenantId",
            ]),
        "states:startExecution": IntegrationParameters(
            ["StateMachineArn"], optional: ["Input", "Name", "TraceHeader"]),
        "sqs:sendMessage": IntegrationParameters(
            ["QueueUrl", "MessageBody"],
            optional: [
                "DelaySeconds", "MessageAttributes", "MessageDeduplicationId", "MessageGroupId",
                "MessageSystemAttributes",
            ]),
        "sns:publish": IntegrationParameters(
            ["Message"],
            optional: [
                "MessageAttributes", "MessageDeduplicationId", "MessageGroupId", "MessageStructure", "PhoneNumber",
                "Subject", "TargetArn", "TopicArn",
            ]),
        "events:putEvents": IntegrationParameters(["Entries"], optional: ["EndpointId"]),
        "dynamodb:getItem": IntegrationParameters(
            ["TableName", "Key"],
            optional: [
                "AttributesToGet", "ConsistentRead", "ExpressionAttributeNames", "ProjectionExpression",
                "ReturnConsumedCapacity",
            ]),
        "dynamodb:putItem": IntegrationParameters(["TableName", "Item"], optional: conditional),
        "dynamodb:deleteItem": IntegrationParameters(["TableName", "Key"], optional: conditional),
        "dynamodb:updateItem": IntegrationParameters(
            ["TableName", "Key"], optional: conditional.union(["AttributeUpdates", "UpdateExpression"])),
    ]

    /// Of the calls that change an item of DynamoDB.
    private static let conditional: Set<String> = [
        "ConditionExpression", "ConditionalOperator", "Expected", "ExpressionAttributeNames",
        "ExpressionAttributeValues", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics", "ReturnValues",
        "ReturnValuesOnConditionCheckFailure",
    ]
}
