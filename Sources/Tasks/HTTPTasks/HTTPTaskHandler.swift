internal import JSON

/// Performs `http:invoke`.
///
/// Specification: Step Functions Developer Guide, "Call HTTPS APIs".
struct HTTPTaskHandler: TaskHandler {
    let client: HTTPClient
    let connections: [String: HTTPConnection]
    let authorizer: ConnectionAuthorizer

    private static let timeoutMilliseconds: Int64 = 60_000

    func start(_ attempt: TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void) -> TaskCancellation {
        let connection: HTTPConnection
        let request: HTTPRequest
        var note: @Sendable (HTTPRequest, HTTPResponse?) -> Void = { _, _ in }
        do throws(TaskError) {
            connection = try self.connection(attempt.parameters)
            request = try self.request(attempt, connection)
            if let onExchange = attempt.onExchange {
                let defined = try self.request(attempt, HTTPConnection(authorization: .none))
                note = { onExchange(HTTPTaskExchange(sent: $0, defined: defined, response: $1)) }
            }
        } catch {
            report(.failed(error: error.name, cause: error.cause))
            return .none
        }
        let running = Cancellable()
        send(request, connection, isRetry: false, running, note, report)
        return TaskCancellation { running.cancel() }
    }

    private func send(
        _ request: HTTPRequest, _ connection: HTTPConnection, isRetry: Bool, _ running: Cancellable,
        _ note: @escaping @Sendable (HTTPRequest, HTTPResponse?) -> Void,
        _ report: @escaping @Sendable (TaskReport) -> Void
    ) {
        authorizer.authorize(connection) { authorization in
            let authorized: RequestAuthorization
            switch authorization {
            case .failure(let error): return report(.failed(error: error.name, cause: error.cause))
            case .success(let value): authorized = value
            }
            var signed = request
            // What the connection says counts, whatever the definition says.
            signed.headers.removeAll { header in authorized.headers.contains { sameLetters($0.name, header.name) } }
            signed.headers += authorized.headers
            let call = client.send(signed) { [signed] outcome in
                if case .success(let response) = outcome, response.status == 401, !isRetry {
                    authorizer.forgetToken(of: connection)
                    if case .clientCredentials = connection.authorization {
                        return send(request, connection, isRetry: true, running, note, report)
                    }
                }
                note(signed, try? outcome.get())
                report(Self.report(outcome, Redactor(authorized.secrets)))
            }
            running.attach(call)
        }
    }

    private static func report(_ outcome: Result<HTTPResponse, HTTPFailure>, _ redactor: Redactor) -> TaskReport {
        switch outcome {
        case .failure(.invalidRequest(let reason)):
            return .failed(error: "States.Runtime", cause: redactor.redact("The request cannot be sent: \(reason)"))
        case .failure(let failure):
            return .failed(error: "States.Http.Socket", cause: redactor.redact(failure.description))
        case .success(let response):
            if (200..<300).contains(response.status) {
                return .succeeded(output: redactor.redact(HTTPTaskResponse.output(response)))
            }
            let text = HTTPTaskResponse.text(response)
            return .failed(
                error: "States.Http.StatusCode.\(response.status)",
                cause: redactor.redact(text.isEmpty ? response.reason : text))
        }
    }

    // MARK: Request

    private func connection(_ parameters: JSONValue) throws(TaskError) -> HTTPConnection {
        let arn =
            parameters["InvocationConfig"]?["ConnectionArn"]?.string
            ?? parameters["Authentication"]?["ConnectionArn"]?.string
        guard let arn else { throw .runtime("'InvocationConfig.ConnectionArn' is missing") }
        // arn:aws:events:REGION:ACCOUNT:connection/NAME/ID
        let name = arn.split(separator: "/").dropFirst().first.map(String.init) ?? arn
        guard let connection = connections[arn] ?? connections[name] else {
            throw .runtime(
                "There is no connection '\(name)': add 'connections.\(name)' to baton.yaml, with 'basic', 'apiKey' or "
                    + "'oauth', or empty for none.")
        }
        return connection
    }

    private func request(_ attempt: TaskAttempt, _ connection: HTTPConnection) throws(TaskError) -> HTTPRequest {
        let parameters = attempt.parameters
        guard let endpoint = parameters["ApiEndpoint"]?.string, var url = URLParts(endpoint) else {
            throw .runtime("'ApiEndpoint' must be an http: or https: URL")
        }
        guard let method = parameters["Method"]?.string else { throw .runtime("'Method' is missing") }
        var query = parameters["QueryParameters"]?.object ?? [:]
        for (name, value) in connection.query { query[name] = .string(value) }
        url.query = HTTPTaskResponse.query(url.query, adding: query)

        var headers = HTTPTaskResponse.headers(parameters["Headers"]?.object ?? [:])
        for (name, value) in connection.headers.sorted(by: { $0.key < $1.key }) {
            headers.removeAll { sameLetters($0.name, name) }
            headers.append(HTTPHeader(name, value))
        }
        headers.removeAll { sameLetters($0.name, "User-Agent") || sameLetters($0.name, "Range") }
        headers.append(HTTPHeader("User-Agent", "Amazon|StepFunctions|HttpInvoke|\(attempt.region)"))
        headers.append(HTTPHeader("Range", "bytes=0-262144"))
        let (body, type) = try body(parameters, headers)
        if !body.isEmpty, headers.first("Content-Type") == nil { headers.append(HTTPHeader("Content-Type", type)) }
        return HTTPRequest(
            method: method, url: url.url, headers: headers, body: body, timeoutMilliseconds: Self.timeoutMilliseconds)
    }

    private func body(_ parameters: JSONValue, _ headers: [HTTPHeader]) throws(TaskError) -> ([UInt8], String) {
        guard let body = parameters["RequestBody"], !body.isNull else { return ([], "") }
        guard parameters["Transform"]?["RequestBodyEncoding"]?.string == "URL_ENCODED" else {
            if case .string(let text) = body { return (Array(text.utf8), "application/json") }
            return (Array(body.text.utf8), "application/json")
        }
        let format = parameters["Transform"]?["RequestEncodingOptions"]?["ArrayFormat"]?.string ?? "INDICES"
        guard let arrays = FormEncoding.ArrayFormat(rawValue: format) else {
            throw .runtime("'ArrayFormat' is '\(format)'; allowed are INDICES, REPEAT, COMMAS, BRACKETS")
        }
        guard let object = body.object else {
            throw .runtime("'RequestBody' must be an object to be URL_ENCODED, not \(body.kind)")
        }
        return (Array(FormEncoding.text(of: object, arrays: arrays).utf8), "application/x-www-form-urlencoded")
    }
}
