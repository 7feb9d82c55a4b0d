package import JSON

/// An event that cannot be read.
package struct HistoryEventError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
}

extension HistoryEvent {
    /// Reads an event as the API prints it, be it from our journal or from AWS.
    ///
    /// - Throws: `HistoryEventError` naming the field that is missing or of the wrong type.
    package init(_ json: JSONValue) throws(HistoryEventError) {
        guard let id = json["id"]?.integer else { throw HistoryEventError(description: "event without a whole 'id'") }
        guard let name = json["type"]?.string, let type = HistoryEventType(rawValue: name) else {
            throw HistoryEventError(description: "event \(id): unknown 'type' \(json["type"]?.text ?? "(absent)")")
        }
        guard let milliseconds = json["timestamp"].flatMap(Self.milliseconds) else {
            throw HistoryEventError(description: "event \(id): 'timestamp' is neither seconds since 1970 nor RFC 3339")
        }
        self.init(
            id: id, previousEventID: json["previousEventId"]?.integer ?? 0, timestampMilliseconds: milliseconds,
            type: type,
            details: try EventDetails(type, DetailsReader(eventID: id, type: type, json: json))
        )
    }

    private static func milliseconds(_ json: JSONValue) -> Int64? {
        if let text = json.string { return Timestamp(parsing: text)?.milliseconds }
        return json.double.map { Int64(($0 * 1_000).rounded()) }
    }
}

private struct DetailsReader {
    let eventID: Int64
    let type: HistoryEventType
    let details: JSONValue

    init(eventID: Int64, type: HistoryEventType, json: JSONValue) {
        self.eventID = eventID
        self.type = type
        self.details = type.detailsKey.flatMap { json["\($0)"] } ?? .object([:])
    }

    func required(_ name: String) throws(HistoryEventError) -> String {
        guard let value = details[name]?.string else {
            throw HistoryEventError(description: "event \(eventID) (\(type.rawValue)): '\(name)' must be a string")
        }
        return value
    }

    func optional(_ name: String) -> String? { details[name]?.string }

    func number(_ name: String) -> Int64? { details[name]?.integer }

    var resourceName: TaskResourceName {
        TaskResourceName(resourceType: optional("resourceType") ?? "", resource: optional("resource") ?? "")
    }

    var roleArn: String? { details["taskCredentials"]?["roleArn"]?.string }

    var assigned: [AssignedVariable] {
        (details["assignedVariables"]?.object ?? [:]).map {
            AssignedVariable(name: $0.key, value: $0.value.string ?? $0.value.text)
        }
    }
}

extension EventDetails {
    fileprivate init(_ type: HistoryEventType, _ reader: DetailsReader) throws(HistoryEventError) {
        switch type {
        case .executionStarted:
            self = .executionStarted(
                input: try reader.required("input"), roleArn: reader.optional("roleArn") ?? "",
                versionArn: reader.optional("stateMachineVersionArn"),
                aliasArn: reader.optional("stateMachineAliasArn"))
        case .executionSucceeded: self = .executionSucceeded(output: try reader.required("output"))
        case .executionFailed:
            self = .executionFailed(error: reader.optional("error"), cause: reader.optional("cause"))
        case .executionAborted:
            self = .executionAborted(error: reader.optional("error"), cause: reader.optional("cause"))
        case .executionTimedOut:
            self = .executionTimedOut(error: reader.optional("error"), cause: reader.optional("cause"))
        case .executionRedriven: self = .executionRedriven(count: reader.number("redriveCount") ?? 0)
        case .taskScheduled:
            self = .taskScheduled(
                TaskScheduledDetails(
                    name: reader.resourceName, region: reader.optional("region") ?? "",
                    parameters: try reader.required("parameters"), timeoutSeconds: reader.number("timeoutInSeconds"),
                    heartbeatSeconds: reader.number("heartbeatInSeconds"), roleArn: reader.roleArn))
        case .taskStarted: self = .task(reader.resourceName)
        case .taskSubmitted, .taskSucceeded:
            self = .taskOutput(reader.resourceName, output: try reader.required("output"))
        case .taskFailed, .taskTimedOut, .taskStartFailed, .taskSubmitFailed:
            self = .taskError(
                reader.resourceName, error: reader.optional("error"), cause: reader.optional("cause"))
        case .lambdaFunctionScheduled:
            self = .lambdaScheduled(
                arn: try reader.required("resource"), input: try reader.required("input"),
                timeoutSeconds: reader.number("timeoutInSeconds"), roleArn: reader.roleArn)
        case .activityScheduled:
            self = .activityScheduled(
                arn: try reader.required("resource"), input: try reader.required("input"),
                timeoutSeconds: reader.number("timeoutInSeconds"),
                heartbeatSeconds: reader.number("heartbeatInSeconds"))
        case .activityStarted: self = .activityStarted(workerName: reader.optional("workerName"))
        case .lambdaFunctionSucceeded, .activitySucceeded: self = .output(try reader.required("output"))
        case .lambdaFunctionFailed, .lambdaFunctionTimedOut, .lambdaFunctionStartFailed,
            .lambdaFunctionScheduleFailed, .activityFailed, .activityTimedOut, .activityScheduleFailed, .mapRunFailed:
            self = .error(error: reader.optional("error"), cause: reader.optional("cause"))
        case .mapStateStarted: self = .mapStateStarted(length: reader.number("length") ?? 0)
        case .mapIterationStarted, .mapIterationSucceeded, .mapIterationFailed, .mapIterationAborted:
            self = .mapIteration(name: try reader.required("name"), index: reader.number("index") ?? 0)
        case .mapRunStarted: self = .mapRunStarted(arn: try reader.required("mapRunArn"))
        case .mapRunRedriven:
            self = .mapRunRedriven(arn: try reader.required("mapRunArn"), count: reader.number("redriveCount") ?? 0)
        case .evaluationFailed:
            self = .evaluationFailed(
                error: reader.optional("error") ?? "", cause: reader.optional("cause") ?? "",
                location: reader.optional("location"), state: try reader.required("state"))
        default:
            switch type.detailsKey {
            case nil: self = .none
            case let key? where "\(key)" == "stateEnteredEventDetails":
                self = .stateEntered(name: try reader.required("name"), input: try reader.required("input"))
            default:
                self = .stateExited(
                    name: try reader.required("name"), output: try reader.required("output"),
                    assigned: reader.assigned)
            }
        }
    }
}
