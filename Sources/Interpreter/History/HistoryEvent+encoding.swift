package import JSON

extension HistoryEvent {
    /// Appends the event as the API prints it, on one line.
    ///
    /// ```json
    /// {"timestamp":1732350000.123,"type":"TaskStarted","id":4,"previousEventId":3,
    ///  "taskStartedEventDetails":{"resourceType":"lambda","resource":"invoke"}}
    /// ```
    package func write(to writer: inout JSONWriter) {
        writer.raw("{\"timestamp\":")
        writer.writeSeconds(milliseconds: timestampMilliseconds)
        writer.raw(",\"type\":\"")
        writer.raw(type.rawValue)
        writer.raw("\",\"id\":")
        writer.write(id)
        writer.raw(",\"previousEventId\":")
        writer.write(previousEventID)
        if let key = type.detailsKey {
            writer.raw(",\"")
            writer.raw(key)
            writer.raw("\":{")
            details.write(to: &writer)
            writer.raw("}")
        }
        writer.raw("}")
    }
}

extension JSONWriter {
    /// Appends a time as seconds with three decimals, as the AWS JSON protocol has it.
    package mutating func writeSeconds(milliseconds: Int64) {
        let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1_000)
        write(seconds)
        raw(rest < 10 ? ".00" : rest < 100 ? ".0" : ".")
        write(rest)
    }
}

extension EventDetails {
    fileprivate func write(to writer: inout JSONWriter) {
        var fields = FieldWriter()
        switch self {
        case .none: break
        case .executionStarted(let input, let roleArn, let versionArn, let aliasArn):
            fields.payload("input", input, to: &writer)
            fields.string("roleArn", roleArn, to: &writer)
            fields.string("stateMachineAliasArn", aliasArn, to: &writer)
            fields.string("stateMachineVersionArn", versionArn, to: &writer)
        case .executionSucceeded(let output), .output(let output): fields.payload("output", output, to: &writer)
        case .executionFailed(let error, let cause), .executionAborted(let error, let cause),
            .executionTimedOut(let error, let cause), .error(let error, let cause):
            fields.error(error, cause, to: &writer)
        case .executionRedriven(let count): fields.number("redriveCount", count, to: &writer)
        case .stateEntered(let name, let input):
            fields.string("name", name, to: &writer)
            fields.payload("input", input, to: &writer)
        case .stateExited(let name, let output, let assigned):
            fields.string("name", name, to: &writer)
            fields.payload("output", output, to: &writer)
            fields.variables(assigned, to: &writer)
        case .taskScheduled(let scheduled): fields.scheduled(scheduled, to: &writer)
        case .task(let name): fields.name(name, to: &writer)
        case .taskOutput(let name, let output):
            fields.name(name, to: &writer)
            fields.payload("output", output, to: &writer)
        case .taskError(let name, let error, let cause):
            fields.name(name, to: &writer)
            fields.error(error, cause, to: &writer)
        case .lambdaScheduled(let arn, let input, let timeoutSeconds, let roleArn):
            fields.string("resource", arn, to: &writer)
            fields.payload("input", input, to: &writer)
            fields.number("timeoutInSeconds", timeoutSeconds, to: &writer)
            fields.credentials(roleArn, to: &writer)
        case .activityScheduled(let arn, let input, let timeoutSeconds, let heartbeatSeconds):
            fields.string("resource", arn, to: &writer)
            fields.payload("input", input, to: &writer)
            fields.number("timeoutInSeconds", timeoutSeconds, to: &writer)
            fields.number("heartbeatInSeconds", heartbeatSeconds, to: &writer)
        case .activityStarted(let workerName): fields.string("workerName", workerName, to: &writer)
        case .mapStateStarted(let length): fields.number("length", length, to: &writer)
        case .mapIteration(let name, let index):
            fields.string("name", name, to: &writer)
            fields.number("index", index, to: &writer)
        case .mapRunStarted(let arn): fields.string("mapRunArn", arn, to: &writer)
        case .mapRunRedriven(let arn, let count):
            fields.string("mapRunArn", arn, to: &writer)
            fields.number("redriveCount", count, to: &writer)
        case .evaluationFailed(let error, let cause, let location, let state):
            fields.error(error, cause, to: &writer)
            fields.string("location", location, to: &writer)
            fields.string("state", state, to: &writer)
        }
    }
}

/// Writes the members of one object, with commas between them; what is nil is left out.
private struct FieldWriter {
    private var isFirst = true

    private mutating func key(_ name: StaticString, to writer: inout JSONWriter) {
        writer.raw(isFirst ? "\"" : ",\"")
        isFirst = false
        writer.raw(name)
        writer.raw("\":")
    }

    mutating func string(_ name: StaticString, _ value: String?, to writer: inout JSONWriter) {
        guard let value else { return }
        key(name, to: &writer)
        writer.write(value)
    }

    mutating func number(_ name: StaticString, _ value: Int64?, to writer: inout JSONWriter) {
        guard let value else { return }
        key(name, to: &writer)
        writer.write(value)
    }

    /// `input` or `output` with its `…Details`.
    mutating func payload(_ name: StaticString, _ text: String, to writer: inout JSONWriter) {
        string(name, text, to: &writer)
        writer.raw(",\"")
        writer.raw(name)
        writer.raw("Details\":{\"truncated\":false}")
    }

    mutating func error(_ error: String?, _ cause: String?, to writer: inout JSONWriter) {
        string("error", error, to: &writer)
        string("cause", cause, to: &writer)
    }

    mutating func name(_ name: TaskResourceName, to writer: inout JSONWriter) {
        string("resourceType", name.resourceType, to: &writer)
        string("resource", name.resource, to: &writer)
    }

    mutating func credentials(_ roleArn: String?, to writer: inout JSONWriter) {
        guard let roleArn else { return }
        key("taskCredentials", to: &writer)
        writer.raw("{\"roleArn\":")
        writer.write(roleArn)
        writer.raw("}")
    }

    mutating func scheduled(_ details: TaskScheduledDetails, to writer: inout JSONWriter) {
        name(details.name, to: &writer)
        string("region", details.region, to: &writer)
        string("parameters", details.parameters, to: &writer)
        number("timeoutInSeconds", details.timeoutSeconds, to: &writer)
        number("heartbeatInSeconds", details.heartbeatSeconds, to: &writer)
        credentials(details.roleArn, to: &writer)
    }

    mutating func variables(_ variables: [AssignedVariable], to writer: inout JSONWriter) {
        guard !variables.isEmpty else { return }
        key("assignedVariables", to: &writer)
        var separator: StaticString = "{"
        for variable in variables {
            writer.raw(separator)
            separator = ","
            writer.write(variable.name)
            writer.raw(":")
            writer.write(variable.value)
        }
        writer.raw("},\"assignedVariablesDetails\":{\"truncated\":false}")
    }
}
