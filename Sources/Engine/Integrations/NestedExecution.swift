import Digests
import Interpreter
package import JSON

/// How nested executions look in results and causes.
package enum NestedExecution {
    /// The result of `startExecution`, with the metadata that AWS's SDK adds.
    package static func startResponse(_ started: StartedExecution, requestID: String) -> JSONValue {
        let date = JSONValue.integer(started.startMilliseconds)
        let length = JSONValue.string(
            String("{\"executionArn\":\"\(started.executionArn)\",\"startDate\":1.732350000123E9}".utf8.count))
        let type: JSONValue = "application/x-amz-json-1.0"
        let sent = JSONValue.string(Timestamp(milliseconds: started.startMilliseconds).httpDate)
        let id = JSONValue.string(requestID)
        return [
            "ExecutionArn": .string(started.executionArn),
            "SdkHttpMetadata": [
                "AllHttpHeaders": [
                    "x-amzn-RequestId": [id], "connection": ["keep-alive"], "Content-Length": [length], "Date": [sent],
                    "Content-Type": [type],
                ],
                "HttpHeaders": [
                    "connection": "keep-alive", "Content-Length": length, "Content-Type": type, "Date": sent,
                    "x-amzn-RequestId": id,
                ],
                "HttpStatusCode": 200,
            ],
            "SdkResponseMetadata": ["RequestId": id],
            "StartDate": date,
        ]
    }

    /// What a `.sync` task gets when the child has ended.
    static func answer(
        _ child: FinishedExecution, of eventID: Int64, isParsed: Bool, showsRedrive: Bool
    ) -> Stimulus {
        let description = description(of: child, isParsed: isParsed, showsRedrive: showsRedrive)
        if case .succeeded = child.outcome {
            return .taskSucceeded(scheduledEventID: eventID, output: Payload(description))
        }
        return .taskFailed(
            scheduledEventID: eventID, TaskFailure(error: ErrorName.taskFailed, cause: description.text))
    }

    /// DescribeExecution's answer with capitalised names, in alphabetical order as AWS has it.
    package static func description(of child: FinishedExecution, isParsed: Bool, showsRedrive: Bool) -> JSONValue {
        func payload(_ text: String) -> JSONValue {
            isParsed ? Payload(text: text).value : .string(text)
        }
        var output: JSONObject = [:]
        var status = "FAILED"
        switch child.outcome {
        case .succeeded(let result):
            status = "SUCCEEDED"
            output["Output"] = payload(result.text)
            output["OutputDetails"] = ["Included": true]
        case .failed(let error, let cause), .aborted(let error, let cause):
            if case .aborted = child.outcome { status = "ABORTED" }
            output["Cause"] = cause.map(JSONValue.string)
            output["Error"] = error.map(JSONValue.string)
        case .timedOut: status = "TIMED_OUT"
        }
        output["ExecutionArn"] = .string(child.executionArn)
        output["Input"] = payload(child.input)
        output["InputDetails"] = ["Included": true]
        output["Name"] = .string(child.name)
        if showsRedrive {
            let isDone = status == "SUCCEEDED"
            output["RedriveCount"] = .integer(child.redriveCount)
            output["RedriveStatus"] = isDone ? "NOT_REDRIVABLE" : "REDRIVABLE"
            if isDone { output["RedriveStatusReason"] = "Execution is SUCCEEDED and cannot be redriven" }
        }
        output["StartDate"] = .integer(child.startMilliseconds)
        output["StateMachineArn"] = .string(child.stateMachineArn)
        output["Status"] = .string(status)
        output["StopDate"] = .integer(child.stopMilliseconds)
        return .object(JSONObject(output.sorted { $0.key < $1.key }))
    }

    static func cause(_ error: ServiceError, requestID: String) -> String {
        "\(error.message) (Service: AWSStepFunctions; Status Code: 400; Error Code: \(error.code); Request ID: "
            + "\(requestID); Proxy: null)"
    }

    // MARK: Field names

    /// A request as a definition writes it (`StateMachineArn`) as the API has it (`stateMachineArn`); values that the
    /// API wants as JSON text are written as text.
    static func request(_ parameters: JSONValue) -> JSONValue {
        guard let object = parameters.object else { return parameters }
        return .object(
            JSONObject(
                object.map { key, value in
                    let name = key.prefix(1).lowercased() + key.dropFirst()
                    let isText = ["input", "output"].contains(name) && value.string == nil
                    return (key: name, value: isText ? .string(value.text) : value)
                }))
    }

    /// A response of the API with capitalised names, and times as text.
    static func response(_ response: JSONValue) -> JSONValue {
        switch response {
        case .array(let elements): .array(elements.map(self.response))
        case .object(let object):
            .object(
                JSONObject(
                    object.map { key, value in
                        let name = key.prefix(1).uppercased() + key.dropFirst()
                        guard key.hasSuffix("Date"), let seconds = value.double else {
                            return (key: name, value: self.response(value))
                        }
                        let time = Timestamp(milliseconds: Int64((seconds * 1_000).rounded()))
                        return (key: name, value: .string(time.text))
                    }))
        default: response
        }
    }
}

extension TaskAttempt {
    /// A UUID made from the attempt's idempotency key.
    func idempotencyUUID(purpose: String) -> String {
        let digest = Digest.sha256.hash(Array("\(executionArn)#\(scheduledEventID)#\(purpose)".utf8)).hexadecimal
        let digits = Array(digest.utf8)
        let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(decoding: digits[$0], as: UTF8.self) }
        return parts.joined(separator: "-")
    }
}
