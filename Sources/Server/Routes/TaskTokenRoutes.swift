internal import Engine
internal import JSON
internal import Registry

/// What workers tell of their tasks.
extension StepFunctionsAPI {
    /// How long GetActivityTask waits for a task.
    private static let pollSeconds: Int64 = 60

    func getActivityTask(_ call: Call) {
        call.attempt { () throws(APIError) in
            let arn = try call.arn("activityArn")
            _ = try rules { () throws(RegistryError) in try registry.activity(arn) }
            let poll = engine.pollActivity(arn: arn.text, workerName: call.string("workerName")) {
                call.answer($0) { task in
                    guard let task else { return [:] }
                    return ["taskToken": .string(task.taskToken), "input": .string(task.input)]
                }
            }
            // A poll that is over is not there to be cancelled any more.
            timers.after(seconds: Self.pollSeconds) { [engine] in engine.cancelPoll(poll) }
            call.onHangup { [engine] in engine.cancelPoll(poll) }
        }
    }

    func sendTaskSuccess(_ call: Call) {
        call.attempt { () throws(APIError) in
            let output = try call.payload("output", default: "", invalid: APIError.invalidOutput)
            engine.sendTaskSuccess(token: call.string("taskToken") ?? "", output: output) { call.answer($0) { [:] } }
        }
    }

    func sendTaskFailure(_ call: Call) {
        engine.sendTaskFailure(
            token: call.string("taskToken") ?? "", error: call.string("error"), cause: call.string("cause")
        ) { call.answer($0) { [:] } }
    }

    func sendTaskHeartbeat(_ call: Call) {
        engine.sendTaskHeartbeat(token: call.string("taskToken") ?? "") { call.answer($0) { [:] } }
    }
}
