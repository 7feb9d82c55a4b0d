import Interpreter
import JSON
import StatesLanguage

/// What a call asks, by one of the names that a script may give it; each name has its own idea of request and answer.
enum Callee {
    /// The state itself: the request is the task's, the answer is its result.
    case state(String)
    /// An agent: the answer is what a model script may say.
    case agent(String)
    /// A Lambda function: the request is its event, the answer what it returns.
    case function(String)
    /// A resource such as `lambda:invoke`; as for a state.
    case resource(String)

    var name: String {
        switch self {
        case .state(let name), .agent(let name), .function(let name), .resource(let name): name
        }
    }

    func request(of call: Call) -> JSONValue {
        if case .function = self, call.isLambdaIntegration { return call.request["Payload"] ?? .object([:]) }
        return call.request
    }

    /// The answer to the call when the callee says this.
    func answer(_ value: JSONValue, to call: Call) -> Answer {
        switch self {
        case .state where MockedWork(resource: call.resource) != nil: return call.wholeAnswer(value)
        case .agent: return ScriptedModels.answer(value, to: call.request)
        case .function where call.isLambdaIntegration && !call.resource.hasSuffix(".waitForTaskToken"):
            let response: JSONValue = ["ExecutedVersion": "$LATEST", "Payload": value, "StatusCode": 200]
            return .succeeded(response, afterMilliseconds: 0)
        default: return .succeeded(value, afterMilliseconds: 0)
        }
    }
}

extension Call {
    /// Who is called, the most particular name first.
    var callees: [Callee] {
        var callees = [Callee.state(stateName)]
        if let agent { callees.append(.agent(agent)) }
        if let function { callees.append(.function(function)) }
        return callees + resourceNames.map(Callee.resource)
    }

    /// Whether a model is asked.
    var isConverse: Bool { resource.hasSuffix(":bedrockruntime:converse") }

    var isLambdaIntegration: Bool { resource.hasPrefix("arn:aws:states:::lambda:invoke") }

    /// The answer for a state that is mocked as a whole.
    fileprivate func wholeAnswer(_ value: JSONValue) -> Answer {
        guard MockedWork(resource: resource) != .agent else {
            return .succeeded([AgentResult.of(value)], afterMilliseconds: 0)
        }
        guard value.array != nil else {
            return .unknown(
                reason: "the mock of '\(stateName)' must give a list, an element for each branch or item, but gives "
                    + value.text.shortened)
        }
        return .succeeded(value, afterMilliseconds: 0)
    }

    private var agent: String? { isConverse ? request["RequestMetadata"]?["agent"]?.string : nil }

    /// The name of the Lambda function, without ARN and version.
    private var function: String? {
        let reference = isLambdaIntegration ? request["FunctionName"]?.string ?? "" : resource
        guard reference.hasPrefix("arn:") else { return reference.isEmpty ? nil : reference }
        let parts = reference.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count > 6 && parts[2] == "lambda" ? String(parts[6]) : nil
    }

    /// Such as `lambda:invoke`, or the ARN of a Lambda function.
    var shortResource: String { resourceNames.last ?? resource }

    /// The resource as a definition has it, and shorter.
    private var resourceNames: [String] {
        guard let start = resource.firstRange(of: ":::")?.upperBound else { return [resource] }
        let service = String(resource[start...])
        var plain = service.hasPrefix("aws-sdk:") ? String(service.dropFirst(8)) : service
        for pattern in [".waitForTaskToken", ".sync:2", ".sync"] where plain.hasSuffix(pattern) {
            plain.removeLast(pattern.count)
        }
        return [resource, service, plain]
    }
}
