import JSON
import Replay
import StatesLanguage
import Testing

@Suite struct SuiteTests {
    private func run(_ definition: String, _ suite: String, files: [String: String] = [:]) throws -> [TestReport] {
        let tested = try TestedMachine(reading: Array(definition.utf8), as: .yaml)
        let suite = try TestSuite(reading: Array(suite.utf8), as: .yaml) { Array((files[$0] ?? "").utf8) }
        return suite.tests.map { $0.run(tested) }
    }

    private let pay = """
        StartAt: Pay
        States:
          Pay:
            Type: Task
            Resource: arn:aws:states:::lambda:invoke
            TimeoutSeconds: 60
            Retry: [{ErrorEquals: [Busy], IntervalSeconds: 10}]
            Catch: [{ErrorEquals: [States.ALL], Next: Sorry}]
            Next: Year
          Year: {Type: Wait, Seconds: 31536000, End: true}
          Sorry: {Type: Fail, Error: NotPaid}
        """

    @Test func aYearPassesAtOnceAndExactly() throws {
        let reports = try run(
            pay,
            """
            machine: pay
            tests:
              - name: retry
                mocks: {Pay: [{throw: {error: Busy}, after: 2}, {return: {paid: true}}]}
                expect: {status: SUCCEEDED, output: {paid: true}, retries: {Pay: 1}, seconds: 31536012, path: [Pay, Year]}
            """)
        #expect(reports[0].failures == [])
    }

    @Test func whatNeverAnswersTimesOut() throws {
        let reports = try run(
            pay,
            """
            machine: pay
            tests:
              - name: silent
                mocks: {Pay: {never: true}}
                expect: {error: NotPaid, seconds: 60, path: [Pay, Sorry]}
            """)
        #expect(reports[0].failures == [])
    }

    @Test func anUnmetExpectationSaysWhatWasExpectedAndFound() throws {
        let reports = try run(
            pay,
            """
            machine: pay
            tests:
              - name: wrong
                mocks: {Pay: {return: {paid: 1}}}
                expect: {output: {paid: 2}}
              - name: unmocked
            """)
        #expect(reports[0].failures == ["output/paid: expected 2, was 1"])
        #expect(reports[1].failures.first?.hasPrefix("no mock for state 'Pay'") == true)
    }

    @Test func mocksAnswerByItemAndByRequest() throws {
        let reports = try run(
            """
            StartAt: Each
            States:
              Each:
                Type: Map
                ItemProcessor:
                  StartAt: Ship
                  States:
                    Ship: {Type: Task, Resource: "arn:aws:lambda:us-east-1:123456789012:function:s", End: true}
                End: true
            """,
            """
            machine: m
            tests:
              - name: items
                input: [1, 2, 30]
                mocks:
                  Ship:
                    - {item: 0, return: first}
                    - {when: $ > 10, compute: $ * 2}
                    - {attempts: 0, return: other}
                expect: {output: [first, other, 60]}
            """)
        #expect(reports[0].failures == [])
    }

    @Test func mockFilesOfStepFunctionsLocalAreRead() throws {
        let config = """
            {"StateMachines": {"pay": {"TestCases": {"busy": {"Pay": "BusyThenPaid"}}}},
             "MockedResponses": {"BusyThenPaid": {"0-1": {"Throw": {"Error": "Busy", "Cause": "x"}}, "2": {"Return": {"paid": 3}}}}}
            """
        let reports = try run(
            pay,
            """
            machine: pay
            tests:
              - name: busy
                mockConfig: {file: mocks.json, machine: pay, case: busy}
                expect: {output: {paid: 3}, retries: {Pay: 2}}
            """, files: ["mocks.json": config])
        #expect(reports[0].failures == [])
    }

    @Test func aFailingInputIsShrunkToTheSmallest() throws {
        let reports = try run(
            "{StartAt: Same, States: {Same: {Type: Pass, End: true}}}",
            """
            machine: m
            tests:
              - name: small
                property:
                  schema: {type: object, required: [n], properties: {n: {type: integer, minimum: 0, maximum: 9000}, s: {type: string}}}
                expect: {check: output.n < 57}
            """)
        let failures = reports[0].failures
        #expect(failures.first?.contains(#"the smallest that does is {"n":57}"#) == true, "\(failures)")
    }

