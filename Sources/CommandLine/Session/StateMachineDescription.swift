import JSON
import Tasks
import Threads

/// Asks Step Functions, or an endpoint that speaks its API, for a state machine.
///
/// Source: Step Functions API Reference, DescribeStateMachine; AWS JSON 1.0 protocol.
struct StateMachineDescription {
    /// - Parameter endpoint: the address; the service's own in the Region of the ARN where it is nil.
    /// - Throws: `Failure` where there are no credentials or no answer, with the service's error and message.
    static func fetch(
        _ arn: String, endpoint: String?, profile: String?, environment: [String: String]
    ) throws(Failure) -> JSONValue {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 7, parts[0] == "arn", parts[2] == "states", parts[5] == "stateMachine" else {
            throw .usage("'\(arn)' is no ARN of a state machine")
        }
        let credentials = try credentials(profile, environment)
        let address =
            endpoint ?? environment["AWS_ENDPOINT_URL_SFN"] ?? environment["AWS_ENDPOINT_URL"]
            ?? "https://states.\(parts[3]).amazonaws.com\(parts[1] == "aws-cn" ? ".cn" : "")"
        let request = HTTPRequest(
            method: "POST", url: address.hasSuffix("/") ? address : address + "/",
            headers: [
                HTTPHeader("Content-Type", "application/x-amz-json-1.0"),
                HTTPHeader("X-Amz-Target", "AWSStepFunctions.DescribeStateMachine"),
            ],
            body: Array(JSONValue.object(["stateMachineArn": .string(arn)]).text.utf8))
        let signed = RequestSigners(credentials: credentials).sign(request, region: parts[3], service: "states")
        return try answer(send(signed, environment), address)
    }

    /// Those of the profile, else those of the variables, else those of the profile that the variables name.
    private static func credentials(
        _ profile: String?, _ environment: [String: String]
    ) throws(Failure) -> AWSCredentials {
        if profile == nil, let credentials = AWSCredentials(environment: environment) { return credentials }
        let name = profile ?? environment["AWS_PROFILE"] ?? "default"
        let folder = "\(environment["HOME"] ?? "")/.aws"
        let files = [
            environment["AWS_SHARED_CREDENTIALS_FILE"] ?? "\(folder)/credentials",
            environment["AWS_CONFIG_FILE"] ?? "\(folder)/config",
        ]
        let texts = files.compactMap { try? String(decoding: Files.read($0), as: UTF8.self) }
        switch AWSProfile(named: name, in: texts) {
        case .keys(let credentials): return credentials
        case .indirect(let setting):
            throw .usage(
                "the profile '\(name)' has \(setting) instead of keys: run 'eval \"$(aws configure export-credentials --profile \(name) --format env)\"' first"
            )
        case .missing:
            throw .usage(
                "no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile of \(files[0]) (there is no '\(name)')"
            )
        }
    }

    private static func send(_ request: HTTPRequest, _ environment: [String: String]) -> Result<
        HTTPResponse, HTTPFailure
    > {
        let client = HTTPClient(noProxy: environment["NO_PROXY"] ?? environment["no_proxy"] ?? "")
        let answers = Mailbox<Result<HTTPResponse, HTTPFailure>>()
        client.send(request) { answers.send($0) }
        guard case .elements(let results) = answers.receive(), let result = results.first else {
            return .failure(.cancelled)
        }
        return result
    }

    private static func answer(
        _ result: Result<HTTPResponse, HTTPFailure>, _ address: String
    ) throws(Failure) -> JSONValue {
        switch result {
        case .failure(let failure): throw .usage("cannot ask \(address): \(failure)")
        case .success(let response):
            let body = try? JSONValue(parsing: response.body)
            if response.status == 200, let body { return body }
            let code =
                body?["__type"]?.string?.split(separator: "#").last.map(String.init) ?? "status \(response.status)"
            let message = body?["message"]?.string ?? body?["Message"]?.string
            throw .usage("\(address) answered \(code)\(message.map { ": \($0)" } ?? "")")
        }
    }
}
