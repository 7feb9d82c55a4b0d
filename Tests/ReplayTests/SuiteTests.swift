import JSON
import Replay
import StatesLanguage
import Testing

@Suite struct SuiteTests {
    private func run(_ definition: String, _ suite: String, files: [String: String] = [:]) throws -> [TestReport] {
        let machine = try #require(DefinitionCompiler().compile(definition, as: .yaml).machine)
        let suite = try TestSuite(reading: Array(suite.utf8), as: .yaml) { Array((files[$0] ?? "").utf8) }
        return suite.tests.map { $0.run(machine) }
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
        #expect(reports[0].failures.first?.contains(#"the smallest is {"n":57}"#) == true, "\(reports[0].failures)")
    }

    @Test func mistakesInASuiteAreToldWithTheirPlace() throws {
        let error = #expect(throws: SuiteError.self) {
            try run(pay, "machine: m\ntests:\n  - name: a\n    expects: {}\n")
        }
        #expect(error?.description.hasPrefix("4:5: 'expects' is unknown here") == true, "\(error?.description ?? "")")
    }

    @Test func coverageTellsWhatWasNeverReached() throws {
        let machine = try #require(DefinitionCompiler().compile(pay, as: .yaml).machine)
        let suite = try TestSuite(
            reading: Array("machine: m\ntests: [{name: a, mocks: {Pay: {return: 1}}}]".utf8), as: .yaml
        ) { _ in [] }
        let coverage = Coverage(machine)
        _ = suite.tests[0].run(machine, coverage: coverage)
        #expect(
            coverage.missed.map(\.location).sorted() == ["/States/Pay/Catch/0", "/States/Pay/Retry/0", "/States/Sorry"])
    }

    @Test func suitesRunInsideOtherTestFrameworks() throws {
        let suite = try WorkflowSuite(
            suite: "machine: pay\ntests: [{name: a, mocks: {Pay: {return: 1}}, expect: {output: 2}}]", definition: pay)
        #expect(suite.run().map(\.failures) == [["output: expected 2, was 1"]])
    }
}
