internal import JSON

/// Lambda functions behind an endpoint that speaks Lambda's API.
struct LambdaEndpoint: LambdaService {
    let client: HTTPClient
    /// Such as `http://127.0.0.1:9001`, without a slash at the end.
    let url: String
    /// Requests are sent unsigned where there are none.
    let signers: RequestSigners?

    /// A function runs for at most 15 minutes.
    private static let timeoutMilliseconds: Int64 = 905_000

    func invoke(
        _ invocation: LambdaInvocation, completion: @escaping @Sendable (Result<LambdaResponse, ServiceFailure>) -> Void
    ) -> TaskCancellation {
        client.send(request(for: invocation)) { completion(Self.response($0)) }
    }

    private func request(for invocation: LambdaInvocation) -> HTTPRequest {
        let query = invocation.qualifier.map { "?Qualifier=\(percentEncoded($0))" } ?? ""
        let name = percentEncoded(invocation.function.text)
        var headers = [HTTPHeader("Content-Type", "application/json")]
        if invocation.kind != .requestResponse {
            headers.append(HTTPHeader("X-Amz-Invocation-Type", invocation.kind.rawValue))
        }
        if let context = invocation.clientContext { headers.append(HTTPHeader("X-Amz-Client-Context", context)) }
        if invocation.wantsLog { headers.append(HTTPHeader("X-Amz-Log-Type", "Tail")) }
        let request = HTTPRequest(
            method: "POST", url: "\(url)/2015-03-31/functions/\(name)/invocations\(query)", headers: headers,
            body: invocation.payload, timeoutMilliseconds: Self.timeoutMilliseconds)
        return signers?.sign(request, region: invocation.region, service: "lambda") ?? request
    }

    private static func response(
        _ outcome: Result<HTTPResponse, HTTPFailure>
    ) -> Result<LambdaResponse, ServiceFailure> {
        switch outcome {
        case .failure(.cancelled): return .failure(.cancelled)
        case .failure(let failure): return .failure(.unreachable("Unable to execute HTTP request: \(failure)"))
        case .success(let response):
            if (200..<300).contains(response.status) {
                return .success(
                    LambdaResponse(status: response.status, headers: response.headers, payload: response.body))
            }
            return .failure(.refused(refusal(response)))
        }
    }

    private static func refusal(_ response: HTTPResponse) -> ServiceRefusal {
        let body = try? JSONValue(parsing: response.body)
        // `ResourceNotFoundException:http://…` is the older form of the header.
        let type = response.headers.first("X-Amzn-ErrorType") ?? body?["__type"]?.string ?? ""
        let code = type.split(separator: ":").first.map(String.init) ?? "\(response.status)"
        let message =
            body?["Message"]?.string ?? body?["message"]?.string
            ?? String(decoding: response.body.prefix(1_000), as: UTF8.self)
        return ServiceRefusal(
            code: code, exception: LambdaErrors.modelled.contains(code) ? code : nil, message: message,
            status: response.status, requestID: response.headers.first("x-amzn-RequestId") ?? "")
    }
}

/// The errors that Lambda's model knows.
enum LambdaErrors {
    static let modelled: Set<String> = [
        "CodeSigningConfigNotFoundException", "CodeStorageExceededException", "CodeVerificationFailedException",
        "EC2AccessDeniedException", "EC2ThrottledException", "EC2UnexpectedException", "EFSIOException",
        "EFSMountConnectivityException", "EFSMountFailureException", "EFSMountTimeoutException",
        "ENILimitReachedException", "InvalidParameterValueException", "InvalidRequestContentException",
        "InvalidRuntimeException", "InvalidSecurityGroupIDException", "InvalidSubnetIDException",
        "InvalidZipFileException", "KMSAccessDeniedException", "KMSDisabledException", "KMSInvalidStateException",
        "KMSNotFoundException", "PreconditionFailedException", "RecursiveInvocationException",
        "RequestTooLargeException", "ResourceConflictException", "ResourceNotFoundException",
        "ResourceNotReadyException", "ServiceException", "SnapStartException", "SnapStartNotReadyException",
        "SnapStartTimeoutException", "SubnetIPAddressLimitReachedException", "TooManyRequestsException",
        "UnsupportedMediaTypeException",
    ]
}
