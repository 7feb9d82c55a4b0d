internal import Engine
internal import Interpreter
internal import JSON
internal import Registry
internal import StatesLanguage
internal import Tasks

extension StepFunctionsAPI {
    /// Runs one state on its own; on the thread for long operations.
    func testState(_ call: Call) {
        call.attempt { () throws(APIError) in
            let request = try StateTestRequest(call, registry)
            try mockModels.check(request)
            let scope = (engine.configuration.region, registry.scope.prefix)
            let test = StateTest(request, scope: scope, nowMilliseconds: call.nowMilliseconds)
            proceed(try test.start(), test, request, call)
        }
    }

    /// Answers, or has the task performed first.
    private func proceed(_ need: StateTest.Need, _ test: StateTest, _ request: StateTestRequest, _ call: Call) {
        guard case .task(let attempt) = need else { return call.succeed(test.answer(request)) }
        guard attempt.isTestable else { return call.fail(.untestableResource) }
        let pending = PendingTest(test: test, request: request)
        var task = Tasks.TaskAttempt(attempt)
        if request.level == .trace {
            task.onExchange = { [jobs] exchange in jobs.add { pending.test.exchange = exchange } }
        }
        let performing = engine.configuration.tasks.start(task) { [self] report in
            jobs.add {
                guard pending.isWaiting else { return }
                pending.isWaiting = false
                call.attempt { () throws(APIError) in
                    let need = try pending.test.answer(Stimulus(report, of: attempt.scheduledEventID))
                    self.proceed(need, pending.test, pending.request, call)
                }
            }
        }
        timers.after(seconds: Self.testSeconds) { [jobs] in
            jobs.add {
                guard pending.isWaiting else { return }
                pending.isWaiting = false
                performing.cancel()
                call.succeed(["error": "States.Timeout", "status": "FAILED"])
            }
        }
    }

    /// How long a test may take.
    private static let testSeconds: Int64 = 300
}

/// A test whose task is being performed.
private final class PendingTest: @unchecked Sendable {
    // Unchecked, as only jobs of the job queue touch it, which run one after another.
    let test: StateTest
    let request: StateTestRequest
    var isWaiting = true

    init(test: StateTest, request: StateTestRequest) {
        self.test = test
        self.request = request
    }
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
        guard request.level != .info else { return answer }
        var data = inspectionData(of: request.state)
        exchange?.write(to: &data, revealsSecrets: request.revealsSecrets)
        answer["inspectionData"] = .object(data)
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

extension APIError {
    fileprivate static let untestableResource = APIError(
        "InvalidDefinition",
        "TestState API does not support activities, nested executions, '.sync' or '.waitForTaskToken' service "
            + "integrations without a mock")
}
