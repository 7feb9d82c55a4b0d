import JSON
import Testing

@testable import AgentStates

/// The machine that an `EvaluatorOptimizer` state lowers to, run with scripted agents.
@Suite struct EvaluatorOptimizerTests {
    private static func yaml(_ state: String, evaluator: String = "Judge") -> String {
        """
        QueryLanguage: JSONata
        StartAt: Write
        Agents:
          Writer: {Model: amazon.nova-pro-v1:0}
          Judge: {Model: amazon.nova-lite-v1:0}
        States:
          Write:
            Type: EvaluatorOptimizer
            Generator: Writer
            Evaluator: \(evaluator)
            Prompt: Write a haiku.
            \(state)
            End: true
        """
    }

    /// A writer that makes attempts one after the other, and a judge with scores for them.
    private static func script(_ scores: [Double], passing: Double = 10) -> (ScriptedRun.Call) -> ScriptedRun.Answer {
        var attempt = 0
        return { call in
            if call.state.contains("Generate") {
                attempt += 1
                return says("attempt \(attempt)")
            }
            let score = scores[min(attempt, scores.count) - 1]
            return says(
                "",
                calls: [
                    use(
                        "answer",
                        [
                            "Score": .double(score), "Passed": .bool(score >= passing),
                            "Feedback": .string("more of \(attempt)"),
                        ])
                ])
        }
    }

    @Test func endsWhenAnAttemptPasses() throws {
        let run = try ScriptedRun(Self.yaml("Criteria: Three lines."), Self.script([3, 10]))
        #expect(run.output?["StopReason"] == "Passed")
        #expect(run.output?["Text"] == "attempt 2")
        #expect(run.output?["Best"] == ["Text": "attempt 2", "Score": 10, "Iteration": 2])
        #expect(run.output?["Attempts"]?.array?.count == 2)
        #expect(run.output?["Usage"]?["Calls"] == 4)
        #expect(run.modelCalls[0].lastText == "Write a haiku.\nCriteria:\nThree lines.")
        #expect(run.modelCalls[1].lastText.contains("Attempt:\nattempt 1"))
        #expect(run.modelCalls[2].lastText.hasPrefix("Feedback on your last attempt (score 3): more of 1"))
    }

    @Test func keepsTheBestWhenLaterAttemptsAreWorse() throws {
        let run = try ScriptedRun(Self.yaml("MaxIterations: 3"), Self.script([7, 4, 2]))
        #expect(run.output?["StopReason"] == "MaxIterations")
        #expect(run.output?["Best"] == ["Text": "attempt 1", "Score": 7, "Iteration": 1])
        #expect(run.output?["Text"] == "attempt 1")
        #expect(run.modelCalls[4].lastText.hasPrefix("An earlier attempt was better:\nattempt 1"))
    }

    @Test func stopsOnAPlateau() throws {
        let run = try ScriptedRun(
            Self.yaml("{MaxIterations: 9, Plateau: {Rounds: 2, MinGain: 1}}".flattened),
            Self.script([3, 5, 5.5, 5.9, 9]))
        #expect(run.output?["StopReason"] == "Plateau")
        #expect(run.output?["Attempts"]?.array?.count == 4)
        #expect(run.output?["Best"]?["Score"] == 5.9)
    }

    @Test func givesTheBestWhenTheBudgetIsUsedUp() throws {
        let run = try ScriptedRun(
            Self.yaml("{MaxIterations: 9, Budget: {MaxCalls: 5}}".flattened), Self.script([3, 5, 1]))
        #expect(run.output?["StopReason"] == "Budget")
        #expect(run.output?["Best"]?["Score"] == 5)
        #expect(run.modelCalls.count == 5)
    }

    @Test func failsWithoutAnyAttempt() throws {
        let run = try ScriptedRun(Self.yaml("Budget: {MaxCalls: 1}"), Self.script([3]))
        #expect(run.failure?.error == "Agent.BudgetExceeded")
        #expect(run.partial?["Usage"]?["Calls"] == 1)
    }

    @Test func theBestIsInTheCauseWhenTheJudgeFails() throws {
        var judged = 0
        let run = try ScriptedRun(Self.yaml("")) { call in
            guard call.state.contains("Evaluate") else { return says("attempt") }
            judged += 1
            let verdict: JSONValue = ["Score": 4, "Passed": false, "Feedback": "more"]
            return judged == 1 ? says("", calls: [use("answer", verdict)]) : says("", stop: "content_filtered")
        }
        #expect(run.failure?.error == "Agent.ModelRefused")
        #expect(run.partial?["Best"] == ["Text": "attempt", "Score": 4, "Iteration": 1])
        #expect(run.partial?["Attempts"]?.array?.count == 1)
    }

    @Test func failsWhenItIsToldTo() throws {
        let run = try ScriptedRun(Self.yaml("OnExhausted: Fail"), Self.script([3, 5, 1]))
        #expect(run.failure?.error == "Agent.OutputInvalid")
        #expect(run.partial?["Best"] == ["Text": "attempt 2", "Score": 5, "Iteration": 2])
        #expect(run.partial?["StopReason"] == "MaxIterations")
    }

    @Test func passesByScore() throws {
        let run = try ScriptedRun(Self.yaml("PassScore: 6"), Self.script([3, 6.5]))
        #expect(run.output?["StopReason"] == "Passed")
        #expect(run.output?["Attempts"]?[0]?["Passed"] == false)
    }

    @Test func startsAfreshFromTheBest() throws {
        let run = try ScriptedRun(Self.yaml("Context: Fresh"), Self.script([3, 1, 2]))
        let last = run.modelCalls.last { $0.state.contains("Generate") }
        #expect(last?.arguments["Messages"]?.array?.count == 1)
        #expect(last?.lastText.contains("The best attempt so far:\nattempt 1") == true)
        #expect(last?.lastText.contains("- attempt 2, score 1: more of 2") == true)
    }

    @Test func judgesByCode() throws {
        let evaluator = """
            "{% {'Score': $length($candidate), 'Passed': $length($candidate) > $states.input.least, 'Feedback': 'longer'} %}"
            """
        var texts = ["ab", "abcdef"]
        let run = try ScriptedRun(Self.yaml("Comment: by code", evaluator: evaluator), input: ["least": 4]) { _ in
            says(texts.removeFirst())
        }
        #expect(run.output?["StopReason"] == "Passed")
        #expect(run.output?["Best"] == ["Text": "abcdef", "Score": 6, "Iteration": 2])
    }
}

extension String {
    /// The members of a flow mapping, one a line, as they stand in a state.
    fileprivate var flattened: String {
        let inner = dropFirst().dropLast()
        var depth = 0
        return String(
            inner.flatMap { character -> [Character] in
                if character == "{" { depth += 1 }
                if character == "}" { depth -= 1 }
                return character == "," && depth == 0 ? Array("\n   ") : [character]
            })
    }
}
