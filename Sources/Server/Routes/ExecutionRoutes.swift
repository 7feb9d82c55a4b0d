internal import Engine
internal import Interpreter
internal import JSON
internal import Journal
internal import Registry
internal import StatesLanguage

extension StepFunctionsAPI {
    func startExecution(_ call: Call) {
        call.attempt { () throws(APIError) in
            engine.start(try startRequest(call, try target(call))) {
                call.answer($0) { started in
                    [
                        "executionArn": .string(started.executionArn),
                        "startDate": .timestamp(milliseconds: started.startMilliseconds),
                    ]
                }
            }
        }
    }

    func startSyncExecution(_ call: Call) {
        call.attempt { () throws(APIError) in
            let target = try target(call)
            guard target.type == .express else { throw .unsupportedType }
            engine.startAndWait(try startRequest(call, target)) {
                call.answer($0) { finished in finished.answer(hasData: call.string("includedData") != "METADATA_ONLY") }
            }
        }
    }

    func stopExecution(_ call: Call) {
        call.attempt { () throws(APIError) in
            engine.stop(
                executionArn: try standardExecutionArn(call), error: call.string("error"), cause: call.string("cause")
            ) {
                call.answer($0) { stopped in ["stopDate": .timestamp(milliseconds: stopped)] }
            }
        }
    }

    func redriveExecution(_ call: Call) {
        call.attempt { () throws(APIError) in
            let record = try execution(call)
            let token = call.string("clientToken")
            if let token, let redriven = redrives.date(of: record.arn, token, nowMilliseconds: call.nowMilliseconds) {
                return call.succeed(["redriveDate": .timestamp(milliseconds: redriven)])
            }
            if let obstacle = redriveObstacle(record, nowMilliseconds: call.nowMilliseconds) {
                throw APIError("ExecutionNotRedrivable", obstacle.rawValue)
            }
            engine.redrive(executionArn: record.arn) { [redrives] outcome in
                if let token, case .success(let date) = outcome { redrives.note(record.arn, token, date) }
                call.answer(outcome) { redriven in ["redriveDate": .timestamp(milliseconds: redriven)] }
            }
        }
    }

    /// What stands behind `#` in the ARN of a state machine: a test case of the mock configuration.
    private func testCase(_ call: Call, _ target: ExecutionTarget) throws(APIError) -> String? {
        guard let testCase = call.testedArn.testCase else { return nil }
        guard let mocks else {
            throw .validation("The test case '\(testCase)' cannot be used: the server has no mock configuration file")
        }
        guard mocks.has(testCase, of: target.name) else {
            throw .validation(
                "The mock configuration file has no test case '\(testCase)' for the state machine '\(target.name)'")
        }
        return testCase
    }

    private func target(_ call: Call) throws(APIError) -> ExecutionTarget {
        try rules { () throws(RegistryError) in
            let arn = try StatesArn(call.testedArn.stateMachine)
            return try registry.target(arn, drawing: Int.random(in: 0..<100))
        }
    }

    private func startRequest(_ call: Call, _ target: ExecutionTarget) throws(APIError) -> StartRequest {
        var name = call.string("name")
        if let name { try rules { () throws(RegistryError) in try ResourceName.check(name) } }
        if let testCase = try testCase(call, target) {
            name = name ?? RandomID.uuid()
            mocks?.use(testCase, machine: target.name, name: name ?? "")
        }
        let input = try call.payload("input", default: "{}", invalid: APIError.invalidExecutionInput)
        let machine = try rules { () throws(RegistryError) in try registry.resolve(target) }
        return StartRequest(
            machine: machine, name: name, input: input, traceHeader: call.string("traceHeader"), observer: nil)
    }
}

extension Call {
    /// `stateMachineArn` without what stands behind its `#`, and that.
    fileprivate var testedArn: (stateMachine: String, testCase: String?) {
        let text = string("stateMachineArn") ?? ""
        guard let mark = text.utf8.firstIndex(of: UInt8(ascii: "#")) else { return (text, nil) }
        return (String(text[..<mark]), String(text[text.utf8.index(after: mark)...]))
    }
}

extension FinishedExecution {
    /// What StartSyncExecution answers.
    fileprivate func answer(hasData: Bool) -> JSONObject {
        var answer: JSONObject = [
            "executionArn": .string(executionArn), "stateMachineArn": .string(stateMachineArn), "name": .string(name),
            "startDate": .timestamp(milliseconds: startMilliseconds),
            "stopDate": .timestamp(milliseconds: stopMilliseconds),
        ]
        switch outcome {
        case .succeeded(let output):
            answer["status"] = "SUCCEEDED"
            if hasData { answer["output"] = .string(output.text) }
        case .failed(let error, let cause), .aborted(let error, let cause):
            answer["status"] = "FAILED"
            answer["error"] = error.map { .string($0) }
            answer["cause"] = cause.map { .string($0) }
        case .timedOut: answer["status"] = "TIMED_OUT"
        }
        if hasData { answer["input"] = .string(input) }
        answer["inputDetails"] = ["included": .bool(hasData)]
        answer["outputDetails"] = ["included": .bool(hasData)]
        // Express workflows are billed by started 100 ms and 64 MB.
        let duration = max(stopMilliseconds - startMilliseconds, 1)
        answer["billingDetails"] = [
            "billedMemoryUsedInMB": 64, "billedDurationInMilliseconds": .integer((duration + 99) / 100 * 100),
        ]
        return answer
    }
}
