internal import JSON

/// Performs `apigateway:invoke` against an endpoint of one's own.
///
/// Specification: Step Functions Developer Guide, "Create API Gateway REST APIs".
struct APIGatewayHandler: TaskHandler {
    let client: HTTPClient
    /// Stands for `https://ApiEndpoint`.
    let endpoint: String
    let signers: RequestSigners?

    func start(_ attempt: TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void) -> TaskCancellation {
        let isWaiting: Bool
        if case .service(_, _, .waitForTaskToken, _) = attempt.resource { isWaiting = true } else { isWaiting = false }
        let request: HTTPRequest
        do throws(TaskError) {
            request = try self.request(attempt)
        } catch {
            report(.failed(error: error.name, cause: error.cause))
            return .none
        }
        return client.send(request) { outcome in
            switch outcome {
            case .failure(let failure):
                report(
                    .failed(error: "ApiGateway.SdkClientException", cause: "Unable to execute HTTP request: \(failure)")
                )
            case .success(let response) where (200..<300).contains(response.status):
                let output = HTTPTaskResponse.output(response)
                report(isWaiting ? .submitted(output: output) : .succeeded(output: output))
            case .success(let response):
                report(.failed(error: "ApiGateway.\(response.status)", cause: HTTPTaskResponse.text(response)))
            }
        }
    }

    private func request(_ attempt: TaskAttempt) throws(TaskError) -> HTTPRequest {
        let parameters = attempt.parameters
        guard parameters["ApiEndpoint"]?.string != nil else { throw .runtime("'ApiEndpoint' is missing") }
        guard let method = parameters["Method"]?.string else { throw .runtime("'Method' is missing") }
        let stage = parameters["Stage"]?.string.map { "/\(percentEncoded($0))" } ?? ""
        let path = parameters["Path"]?.string ?? ""
        let query = HTTPTaskResponse.query(nil, adding: parameters["QueryParameters"]?.object ?? [:])
        var headers = HTTPTaskResponse.headers(parameters["Headers"]?.object ?? [:])
        var body: [UInt8] = []
        if let value = parameters["RequestBody"], !value.isNull {
            body = Array((value.string ?? value.text).utf8)
            if headers.first("Content-Type") == nil { headers.append(HTTPHeader("Content-Type", "application/json")) }
        }
        let slash = path.isEmpty || path.hasPrefix("/") ? "" : "/"
        let request = HTTPRequest(
            method: method, url: "\(endpoint)\(stage)\(slash)\(path)\(query.map { "?\($0)" } ?? "")", headers: headers,
            body: body)
        guard parameters["AuthType"]?.string == "IAM_ROLE" else { return request }
        return signers?.sign(request, region: attempt.region, service: "execute-api") ?? request
    }
}
