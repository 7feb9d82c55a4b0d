import JSON
import Synchronization
import Testing
import Threads

@testable import Tasks

/// A service that tells a job's status from a list, one answer a call.
private final class ScriptedService: ServiceCaller {
    private let answers: Mutex<[JSONObject]>
    let calls = Mutex<[(action: String, parameters: JSONValue)]>([])

    init(_ answers: [JSONObject]) { self.answers = Mutex(answers) }

    func perform(
        _ call: ServiceCall, completion: @escaping @Sendable (Result<ServiceResponse, ServiceCallFailure>) -> Void
    ) -> TaskCancellation {
        calls.withLock { $0.append((call.action, call.parameters)) }
        let answer = answers.withLock { $0.count > 1 ? $0.removeFirst() : $0.first ?? [:] }
        completion(.success(ServiceResponse(result: answer, status: 200, headers: [], requestID: "r")))
        return .none
    }
}

@Suite struct SyncJobTests {
    private func run(
        _ service: ScriptedService, _ name: String, _ action: String, _ parameters: JSONValue
    ) async -> [TaskReport] {
        let resource = TaskResource.service(service: name, action: action, pattern: .sync, isSDK: false)
        let reports = AsyncStream<TaskReport> { continuation in
            _ = ServiceTaskHandler(caller: service).start(attempt(resource, parameters)) { report in
                continuation.yield(report)
                if case .submitted = report { return }
                continuation.finish()
            }
        }
        var seen: [TaskReport] = []
        for await report in reports { seen.append(report) }
        return seen
    }

    @Test func waitsUntilTheJobHasEnded() async {
        let service = ScriptedService([
            ["JobId": "j"], ["Jobs": [["Status": "RUNNING"]]], ["Jobs": [["Status": "SUCCEEDED", "JobId": "j"]]],
        ])
        let reports = await run(service, "batch", "submitJob", ["JobName": "n"])
        #expect(reports.count == 2)
        guard case .submitted(let submitted)? = reports.first else {
            Issue.record("\(reports)")
            return
        }
        #expect(submitted["JobId"] == "j")
        #expect(reports.last == .succeeded(output: ["Status": "SUCCEEDED", "JobId": "j"]))
        #expect(service.calls.withLock { $0.map(\.action) } == ["submitJob", "describeJobs", "describeJobs"])
        #expect(service.calls.withLock { $0[1].parameters } == ["Jobs": ["j"]])
    }

    @Test func aFailedJobIsTheCause() async {
        let service = ScriptedService([["JobRunId": "r"], ["JobRun": ["JobRunState": "FAILED", "Id": "r"]]])
        let reports = await run(service, "glue", "startJobRun", ["JobName": "n"])
        #expect(
            reports.last == .failed(error: "States.TaskFailed", cause: #"{"JobRunState":"FAILED","Id":"r"}"#))
        #expect(service.calls.withLock { $0[1].parameters } == ["JobName": "n", "RunId": "r"])
    }

    @Test(arguments: [(0, true), (1, false)]) func aTaskOfECSIsJudgedByItsExitCodes(code: Int64, succeeds: Bool) async {
        let described: JSONObject = [
            "Tasks": [["LastStatus": "STOPPED", "Containers": [["ExitCode": .integer(code)]]]]
        ]
        let service = ScriptedService([["Tasks": [["TaskArn": "t"]]], described])
        let reports = await run(service, "ecs", "runTask", ["Cluster": "c"])
        if case .succeeded? = reports.last { #expect(succeeds) } else { #expect(!succeeds) }
    }

    @Test func aCancelledTaskStopsItsJob() async {
        let service = ScriptedService([["JobId": "j"], ["Jobs": [["Status": "RUNNING"]]]])
        let resource = TaskResource.service(service: "batch", action: "submitJob", pattern: .sync, isSDK: false)
        let cancellation = ServiceTaskHandler(caller: service).start(attempt(resource, [:])) { _ in }
        cancellation.cancel()
        cancellation.cancel()
        let stops = service.calls.withLock { $0.filter { $0.action == "terminateJob" } }
        #expect(stops.count == 1)
        #expect(stops.first?.parameters == ["JobId": "j", "Reason": "The execution was stopped."])
    }

    @Test func otherIntegrationsCannotBeWaitedFor() async {
        let service = ScriptedService([])
        let reports = await run(service, "sqs", "sendMessage", [:])
        guard case .failed("States.Runtime", _?)? = reports.first else {
            Issue.record("\(reports)")
            return
        }
        #expect(service.calls.withLock { $0.isEmpty })
    }
}
