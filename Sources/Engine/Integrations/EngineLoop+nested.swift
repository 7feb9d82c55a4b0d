import Threads
import Interpreter
import JSON
import Journal
import StatesLanguage
import Tasks

/// `states:startExecution` in its four forms, and Step Functions API calls through `aws-sdk:sfn`.
///
/// AWS Step Functions Developer Guide, "Start a new AWS Step Functions state machine from a running execution".
extension EngineLoop {
    func startNested(_ attempt: Interpreter.TaskAttempt, _ integration: ServiceIntegration, _ running: Running) {
        let id = running.id
        let eventID = attempt.scheduledEventID
        let mailbox = mailbox
        let report: @Sendable (Stimulus) -> Void = { mailbox.send(.deliver(id, $0)) }
        do throws(ServiceError) {
            let request = try nestedRequest(attempt)
            let isExpress = request.machine.isExpress
            if integration.pattern == .sync || integration.pattern == .sync2, isExpress {
                throw ServiceError(
                    code: "StateMachineTypeNotSupported",
                    message: "This operation is not supported by this type of state machine")
            }
            let (child, isNew) = try nestedChild(request, by: attempt, running)
            let output = Payload(NestedExecution.startResponse(child.started, requestID: nestedRequestID(attempt)))
            let answer: Stimulus =
                integration.pattern == .requestResponse
                ? .taskSucceeded(scheduledEventID: eventID, output: output)
                : .taskSubmitted(scheduledEventID: eventID, output: output)
            whenDurable(child, isNew: isNew) { result in
                if case .success = result { report(answer) } else { mailbox.send(.reload(id)) }
            }
            guard integration.pattern == .sync || integration.pattern == .sync2 else { return }
            let isParsed = integration.pattern == .sync2
            let hasRole = attempt.roleArn != nil
            wait(for: child.started.executionArn) { result in
                guard let finished = try? result.get() else { return _ = mailbox.send(.reload(id)) }
                report(NestedExecution.answer(finished, of: eventID, isParsed: isParsed, showsRedrive: hasRole))
            }
        } catch {
            report(
                .taskFailed(
                    scheduledEventID: eventID,
                    TaskFailure(
                        error: "StepFunctions.\(error.code)Exception",
                        cause: NestedExecution.cause(error, requestID: nestedRequestID(attempt)))))
        }
    }

    private enum NestedChild {
        case running(Running)
        case recorded(StartedExecution)

        var started: StartedExecution {
            switch self {
            case .running(let running):
                StartedExecution(
                    executionArn: running.execution.header.arn,
                    startMilliseconds: running.execution.header.startMilliseconds)
            case .recorded(let started): started
            }
        }
    }

    /// Makes the child, or finds the one that the same attempt started before a crash.
    private func nestedChild(
        _ request: StartRequest, by attempt: Interpreter.TaskAttempt, _ running: Running
    ) throws(ServiceError) -> (NestedChild, isNew: Bool) {
        let key = "\(attempt.executionArn)#\(attempt.scheduledEventID)"
        let arn = Arn.execution(request.machine.stateMachineArn, name: request.name ?? "")
        if !request.machine.isExpress, let record = try? journal.execution(arn: arn),
            record.details["startedBy"]?.string == key
        {
            return (
                .recorded(
                    StartedExecution(executionArn: record.arn, startMilliseconds: record.startMilliseconds)), false
            )
        }
        let parent = ExecutionParent(
            id: running.id, mapRunArn: nil, definition: nil, details: ["startedBy": .string(key)])
        let (child, isNew) = try begin(
            request, journaling: request.machine.isExpress ? .startAndEnd : .history, parent: parent)
        return (.running(child), isNew)
    }

    /// Starts a new child, and says when the journal has it.
    private func whenDurable(
        _ child: NestedChild, isNew: Bool, _ completion: @escaping @Sendable (Result<Void, ServiceError>) -> Void
    ) {
        guard case .running(let child) = child else { return completion(.success(())) }
        guard isNew else { return tellOnceDurable(child, completion) }
        child.onCommit.append { completion($0.mapError { .notWritten($0) }) }
        launch(child)
    }

    private func nestedRequest(_ attempt: Interpreter.TaskAttempt) throws(ServiceError) -> StartRequest {
        let parameters = attempt.parameters.value
        guard let text = parameters["StateMachineArn"]?.string else {
            throw ServiceError(code: "InvalidArn", message: "Invalid Arn: 'StateMachineArn' must be given as a string")
        }
        let (arn, testCase) = TestCaseArn.parts(text)
        let machine: ResolvedMachine
        do throws(MachineLookupError) {
            machine = try configuration.machines.machine(arn: arn)
        } catch {
            throw ServiceError(code: error.code, message: error.message)
        }
        let name = parameters["Name"]?.string ?? nestedName(attempt)
        if let testCase { try TestCaseArn.use(testCase, of: machine.name, by: name, configuration.mocks) }
        return StartRequest(
            machine: machine, name: name,
            input: try nestedInput(parameters["Input"]), traceHeader: parameters["TraceHeader"]?.string)
    }

    /// A string is the input's text; everything else is the input; without one it is empty.
    private func nestedInput(_ value: JSONValue?) throws(ServiceError) -> Payload {
        switch value {
        case nil, .null?: return .emptyObject
        case .string(let text)?:
            do throws(JSONParseError) {
                return try Payload(parsing: text)
            } catch {
                throw ServiceError(
                    code: "InvalidExecutionInput", message: "Invalid State Machine Execution Input: '\(error.message)'")
            }
        case let value?: return Payload(value)
        }
    }

    /// A name that the same attempt always has.
    private func nestedName(_ attempt: Interpreter.TaskAttempt) -> String {
        attempt.idempotencyUUID(purpose: "name")
    }

    private func nestedRequestID(_ attempt: Interpreter.TaskAttempt) -> String {
        attempt.idempotencyUUID(purpose: "request")
    }

    /// An API call; Step Functions' own fields in and out.
    func callLocalAPI(_ attempt: Interpreter.TaskAttempt, _ integration: ServiceIntegration, _ running: Running) {
        let id = running.id
        let eventID = attempt.scheduledEventID
        let mailbox = mailbox
        let requestID = nestedRequestID(attempt)
        let operation = integration.action.prefix(1).uppercased() + integration.action.dropFirst()
        guard let api = configuration.localAPI else {
            let failure = TaskFailure(
                error: "States.Runtime", cause: "The Step Functions API is not available to this execution.")
            return deliver(.taskFailed(scheduledEventID: eventID, failure), to: running)
        }
        let waits = integration.pattern == .waitForTaskToken
        api.call(operation, NestedExecution.request(attempt.parameters.value)) { result in
            switch result {
            case .success(let response):
                let output = Payload(NestedExecution.response(response))
                mailbox.send(
                    .deliver(
                        id,
                        waits
                            ? .taskSubmitted(scheduledEventID: eventID, output: output)
                            : .taskSucceeded(scheduledEventID: eventID, output: output)))
            case .failure(let error):
                let failure = TaskFailure(
                    error: "Sfn.\(error.code)Exception",
                    cause: "\(error.message) (Service: Sfn, Status Code: 400, Request ID: \(requestID)) "
                        + "(SDK Attempt Count: 1)")
                mailbox.send(.deliver(id, .taskFailed(scheduledEventID: eventID, failure)))
            }
        }
    }
}
