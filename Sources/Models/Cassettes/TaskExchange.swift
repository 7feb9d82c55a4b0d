package import JSON
package import Tasks

/// What a task asked of a model, a tool or any other service, and what it got; one line of a cassette.
///
/// `{"resource": …, "request": …, "result": …}`, or `error` and `cause` instead of `result`; `submitted` is there where a
/// service accepted a job first.
package struct TaskExchange: Hashable, Sendable {
    /// Such as `bedrockruntime:converse`, or the ARN of a Lambda function.
    package let resource: String
    package let request: JSONValue
    package var submitted: JSONValue?
    package var outcome: TaskReport

    package init(resource: String, request: JSONValue, submitted: JSONValue? = nil, outcome: TaskReport) {
        self.resource = resource
        self.request = request
        self.submitted = submitted
        self.outcome = outcome
    }

    /// - Returns: nil for something else than an exchange.
    package init?(_ line: JSONValue) {
        guard let resource = line["resource"]?.string, let request = line["request"] else { return nil }
        self.resource = resource
        self.request = request
        submitted = line["submitted"]
        if let result = line["result"] {
            outcome = .succeeded(output: result)
        } else if let error = line["error"]?.string {
            outcome = .failed(error: error, cause: line["cause"]?.string)
        } else {
            return nil
        }
    }

    package var line: JSONValue {
        var object: JSONObject = ["resource": .string(resource), "request": request]
        object["submitted"] = submitted
        switch outcome {
        case .succeeded(let output), .submitted(let output): object["result"] = output
        case .failed(let error, let cause), .submitFailed(let error, let cause):
            object["error"] = .string(error)
            object["cause"] = cause.map(JSONValue.string)
        }
        return .object(object)
    }
}

extension TaskResource {
    /// What a cassette calls the resource.
    var name: String {
        switch self {
        case .lambda(let arn), .activity(let arn): arn
        case .service(let service, let action, _, _): "\(service):\(action)"
        }
    }

    var waitsForToken: Bool {
        if case .service(_, _, .waitForTaskToken, _) = self { true } else { false }
    }
}