    @Test func coverageTellsWhatWasNeverReached() throws {
        let tested = try TestedMachine(reading: Array(pay.utf8), as: .yaml)
        let suite = try TestSuite(
            reading: Array("machine: m\ntests: [{name: a, mocks: {Pay: {return: 1}}}]".utf8), as: .yaml
        ) { _ in [] }
        var coverage = Coverage(tested)
        coverage.add(suite.tests[0].run(tested).hits)
        #expect(
            coverage.missed.map(\.location).sorted() == ["/States/Pay/Catch/0", "/States/Pay/Retry/0", "/States/Sorry"])
        #expect(coverage.lcov(file: "pay", map: tested.map).contains("DA:7,0\nDA:8,0\n"))
    }

    private static let mistakes: [(suite: String, message: String)] = [
        (
            "machine: m\ntests:\n  - name: a\n    expects: {}\n",
            "4:5: 'expects' is unknown here; did you mean 'expect'?"
        ),
        ("machine: m\ntests: []\nfoo: 1\n", "3:1: 'foo' is unknown here; there is machine, substitutions, tests"),
        ("tests: []\n", "1:1: a suite needs 'machine'"),
        ("machine: m\ntests: {}\n", "2:1: 'tests' must be a list, but is the object"),
        ("machine: m\ntests: [{input: 1}]\n", "2:9: a test needs 'name'"),
        ("machine: m\ntests:\n- {name: a}\n- {name: a}\n", "3:3: two tests have the name 'a'"),
        ("machine: m\ntests:\n- name: a\n  expect: {status: DONE}\n", "4:12: 'DONE' is no status; there is SUCCEEDED"),
        ("machine: m\ntests:\n- name: a\n  expect: {error: 5}\n", "4:12: 'error' must be a text, but is the number 5"),
        ("machine: m\ntests:\n- name: a\n  expect: {retries: {Pay: many}}\n", "4:22: 'Pay' must be a whole number"),
        ("machine: m\ntests:\n- name: a\n  expect: {check: '$sum('}\n", "4:12: 'check' is no JSONata expression: "),
        ("machine: m\ntests:\n- name: a\n  mocks: {Pay: {}}\n", "4:11: an answer needs exactly one of return, "),
        ("machine: m\ntests:\n- name: a\n  mocks: {Pay: {return: 1, never: true}}\n", "this has return and never"),
        (
            "machine: m\ntests:\n- name: a\n  mocks: {Pay: [{return: 1, attempts: x}]}\n",
            "'attempts' is a number from 0"
        ),
        ("machine: m\ntests:\n- name: a\n  start: soon\n", "4:3: 'soon' is no time such as 2026-01-01T00:00:00Z"),
        (
            "machine: m\ntests:\n- name: a\n  variables: {x: 1}\n",
            "4:3: 'variables' is for the test of a single 'state'"
        ),
        ("machine: m\ntests:\n- name: a\n  property: {schema: {pattern: x}}\n", "inputs cannot be made from 'pattern'"),
        ("machine: m\ntests:\n- name: a\n  inputFile: gone.json\n", "4:3: there is no gone.json"),
        ("machine: m\ntests:\n- name: a\n  models: [{answr: x}]\n", "4:3: the rules for models: [0].answr: not known"),
        ("machine: m\ntests:\n- [", "4:1: Invalid YAML"),
    ]

    @Test(arguments: mistakes) func mistakesAreToldWithTheirPlace(suite: String, message: String) throws {
        struct Missing: Error, CustomStringConvertible {
            let description: String
        }
        let error = #expect(throws: SuiteError.self) {
            try TestSuite(reading: Array(suite.utf8), as: .yaml) { throw Missing(description: "there is no \($0)") }
        }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func namesThatTheMachineDoesNotHaveAreTold() throws {
        let tested = try TestedMachine(reading: Array(pay.utf8), as: .yaml)
        let suite = try TestSuite(
            reading: Array(
                """
                machine: m
                tests:
                  - name: a
                    mocks: {Pey: {return: 1}, lambda:invoke: {return: 1}}
                    expect: {path: [Pay, Yeer], calls: [Pay]}
                """.utf8), as: .yaml
        ) { _ in [] }
        #expect(
            suite.misnomers(in: tested).map(\.description) == [
                "4:13: nothing in the machine is called 'Pey': no state, agent, function or resource; did you mean 'Pay'?",
                "5:26: the machine has no state 'Yeer'; did you mean 'Year'?",
            ])
    }

    @Test func functionsAndResourcesAreAnsweredByTheirNames() throws {
        let definition = """
            StartAt: A
            States:
              A: {Type: Task, Resource: "arn:aws:states:::lambda:invoke", Parameters: {FunctionName: "arn:aws:lambda:eu-west-1:123456789012:function:price:live", Payload: {n: 4}}, OutputPath: $.Payload, Next: B}
              B: {Type: Task, Resource: "arn:aws:lambda:us-east-1:123456789012:function:double", Next: C}
              C: {Type: Task, Resource: "arn:aws:states:::sqs:sendMessage", Parameters: {QueueUrl: q, MessageBody.$: $}, End: true}
            """
        let reports = try run(
            definition,
            """
            machine: m
            tests:
              - name: all
                mocks:
                  price: {compute: n * 2}
                  double: {compute: $ * 2}
                  sqs:sendMessage: {compute: MessageBody}
                expect: {output: 16}
            """)
        #expect(reports[0].failures == [])
    }

    @Test func aStateIsTestedAlone() throws {
        let reports = try run(
            """
            QueryLanguage: JSONata
            StartAt: Each
            States:
              Each:
                Type: Map
                ItemProcessor:
                  StartAt: Add
                  States:
                    Add:
                      Type: Task
                      Resource: arn:aws:states:::lambda:invoke
                      Arguments: {FunctionName: add, Payload: "{% $base + $states.context.Map.Item.Value %}"}
                      Output: "{% $states.result.Payload %}"
                      Catch: [{ErrorEquals: [Overflow], Next: Zero}]
                      Next: Round
                    Round: {Type: Pass, End: true}
                    Zero: {Type: Pass, Output: 0, End: true}
                End: true
            """,
            """
            machine: m
            mocks: {add: {compute: $}}
            tests:
              - {name: sum, state: Add, variables: {base: 40}, context: {Map: {Item: {Value: 2}}}, expect: {output: 42, next: Round}}
              - {name: caught, state: Add, variables: {base: 1}, context: {Map: {Item: {Value: 2}}}, mocks: {Add: {throw: Overflow}}, expect: {next: Zero}}
            """)
        #expect(reports.flatMap(\.failures) == [])
    }

    private let agents = """
        QueryLanguage: JSONata
        StartAt: Ask
        Agents: {Writer: {Model: some.model, System: You write.}}
        States:
          Ask: {Type: Agent, Agent: Writer, Prompt: "Write about {% $states.input.topic %}", Output: "{% $states.result.Text %}", End: true}
        """

    @Test func agentsAreAnsweredByNameByScriptAndByCassette() throws {
        let tested = try TestedMachine(reading: Array(agents.utf8), as: .yaml)
        let suite = try TestSuite(
            reading: Array(
                """
                machine: m
                tests:
                  - {name: by name, input: {topic: tea}, mocks: {Writer: {return: Tea is good.}}, expect: {output: Tea is good.}}
                  - name: by script
                    input: {topic: tea}
                    models: [{agent: Writer, when: "{% $contains($text, 'tea') %}", answer: Green tea.}]
                    expect: {output: Green tea.}
                  - name: by resource
                    input: {topic: tea}
                    mocks: {bedrockruntime:converse: {throw: BedrockRuntime.ValidationException}}
                    expect: {error: BedrockRuntime.ValidationException}
                  - {name: unanswered, input: {topic: tea}}
                  - {name: misshapen, input: {topic: tea}, mocks: {Writer: {return: {calls: {find: {}}}}}}
                """.utf8), as: .yaml
        ) { _ in [] }
        #expect(suite.misnomers(in: tested) == [])
        let reports = suite.tests.map { $0.run(tested) }
        #expect(reports.prefix(3).flatMap(\.failures) == [])
        #expect(reports[3].failures.first?.hasPrefix("no mock for state ") == true)
        #expect(reports[4].failures.first?.hasPrefix("the 'calls' of an agent are a list") == true)
        #expect(Coverage(tested).states == ["Ask"])
    }

    @Test func retriesOverMapItemsCountAsInStepFunctionsLocal() throws {
        let config = """
            {"StateMachines": {"m": {"TestCases": {"c": {"Ship": "Responses"}}}},
             "MockedResponses": {"Responses": {"0": {"Return": "a"}, "1": {"Return": "b"}, "2-9": {"Return": "c"}}}}
            """
        let reports = try run(
            """
            StartAt: Each
            States:
              Each:
                Type: Map
                MaxConcurrency: 1
                ItemProcessor:
                  StartAt: Ship
                  States: {Ship: {Type: Task, Resource: "arn:aws:lambda:us-east-1:123456789012:function:s", End: true}}
                End: true
            """,
            """
            machine: m
            tests:
              - {name: c, input: [1, 2, 3], mockConfig: {file: f.json, machine: m, case: c}, expect: {output: [a, b, c]}}
            """, files: ["f.json": config])
        #expect(reports[0].failures == [])
    }

    @Test func suitesRunOnManyThreadsAndKeepTheirOrder() throws {
        let tests = (0..<64).map { "  - {name: t\($0), input: \($0), expect: {output: \($0)}}" }.joined(separator: "\n")
        let files = [
            "a.test.yaml": "machine: a.asl.yaml\ntests:\n\(tests)\n",
            "a.asl.yaml": "{StartAt: Same, States: {Same: {Type: Pass, End: true}}}",
        ]
        let file = try SuiteFile(path: "a.test.yaml") { Array((files[$0] ?? "").utf8) }
        let run = SuiteRun.run([file, file])
        #expect(run.map { $0.results.map(\.test.name) } == [0, 1].map { _ in (0..<64).map { "t\($0)" } })
        #expect(run.allSatisfy { $0.results.allSatisfy(\.report.hasPassed) })
        #expect(run[0].coverage.percentage == 100)
    }
}
