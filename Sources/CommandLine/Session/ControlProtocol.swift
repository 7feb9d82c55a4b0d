import Engine
import Interpreter
import JSON
import Journal

/// What another process may ask of the one that runs executions: some operations of the Step Functions API, one a line as
/// `{"operation", "request"}`, answered by a line `{"response"}` or `{"error": {"code", "message"}}`.
enum ControlOperation {
    /// Performs a request; completes with the response.
    static func perform(
        _ message: JSONValue, on engine: Engine, _ journal: any ExecutionJournal,
        completion: @escaping @Sendable (Result<JSONValue, ServiceError>) -> Void
    ) {
        let request = message["request"] ?? [:]
        let arn = request["executionArn"]?.string ?? ""
        let token = request["taskToken"]?.string ?? ""
        let done: @Sendable (Result<Void, ServiceError>) -> Void = { completion($0.map { [:] }) }
        switch message["operation"]?.string {
        case "StopExecution":
            engine.stop(executionArn: arn, error: request["error"]?.string, cause: request["cause"]?.string) {
                completion($0.map { ["stopDate": .timestamp($0)] })
            }
        case "RedriveExecution":
            engine.redrive(executionArn: arn) { completion($0.map { ["redriveDate": .timestamp($0)] }) }
        case "SendTaskSuccess":
            guard let output = try? Payload(parsing: request["output"]?.string ?? "") else {
                return completion(
                    .failure(ServiceError(code: "InvalidOutput", message: "Invalid Output: 'output' is not JSON")))
            }
            engine.sendTaskSuccess(token: token, output: output, completion: done)
        case "SendTaskFailure":
            engine.sendTaskFailure(
                token: token, error: request["error"]?.string, cause: request["cause"]?.string, completion: done)
        case "SendTaskHeartbeat": engine.sendTaskHeartbeat(token: token, completion: done)
        case "DeleteSession": completion(deleteSession(named: request["session"]?.string ?? "", in: journal))
        case "GetActivityTask":
            // The poll ends with a task, or when the engine stops.
            _ = engine.pollActivity(
                arn: request["activityArn"]?.string ?? "", workerName: request["workerName"]?.string
            ) { outcome in
                completion(
                    outcome.map { task in
                        var response = JSONObject()
                        response["taskToken"] = task.map { .string($0.taskToken) }
                        response["input"] = task.map { .string($0.input) }
                        return .object(response)
                    })
            }
        case let operation:
            completion(
                .failure(
                    ServiceError(
                        code: "UnknownOperationException", message: "'\(operation ?? "")' is not an operation here")))
        }
    }

    /// No operation of AWS's API: agents' sessions are items of a table there.
    private static func deleteSession(
        named name: String, in journal: any ExecutionJournal
    ) -> Result<JSONValue, ServiceError> {
        do {
            guard let session = try StoredSession.all(in: journal).first(where: { $0.name == name }) else {
                return .failure(ServiceError(code: "ResourceNotFoundException", message: "No session '\(name)'"))
            }
            try session.delete(from: journal)
            return .success([:])
        } catch {
            return .failure(ServiceError(code: "InternalServerError", message: "\(error)"))
        }
    }
}
