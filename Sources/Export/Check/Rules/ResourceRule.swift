internal import AgentStates
internal import JSON
internal import StatesLanguage

/// What is done here by something that does not go to AWS.
enum ResourceRule {
    static func check(_ subject: CheckSubject) -> [CheckFinding] {
        var findings: [CheckFinding] = []
        subject.definition.forEachState { name, state, location in
            guard state["Type"]?.string == "Task", let resource = state["Resource"]?.string else { return }
            let place = location.member("Resource")
            if let function = state.functionName {
                if let finding = self.function(function, at: place, subject) { findings.append(finding) }
                if let finding = localTool(state, at: location, subject) { findings.append(finding) }
            } else if let action = action(of: resource) {
                if let finding = service(action, at: place, subject) { findings.append(finding) }
                if action == "http:invoke" { findings += http(state, at: location, subject) }
            } else if resource.contains(":activity:") {
                findings.append(
                    subject.finding(
                        .note, .resource, at: place, "The activity's workers have to run somewhere that reaches AWS"))
            }
        }
        return findings
    }

    // MARK: Functions

    private static func function(_ name: String, at place: Location, _ subject: CheckSubject) -> CheckFinding? {
        let binding = subject.bindings[name]
        switch binding {
        case .command?:
            return subject.finding(
                .error, .resource, at: place, "The function '\(name)' is a command here; AWS runs none",
                advice: "put its code into functions/\(name)/, or deploy a Lambda function of that name")
        case .agent?:
            return subject.finding(
                .error, .resource, at: place, "The function '\(name)' is an agent's program here; AWS starts none",
                advice: "choose where it runs: '--agent AGENT=function' or '--agent AGENT=runtime'")
        case .person?:
            return subject.finding(
                .error, .resource, at: place, "A person stands for the function '\(name)' here; AWS asks nobody",
                advice: "call lambda:invoke.waitForTaskToken, with a function that tells the person")
        case .url(let url)?:
            return subject.finding(
                .error, .resource, at: place,
                "The function '\(name)' is the URL \(url) here; AWS calls a Lambda function",
                advice: "deploy a Lambda function of that name, or call the URL with http:invoke")
        case .fixed?:
            return subject.finding(
                .error, .resource, at: place, "The function '\(name)' is a fixed result here",
                advice: "put its code into functions/\(name)/, or deploy a Lambda function of that name")
        case .endpoint?, nil:
            guard !subject.functions.contains(name), !name.hasPrefix("baton-") else { return nil }
            return subject.finding(
                .warning, .resource, at: place, "There is no code for the function '\(name)' here",
                advice: "it has to be in the account already, or go to functions/\(name)/")
        }
    }

    /// A tool that starts a program of this machine, or reads a file of it.
    private static func localTool(_ state: JSONValue, at location: Location, _ subject: CheckSubject) -> CheckFinding? {
        let settings = state["Arguments"]?["Payload"]?["Settings"]
        switch state.functionName {
        case BuiltInFunction.mcp? where settings?["Command"] != nil:
            return subject.finding(
                .error, .resource, at: location,
                "The MCP server is a program here (\(settings?["Command"]?.text ?? "")); AWS starts none",
                advice: "serve it over HTTPS and give the tool its Url")
        case BuiltInFunction.sql?:
            return subject.finding(
                .warning, .resource, at: location,
                "The database is a file here (\(settings?["Database"]?.string ?? ""))",
                advice: "bring the file along with the function, or make the tool an Athena query")
        default: return nil
        }
    }

    // MARK: Services

    /// `sns:publish` of `arn:aws:states:::sns:publish.waitForTaskToken`.
    static func action(of resource: String) -> String? {
        resource.firstRange(of: ":states:::").map { String(resource[$0.upperBound...].prefix { $0 != "." }) }
    }

    private static func service(_ action: String, at place: Location, _ subject: CheckSubject) -> CheckFinding? {
        let parts = action.split(separator: ":").map(String.init)
        let keys = ["arn:aws:states:::\(action)", action] + parts.dropLast().suffix(1)
        guard let key = keys.first(where: { subject.bindings[$0] != nil }), let binding = subject.bindings[key] else {
            return nil
        }
        switch binding {
        case .command, .agent, .person, .url:
            return subject.finding(
                .warning, .resource, at: place,
                "'\(key)' is a program of yours here; on AWS the service itself answers",
                advice: "see that its results have the service's form, or make it a Lambda function")
        case .fixed:
            return subject.finding(
                .note, .resource, at: place, "'\(key)' is a fixed result here; on AWS the service itself answers")
        case .endpoint: return nil
        }
    }

    // MARK: HTTP

    private static func http(_ state: JSONValue, at location: Location, _ subject: CheckSubject) -> [CheckFinding] {
        let field = state["Arguments"] == nil ? "Parameters" : "Arguments"
        let arguments = state[field]
        var findings: [CheckFinding] = []
        if let text = arguments?["ApiEndpoint"]?.string, let address = unreachable(text) {
            findings.append(
                subject.finding(
                    .error, .resource, at: location.member(field).member("ApiEndpoint"),
                    "AWS calls public HTTPS addresses, not \(address)",
                    advice: "use https, and a substitution such as '${ApiEndpoint}' where the address differs there"))
        }
        let connection = (arguments?["InvocationConfig"] ?? arguments?["Authentication"])?["ConnectionArn"]?.string
        let name = connection.flatMap {
            $0.firstRange(of: ":connection/").map { range in
                String(connection?[range.upperBound...].prefix { $0 != "/" } ?? "")
            }
        }
        if let name, subject.openConnections.contains(name) {
            findings.append(
                subject.finding(
                    .warning, .resource, at: location.member(field),
                    "The connection '\(name)' authorizes nothing here; an EventBridge connection always does",
                    advice: "an API key that the other side ignores will do"))
        }
        return findings
    }
}

extension ResourceRule {
    /// The address in a text, also in an expression, that only this machine or no secure connection reaches.
    private static func unreachable(_ text: String) -> String? {
        guard let scheme = text.firstRange(of: "://") else { return nil }
        let host = text[scheme.upperBound...].prefix { !"/'\"?".contains($0) }
        let isLocal = ["localhost", "127.", "[::1]", "10.", "192.168."].contains { host.hasPrefix($0) }
        let isSecure = text[..<scheme.lowerBound].hasSuffix("https")
        return isLocal || !isSecure ? "\(isSecure ? "https" : "http")://\(host)" : nil
    }
}

extension JSONValue {
    /// The name of the Lambda function that a Task state calls; nil where it calls none, or one that is computed.
    var functionName: String? {
        guard let resource = self["Resource"]?.string else { return nil }
        let text: String?
        if resource.contains(":lambda:"), resource.contains(":function:") {
            text = resource
        } else if ResourceRule.action(of: resource) == "lambda:invoke" {
            text = (self["Arguments"] ?? self["Parameters"])?["FunctionName"]?.string
        } else {
            text = nil
        }
        guard let text, !text.contains("{%"), !text.contains("${"), !text.hasPrefix("$") else { return nil }
        let parts = text.split(separator: ":").map(String.init)
        let place = parts.firstIndex(of: "function").map { $0 + 1 } ?? 0
        return parts.indices.contains(place) ? parts[place] : nil
    }
}
