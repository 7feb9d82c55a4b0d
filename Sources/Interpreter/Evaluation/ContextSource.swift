import JSON

/// Makes the context object, when somebody asks for it.
///
/// AWS Step Functions Developer Guide, "Accessing execution data from the Context object".
struct ContextSource: Sendable {
    struct Place: Sendable {
        let stateName: String
        let enteredMilliseconds: Int64
        /// Of states that can be tried again.
        let retryCount: Int64?
        let taskToken: String?
    }

    /// Stands for all the rest, where it is there.
    let given: JSONValue?
    let header: ExecutionHeader
    let redriveCount: Int64
    let redriveMilliseconds: Int64?
    let place: Place?
    let mapItem: MapItem?

    func make() -> JSONValue {
        if let given { return given }
        var context: JSONObject = [
            "Execution": .object(execution),
            "StateMachine": ["Id": .string(header.stateMachineArn), "Name": .string(header.stateMachineName)],
        ]
        if let place {
            var state: JSONObject = [
                "Name": .string(place.stateName),
                "EnteredTime": .string(Timestamp(milliseconds: place.enteredMilliseconds).text),
            ]
            if let retryCount = place.retryCount { state["RetryCount"] = .integer(retryCount) }
            context["State"] = .object(state)
            if let token = place.taskToken { context["Task"] = ["Token": .string(token)] }
        }
        if let mapItem { context["Map"] = ["Item": mapItem.context] }
        return .object(context)
    }

    private var execution: JSONObject {
        var execution: JSONObject = [
            "Id": .string(header.arn), "Input": header.input.value,
            "StartTime": .string(Timestamp(milliseconds: header.startMilliseconds).text),
            "Name": .string(header.name), "RoleArn": .string(header.roleArn),
        ]
        if !header.isExpress, header.rules.contextHasRedriveCount { execution["RedriveCount"] = .integer(redriveCount) }
        if let redriveMilliseconds {
            execution["RedriveTime"] = .string(Timestamp(milliseconds: redriveMilliseconds).text)
        }
        return execution
    }
}

extension MapItem {
    fileprivate var context: JSONValue {
        var item: JSONObject = ["Index": .integer(index), "Value": value]
        if let key { item["Key"] = .string(key) }
        if let source { item["Source"] = .string(source) }
        return .object(item)
    }
}
