import JSON
import Replay
import StatesLanguage
import Testing

/// Mocks that stand for all the work of a state, or for a nested execution.
@Suite struct WholeStateTests {
    private func run(_ definition: String, _ suite: String, files: [String: String] = [:]) throws -> [TestReport] {
        let tested = try TestedMachine(reading: Array(definition.utf8), as: .yaml)
        let suite = try TestSuite(reading: Array(suite.utf8), as: .yaml) { Array((files[$0] ?? "").utf8) }
        #expect(suite.misnomers(in: tested) == [])
        return suite.tests.map { $0.run(tested) }
    }

    private let fan = """
        StartAt: Both
        States:
          Both:
            Type: Parallel
            Branches:
              - {StartAt: Left, States: {Left: {Type: Task, Resource: "arn:aws:states:::sqs:sendMessage", End: true}}}
              - {StartAt: Right, States: {Right: {Type: Wait, Seconds: 60, End: true}}}
            ResultSelector: {left.$: "$[0]"}
            Retry: [{ErrorEquals: [Busy], IntervalSeconds: 5}]
            Catch: [{ErrorEquals: [Broken], Next: Sorry}]
            Next: Each
          Each:
            Type: Map
            Parameters: {x.$: $$.Map.Item.Value}
            ItemsPath: $.left
            ItemProcessor: {StartAt: One, States: {One: {Type: Task, Resource: "arn:aws:states:::sqs:sendMessage", End: true}}}
            End: true
          Sorry: {Type: Fail, Error: NotDone}
        """

    @Test func parallelAndMapStatesAreMockedAsAWhole() throws {
        let reports = try run(
            fan,
            """
            machine: fan
            mocks: {Each: {compute: "$map($, function($i) { $i * 2 })"}}
            tests:
              - name: retried
                mocks: {Both: [{throw: Busy}, {return: [[1, 2], 0], after: 3}]}
                expect: {output: [2, 4], path: [Both, Each], retries: {Both: 1}, seconds: 8, calls: [Both, Both, {state: Each, request: [1, 2]}]}
              - name: caught
                mocks: {Both: {throw: Broken}}
                expect: {error: NotDone, path: [Both, Sorry]}
              - name: no list
                mocks: {Both: {return: {left: 1}}}
            """)
        #expect(reports[0].failures == [])
        #expect(reports[1].failures == [])
        #expect(reports[2].failures.first?.hasPrefix("the mock of 'Both' must give a list") == true)
    }

    private let agent = """
        QueryLanguage: JSONata
        StartAt: Draft
        Agents: {Writer: {Model: amazon.nova-lite-v1:0, System: Write.}}
        States:
          Draft:
            Type: Agent
            Agent: Writer
            Prompt: "{% $states.input.topic %}"
            Output: "{% $states.result.Text & ' (' & $states.result.StopReason & ')' %}"
            Catch: [{ErrorEquals: [Agent.MaxTurns], Next: Sorry, Output: sorry}]
            End: true
          Sorry: {Type: Pass, End: true}
        """

    @Test func agentStatesAreMockedAsAWhole() throws {
        let reports = try run(
            agent,
            """
            machine: agent
            tests:
              - {name: text, mocks: {Draft: {return: Seas rise.}}, expect: {output: Seas rise. (end_turn), path: [Draft]}}
              - {name: parts, mocks: {Draft: {return: {Text: Hm, StopReason: max_tokens}}}, expect: {output: Hm (max_tokens)}}
              - {name: fails, mocks: {Draft: {throw: Agent.MaxTurns}}, expect: {output: sorry}}
              - {name: by the agent, input: {topic: seas}, mocks: {Writer: {return: Seas fall.}}, expect: {output: Seas fall. (end_turn)}}
            """)
        for report in reports { #expect(report.failures == [], "\(report.name)") }
    }

    private let parent = """
        QueryLanguage: JSONata
        StartAt: Onboard
        States:
          Onboard:
            Type: Task
            Resource: arn:aws:states:::states:startExecution.sync:2
            Arguments: {StateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:child", Input: {n: 2}}
            Catch: [{ErrorEquals: [States.TaskFailed], Next: Sorry, Output: "{% $parse($states.errorOutput.Cause).Error %}"}]
            Output: "{% $states.result.Output %}"
            End: true
          Sorry: {Type: Pass, End: true}
        """
    private let child = """
        QueryLanguage: JSONata
        StartAt: Rest
        States:
          Rest: {Type: Wait, Seconds: 3600, Next: Create}
          Create:
            Type: Task
            Resource: arn:aws:states:::lambda:invoke
            Arguments: {FunctionName: create, Payload: "{% $states.input %}"}
            Output: "{% $states.result.Payload %}"
            End: true
        """

    @Test func nestedExecutionsRunOnTheSameClock() throws {
        let reports = try run(
            parent,
            """
            machine: parent
            tests:
              - name: runs
                mocks: {Onboard: {run: child.asl.yaml, mocks: {create: {compute: "{'id': n + 5}"}}}}
                expect: {output: {id: 7}, seconds: 3600}
              - name: fails
                mocks: {Onboard: {run: child.asl.yaml, mocks: {Create: {throw: Full}}}}
                expect: {output: Full, path: [Onboard, Sorry]}
              - name: unanswered
                mocks: {Onboard: {run: child.asl.yaml}}
            """, files: ["child.asl.yaml": child])
        #expect(reports[0].failures == [])
        #expect(reports[1].failures == [])
        #expect(
            reports[2].failures.first?.hasPrefix(
                "in the execution that state 'Onboard' starts: no mock for state 'Create'") == true,
            "\(reports[2].failures)")
    }

    @Test func aMisspeltNameInANestedMachineIsToldWithItsPlace() throws {
        #expect {
            try run(
                parent,
                """
                machine: parent
                tests:
                  - name: runs
                    mocks:
                      Onboard:
                        run: child.asl.yaml
                        mocks:
                          Creat: {return: 1}
                """, files: ["child.asl.yaml": child])
        } throws: { error in
            "\(error)".contains("8:") && "\(error)".contains("'Creat'") && "\(error)".contains("did you mean 'Create'?")
        }
    }

    @Test func whatNobodyAskedIsNoted() throws {
        let reports = try run(
            parent,
            """
            machine: parent
            tests:
              - name: spare
                mocks:
                  Onboard: [{return: {Output: 1}}, {return: {Output: 2}}]
                  states:startExecution: {return: {}}
            """)
        #expect(
            reports[0].notes == [
                "answer 2 of the 2 of 'Onboard' was never given", "the mock of 'states:startExecution' was never asked",
            ])
    }
}
