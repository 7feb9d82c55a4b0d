import JSON
import Testing

@testable import AgentStates

/// The machine that an `OrchestratorWorkers` state lowers to, run with scripted agents.
@Suite struct OrchestratorWorkersTests {
    private static func yaml(_ fields: [String] = []) -> String {
        """
        QueryLanguage: JSONata
        StartAt: Research
        Agents:
          Lead: {Model: amazon.nova-pro-v1:0}
          Finder: {Model: amazon.nova-lite-v1:0, Tools: [calculator], MaxTurns: 2}
          Checker: {Model: amazon.nova-micro-v1:0}
        States:
          Research:
            Type: OrchestratorWorkers
            Orchestrator: Lead
            Workers: [Finder, Checker]
            Prompt: Compare A and B.
        \(fields.map { "    \($0)" }.joined(separator: "\n"))
            End: true
        """
    }

    private static func task(_ id: String, _ worker: String = "Finder", after: [String] = []) -> JSONValue {
        [
            "Id": .string(id), "Worker": .string(worker), "Objective": .string("do \(id)"),
            "DependsOn": .array(after.map(JSONValue.string)),
        ]
    }

    private static func plan(_ tasks: JSONValue..., satisfied: Bool? = nil) -> ScriptedRun.Answer {
        var input: JSONObject = ["Tasks": .array(tasks)]
        input["Satisfied"] = satisfied.map(JSONValue.bool)
        return says("", calls: [use("answer", .object(input))])
    }

    /// - Parameter worker: the answer to a worker's call; nil for `did TASK`.
    private static func run(
        _ fields: [String] = [], plans: [ScriptedRun.Answer],
        worker: @escaping (ScriptedRun.Call, String) -> ScriptedRun.Answer? = { _, _ in nil }
    ) throws -> ScriptedRun {
        var plans = plans
        return try ScriptedRun(yaml(fields)) { call in
            if call.state.contains("PlanCall") { return plans.count > 1 ? plans.removeFirst() : plans[0] }
            if call.state.contains("WorkerCall") {
                let first = call.arguments["Messages"]?[0]?["Content"]?[0]?["Text"]?.string ?? ""
                let id = first.split(separator: "\n").first.map { String($0.dropFirst("Objective: do ".count)) } ?? ""
                return worker(call, id) ?? says("did \(id)")
            }
            if call.resource.hasSuffix("waitForTaskToken") { return .success(["Approved": true]) }
            return says("A is better")
        }
    }

    private static let diamond = plan(
        task("a"), task("b", "Checker", after: ["a"]), task("c", after: ["a"]), task("d", after: ["b", "c"]))

