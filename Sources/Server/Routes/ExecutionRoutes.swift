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
            if redriveObstacle(record, nowMilliseconds: call.nowMilliseconds) == .isDeleting {
                throw APIError("ExecutionNotRedrivable", RedriveObstacle.isDeleting.rawValue)
            }
            engine.redrive(executionArn: record.arn) { [redrives] outcome in
                if let token, case .success(let date) = outcome { redrives.note(record.arn, token, date) }
                call.answer(outcome) { redriven in ["redriveDate": .timestamp(milliseconds: redriven)] }
            }
        }
    }

    private func target(_ call: Call) throws(APIError) -> ExecutionTarget {
        try rules { () throws(RegistryError) in
            let arn = try StatesArn(call.testCaseArn.stateMachineArn)
            return try registry.target(arn, drawing: Int.random(in: 0..<100))
        }
    }

    private func startRequest(_ call: Call, _ target: ExecutionTarget) throws(APIError) -> StartRequest {
        var name = call.string("name")
        if let name { try rules { () throws(RegistryError) in try ResourceName.check(name) } }
        if let testCase = call.testCaseArn.testCase {
            let given = name ?? RandomID.uuid()
            name = given
            do throws(ServiceError) {
                try TestCaseArn.use(testCase, of: target.name, by: given, engine.configuration.mocks)
            } catch {
                throw APIError(error)
            }
        }
        let input = try call.payload("input", default: "{}", invalid: APIError.invalidExecutionInput)
        let machine = try rules { () throws(RegistryError) in try registry.resolve(target) }
        return StartRequest(
            machine: machine, name: name, input: input, traceHeader: call.string("traceHeader"), observer: nil)
    }
}

extension Call {
    fileprivate var testCaseArn: (stateMachineArn: String, testCase: String?) {
        TestCaseArn.parts(string("stateMachineArn") ?? "")
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
