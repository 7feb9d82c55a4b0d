/// A call of a Lambda function.
///
/// Specification: Lambda API, `Invoke`.
struct LambdaInvocation: Sendable {
    enum Kind: String, Sendable {
        case requestResponse = "RequestResponse"
        case event = "Event"
        case dryRun = "DryRun"
    }

    let function: LambdaFunctionName
    var kind = Kind.requestResponse
    /// JSON text; empty for none.
    var payload: [UInt8]
    /// A version or an alias.
    var qualifier: String?
    /// JSON in Base64.
    var clientContext: String?
    /// Whether the response is to have the end of the log.
    var wantsLog = false
    let region: String
    let executionArn: String
}

/// What Lambda answers to a call that reached the function.
struct LambdaResponse: Hashable, Sendable {
    var status: Int
    var headers: [HTTPHeader]
    var payload: [UInt8]

    var functionError: String? { headers.first("X-Amz-Function-Error") }
    var executedVersion: String? { headers.first("X-Amz-Executed-Version") }
    var logResult: String? { headers.first("X-Amz-Log-Result") }
    var requestID: String { headers.first("x-amzn-RequestId") ?? "" }
}

/// Where Lambda functions run.
protocol LambdaService: Sendable {
    /// Calls the function and returns at once; `completion` is called once, from any thread.
    func invoke(
        _ invocation: LambdaInvocation, completion: @escaping @Sendable (Result<LambdaResponse, ServiceFailure>) -> Void
    ) -> TaskCancellation
}