    @Test func worksInWavesAndKeepsPlanOrder() throws {
        let run = try Self.run(plans: [Self.diamond])
        #expect(run.output?["Text"] == "A is better")
        #expect(run.output?["Results"]?.array?.map { $0["Id"] } == ["a", "b", "c", "d"])
        #expect(run.output?["Results"]?.array?.map { $0["Text"] } == ["did a", "did b", "did c", "did d"])
        #expect(run.output?["Results"]?[1]?["Worker"] == "Checker")
        #expect(run.output?["Plan"]?.array?.count == 4)
        #expect(run.output?["Usage"]?["Calls"] == 6)
        let entered = run.modelCalls.filter { $0.state.contains("WorkerCall") }
        #expect(
            entered.map { $0.lastText.prefix(15) } == [
                "Objective: do a", "Objective: do b", "Objective: do c", "Objective: do d",
            ])
        #expect(run.modelCalls[0].arguments["ToolConfig"]?["ToolChoice"] == ["Tool": ["Name": "answer"]])
    }

    @Test func showsAWorkerItsTaskAndWhatItDependsOnOnly() throws {
        let run = try Self.run(plans: [Self.diamond])
        let last = try #require(run.modelCalls.last { $0.state.contains("WorkerCall") })
        #expect(last.arguments["Messages"]?.array?.count == 1)
        #expect(last.lastText == "Objective: do d\n\nResult of b:\ndid b\n\nResult of c:\ndid c")
    }

    @Test func sendsABadPlanBack() throws {
        let run = try Self.run(plans: [
            Self.plan(Self.task("a", after: ["b"]), Self.task("b", after: ["a"]), Self.task("c")),
            Self.plan(Self.task("a", "Nobody")),
            Self.plan(Self.task("a")),
        ])
        #expect(run.output?["Text"] == "A is better")
        func note(_ call: ScriptedRun.Call) -> String? {
            call.arguments["Messages"]?.array?.last?["Content"]?[0]?["ToolResult"]?["Content"]?[0]?["Text"]?.string
        }
        #expect(
            note(run.modelCalls[1]) == "Your answer is not valid: the dependencies of a, b form a cycle. Answer again.")
        #expect(
            note(run.modelCalls[2])
                == #"Your answer is not valid: answer.Tasks[0].Worker must be one of ["Finder","Checker"]. Answer again."#
        )
    }

    @Test(arguments: [
        [task("a"), task("a")], [task("a", after: ["x"])], [task("a"), task("b"), task("c")], [],
    ])
    func failsAfterThreeBadPlans(tasks: [JSONValue]) throws {
        let plan = says("", calls: [use("answer", ["Tasks": .array(tasks)])])
        let run = try Self.run(["MaxTasks: 2"], plans: [plan])
        #expect(run.failure?.error == "Agent.PlanInvalid")
        #expect(run.modelCalls.count == 3)
    }

    // MARK: Failing workers

    private static let failing: @Sendable (ScriptedRun.Call, String) -> ScriptedRun.Answer? = { call, id in
        id == "b" && call.arguments["ModelId"] == "amazon.nova-lite-v1:0"
            ? .failure("BedrockRuntime.ValidationException", "bad") : nil
    }
    private static let three = plan(task("a"), task("b"), task("c"))

    @Test func failsWithTheWorker() throws {
        let run = try Self.run(plans: [Self.three], worker: Self.failing)
        #expect(run.failure?.error == "Agent.WorkerFailed")
        #expect(run.partial?["Reason"] == "These tasks failed: b")
        #expect(run.partial?["Results"]?.array?.map { $0["Status"] } == ["succeeded", "failed", "succeeded"])
        #expect(run.partial?["Usage"]?["Calls"] == 3)
    }

    @Test func continuesWithoutTheWorker() throws {
        let run = try Self.run(["OnWorkerFailure: {Policy: Continue}"], plans: [Self.three], worker: Self.failing)
        #expect(run.output?["Text"] == "A is better")
        #expect(run.output?["Results"]?[1]?["Status"] == "failed")
        #expect(run.output?["Results"]?[1]?["Error"] == "BedrockRuntime.ValidationException")
        #expect(
            run.modelCalls.last?.lastText.contains("[b] Finder, failed:\nBedrockRuntime.ValidationException") == true)
    }

    @Test func triesAgain() throws {
        var failures = 2
        let run = try Self.run(["OnWorkerFailure: {Policy: Fail, Attempts: 3}"], plans: [Self.three]) { _, id in
            guard id == "b", failures > 0 else { return nil }
            failures -= 1
            return .failure("BedrockRuntime.ValidationException", "bad")
        }
        #expect(run.output?["Results"]?[1]?["Attempts"] == 3)
        #expect(run.output?["Results"]?[1]?["Status"] == "succeeded")
    }

    @Test func replacesTheWorker() throws {
        let run = try Self.run(
            ["OnWorkerFailure: {Policy: Replace, With: Checker}"], plans: [Self.three], worker: Self.failing)
        #expect(run.output?["Results"]?[1]?["Worker"] == "Checker")
        #expect(run.output?["Results"]?[1]?["Text"] == "did b")
    }

    @Test(arguments: [(2, true), (3, false)])
    func needsAQuorum(quorum: Int, succeeds: Bool) throws {
        let run = try Self.run(
            ["OnWorkerFailure: {Policy: Quorum, Quorum: \(quorum)}"], plans: [Self.three], worker: Self.failing)
        #expect((run.output != nil) == succeeds)
        if !succeeds { #expect(run.failure?.error == "Agent.QuorumNotMet") }
    }

    @Test func countsWhatFailedWorkersUsed() throws {
        let run = try Self.run(["OnWorkerFailure: {Policy: Continue}"], plans: [Self.three]) { _, id in
            id == "b" ? says("", calls: [use("nothing", [:])]) : nil
        }
        #expect(run.output?["Results"]?[1]?["Error"] == "Agent.MaxTurns")
        #expect(run.output?["Results"]?[1]?["Usage"]?["Calls"] == 2)
        #expect(run.output?["Usage"]?["Calls"] == 6)
    }

    @Test func sharesTheBudgetAmongTheWorkersOfAWave() throws {
        let run = try Self.run(
            ["OnWorkerFailure: {Policy: Continue}", "Budget: {MaxCalls: 8}"], plans: [Self.three]
        ) { _, id in id == "b" ? says("", calls: [use("nothing", [:])]) : nil }
        // One call is used by the plan; of the seven left each worker may have two.
        #expect(run.output?["Results"]?[1]?["Error"] == "Agent.MaxTurns")
        let tight = try Self.run(
            ["OnWorkerFailure: {Policy: Continue}", "Budget: {MaxCalls: 5}"], plans: [Self.three]
        ) { _, id in id == "b" ? says("", calls: [use("nothing", [:])]) : nil }
        #expect(tight.output?["Results"]?[1]?["Error"] == "Agent.BudgetExceeded")
        #expect(tight.output?["Usage"]?["Calls"] == 5)
    }

    @Test func aUsedUpBudgetIsToldAsSuch() throws {
        let worker = try Self.run(["Budget: {MaxCalls: 4}"], plans: [Self.three]) { _, id in
            id == "b" ? says("", calls: [use("nothing", [:])]) : nil
        }
        #expect(worker.failure?.error == "Agent.BudgetExceeded")
        #expect(worker.partial?["Results"]?.array?.map { $0["Status"] } == ["succeeded", "failed", "succeeded"])
    }

    @Test func whatWasDoneIsInTheCause() throws {
        let synthesis = try Self.run(["Budget: {MaxCalls: 4}"], plans: [Self.three])
        #expect(synthesis.failure?.error == "Agent.BudgetExceeded")
        #expect(synthesis.partial?["Results"]?.array?.map { $0["Text"] } == ["did a", "did b", "did c"])
        #expect(synthesis.partial?["Plan"]?.array?.map { $0["Id"] } == ["a", "b", "c"])
        #expect(synthesis.partial?["Usage"]?["Calls"] == 4)
    }

    @Test func longResultsAreCutToTheirShare() throws {
        let run = try Self.run(["MaxTasks: 20"], plans: [Self.three]) { _, id in
            id == "b" ? says(String(repeating: "y", count: 30_000)) : nil
        }
        let text = run.output?["Results"]?[1]?["Text"]?.string ?? ""
        #expect(text.hasSuffix("\n[cut: the first 5000 of 30000 characters]"))
        #expect(run.output?["Results"]?[0]?["Text"] == "did a")
    }

    // MARK: Rounds and reviews

    @Test func plansOnlyWhatIsLeft() throws {
        let run = try Self.run(
            ["MaxRounds: 3"],
            plans: [
                Self.plan(Self.task("a")), Self.plan(Self.task("b", after: ["a"]), satisfied: false),
                Self.plan(satisfied: true),
            ])
        #expect(run.output?["Results"]?.array?.map { $0["Id"] } == ["a", "b"])
        #expect(run.modelCalls.filter { $0.state.contains("WorkerCall") }.count == 2)
        #expect(run.modelCalls.filter { $0.state.contains("PlanCall") }.count == 3)
    }

    @Test func stopsAfterItsRounds() throws {
        let run = try Self.run(
            ["MaxRounds: 2"],
            plans: [Self.plan(Self.task("a")), Self.plan(Self.task("b")), Self.plan(Self.task("c"))])
        #expect(run.output?["Results"]?.array?.count == 2)
    }

    @Test func letsAPersonReviewThePlan() throws {
        var reviews = 0
        var plans = 0
        let run = try ScriptedRun(Self.yaml(["PlanReview: Required"])) { call in
            if call.resource.hasSuffix("waitForTaskToken") {
                reviews += 1
                return .success(reviews == 1 ? ["Approved": false, "Feedback": "ask about C too"] : ["Approved": true])
            }
            guard call.state.contains("PlanCall") else { return says("ok") }
            plans += 1
            return plans == 1 ? Self.plan(Self.task("a")) : Self.plan(Self.task("a"), Self.task("c"))
        }
        #expect(run.output?["Results"]?.array?.count == 2)
        let second = run.modelCalls.filter { $0.state.contains("PlanCall") }.last
        #expect(second?.lastText == "A person does not agree with the plan: ask about C too. Plan again.")
    }
}
