internal import Engine
internal import Interpreter
internal import JSON
internal import Registry
internal import StatesLanguage
internal import Synchronization
internal import Tasks

extension StepFunctionsAPI {
    /// Runs one state on its own; on the thread for long operations.
    func testState(_ call: Call) {
        call.attempt { () throws(APIError) in
            let request = try StateTestRequest(call)
            try mockModels.check(request)
            let scope = (engine.configuration.region, registry.scope.prefix)
            let test = StateTest(request, scope: scope, nowMilliseconds: call.nowMilliseconds)
            proceed(try test.start(), test, request, call)
        }
    }

    /// Answers, or has the task performed first.
    private func proceed(_ need: StateTest.Need, _ test: StateTest, _ request: StateTestRequest, _ call: Call) {
        guard case .task(let attempt) = need else { return call.succeed(test.answer(request)) }
        guard attempt.isTestable else {
            return call.fail(.validation("The resource of this Task state can only be tested with a mock"))
        }
        // The test is only ever touched by one job at a time.
        let pending = PendingTest(test: test, request: request)
        _ = engine.configuration.tasks.start(Tasks.TaskAttempt(attempt)) { [self] report in
            jobs.add {
                call.attempt { () throws(APIError) in
                    let stimulus = Stimulus(report, of: attempt.scheduledEventID)
                    let need = try pending.test.answer(stimulus)
                    guard case .task = need else { return call.succeed(pending.test.answer(pending.request)) }
                    self.proceed(need, pending.test, pending.request, call)
                }
            }
        }
    }
}

/// Carries a test from the job that started its task to the job that has the answer.
private struct PendingTest: @unchecked Sendable {
    // Unchecked, as the job queue runs one job at a time, and a test has one task at a time.
    let test: StateTest
    let request: StateTestRequest
}

extension Interpreter.TaskAttempt {
    /// Whether TestState can have it performed: nothing that answers later, and nothing of this service itself.
    fileprivate var isTestable: Bool {
        switch resource {
        case .lambda: true
        case .activity: false
        case .service(let integration):
            integration.pattern == .requestResponse && integration.service != "states" && integration.service != "sfn"
        }
    }
}

extension StateTest {
    /// What TestState answers.
    func answer(_ request: StateTestRequest) -> JSONObject {
        var answer: JSONObject = [:]
        switch result {
        case .succeeded(let output, let next):
            answer["output"] = .string(output)
            answer["nextState"] = next.map { .string($0) }
            answer["status"] = "SUCCEEDED"
        case .caught(let error, let output, let next):
            answer["output"] = .string(output)
            answer["nextState"] = next.map { .string($0) }
            error.write(to: &answer, status: "CAUGHT_ERROR")
        case .retriable(let error): error.write(to: &answer, status: "RETRIABLE")
        case .failed(let error): error.write(to: &answer, status: "FAILED")
        }
        if request.level != .info { answer["inspectionData"] = .object(inspectionData(of: request.state)) }
        return answer
    }
}

extension StateTest.StateError {
    fileprivate func write(to answer: inout JSONObject, status: JSONValue) {
        answer["error"] = name.map { .string($0) }
        answer["cause"] = cause.map { .string($0) }
        answer["status"] = status
    }
}
