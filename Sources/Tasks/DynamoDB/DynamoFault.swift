/// Why the built-in DynamoDB refuses a call.
enum DynamoFault: Error, Hashable, Sendable {
    case validation(String)
    case tableNotFound
    case tableExists(String)
    case conditionFailed(item: [String: AttributeValue]?)
    /// The store could not read or write.
    case storage(String)

    var failure: ServiceFailure {
        let (code, exception, message): (String, String?, String)
        switch self {
        case .validation(let reason): (code, exception, message) = ("ValidationException", nil, reason)
        case .tableNotFound:
            (code, exception, message) = (
                "ResourceNotFoundException", "ResourceNotFoundException", "Requested resource not found"
            )
        case .tableExists(let name):
            (code, exception, message) = (
                "ResourceInUseException", "ResourceInUseException", "Table already exists: \(name)"
            )
        case .conditionFailed:
            (code, exception, message) = (
                "ConditionalCheckFailedException", "ConditionalCheckFailedException", "The conditional request failed"
            )
        case .storage(let reason): return .misconfigured(reason)
        }
        return .refused(
            ServiceRefusal(
                code: code, exception: exception, message: message, status: 400,
                requestID: randomRequestID().filter { $0 != "-" }.uppercased()))
    }
}
