package import JSON

/// A program of the user's own that stands for a resource: JSON in, JSON out.
package protocol TaskProgram: Sendable {
    /// Runs it and returns at once; `completion` is called once, from any thread.
    func run(
        _ input: JSONValue, for attempt: TaskAttempt,
        completion: @escaping @Sendable (Result<JSONValue, TaskError>) -> Void
    ) -> TaskCancellation
}

extension TaskAttempt {
    /// The same for every delivery of this attempt, and for no other attempt.
    package var idempotencyKey: String { "\(executionArn)#\(scheduledEventID)" }
}

/// Performs tasks of any resource with a program that gets the task's parameters.
struct ProgramHandler: TaskHandler {
    let program: any TaskProgram

    func start(_ attempt: TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void) -> TaskCancellation {
        program.run(attempt.parameters, for: attempt) { outcome in
            guard case .success(let output) = outcome, attempt.awaitsToken else { return report(TaskReport(outcome)) }
            report(.submitted(output: output))
        }
    }
}

extension TaskAttempt {
    var awaitsToken: Bool {
        if case .service(_, _, .waitForTaskToken, _) = resource { true } else { false }
    }
}

/// A Lambda function that is really a program: it gets the payload, and its result is the payload of the response.
struct ProgramFunction: LambdaService {
    let program: any TaskProgram
    let attempt: TaskAttempt

    func invoke(
        _ invocation: LambdaInvocation, completion: @escaping @Sendable (Result<LambdaResponse, ServiceFailure>) -> Void
    ) -> TaskCancellation {
        let input: JSONValue
        do throws(JSONParseError) {
            input = invocation.payload.isEmpty ? [:] : try JSONValue(parsing: invocation.payload)
        } catch {
            completion(.failure(.failed(.runtime("The payload is not JSON: \(error)"))))
            return .none
        }
        return program.run(input, for: attempt) { outcome in
            completion(
                outcome.map { Self.response(Array($0.text.utf8)) }.mapError { ServiceFailure.failed($0) })
        }
    }

    static func response(_ payload: [UInt8]) -> LambdaResponse {
        LambdaResponse(
            status: 200,
            headers: [
                HTTPHeader("Content-Type", "application/json"), HTTPHeader("Content-Length", "\(payload.count)"),
                HTTPHeader("Date", WallTime.now.httpDate), HTTPHeader("x-amzn-RequestId", randomRequestID()),
                HTTPHeader("X-Amz-Executed-Version", "$LATEST"),
            ], payload: payload)
    }
}

/// Always the same result.
struct FixedResult: TaskProgram {
    let result: JSONValue

    func run(
        _ input: JSONValue, for attempt: TaskAttempt,
        completion: @escaping @Sendable (Result<JSONValue, TaskError>) -> Void
    ) -> TaskCancellation {
        completion(.success(result))
        return .none
    }
}
