import BatonTesting
import Foundation
import JSON
import Testing

/// The library as its users write tests with it; nothing here sees more than they do.
private let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Fixtures"

@Suite struct WorkflowTests {
    private let order: Workflow

    init() throws { order = try Workflow(file: "\(fixtures)/order.asl.yaml") }

    @Test(arguments: try WorkflowSuite(file: "\(fixtures)/order.test.yaml").tests)
    func suite(test: WorkflowTest) { #expect(test.failures() == []) }

    @Test func paysAfterARetry() {
        let run = order.run(input: ["amount": 5], answers: ["pay": [.failing("Busy"), .returning(["receipt": 7])]])
        #expect(run.status == .succeeded)
        #expect(run.output == "thanks for 5")
        #expect(run.path == ["Pay", "Year", "Thank"])
        #expect(run.calls.map(\.request["Payload"]) == [["amount": 5], ["amount": 5]])
        #expect(run.calls.last?.retryCount == 1)
        #expect(run.variables["paid"] == 5)
        #expect(run.duration == .seconds(31_536_010))
        #expect(run.events.first?["type"] == "ExecutionStarted")
    }

    @Test func failuresAreThere() {
        let run = order.run(input: ["amount": 5], answers: ["Pay": [.failing("Declined", cause: "no money")]])
        #expect(run.status == .failed)
        #expect(run.error == "NotPaid")
    }

    @Test func whatHasNoAnswerIsTold() {
        let run = order.run(input: ["amount": 5])
        #expect(run.status == .running)
        #expect(run.obstacle?.hasPrefix("no mock for state 'Pay'") == true)
    }

    @Test func anAnswerThatNeverComesLeavesItWaiting() {
        #expect(order.run(input: ["amount": 5], answers: ["Pay": [.never]]).status == .running)
        let late = order.run(input: ["amount": 5], answers: ["Pay": [.returning(["Payload": 1]).after(seconds: 1.5)]])
        #expect(late.duration == .milliseconds(31_536_001_500))
    }

    @Test func aBadDefinitionIsToldWithItsPlace() {
        let error = #expect(throws: WorkflowTestingError.self) {
            try Workflow(definition: "StartAt: A\nStates:\n  A: {Type: Pass, Next: B}\n")
        }
        #expect(error?.description.hasPrefix("3:") == true, "\(error?.description ?? "")")
    }

    @Test func aRecordedRunIsHeldAgainstDefinitions() throws {
        let run = try RecordedRun(file: "\(fixtures)/order.run.json")
        #expect(try run.difference() == nil)
        let longer = try #require(try run.difference(under: order))
        #expect(longer.contains("- 'Year' waits until 2026-11-26T01:56:53.234Z"), "\(longer)")
        // The year was a second when it was recorded.
        let text = try String(contentsOfFile: "\(fixtures)/order.asl.yaml", encoding: .utf8)
            .replacing("31536000", with: "1")
        #expect(try run.difference(under: Workflow(definition: text)) == nil)
        let changed = try Workflow(definition: text.replacing("Year", with: "Anniversary"))
        let difference = try #require(try run.difference(under: changed))
        #expect(difference.contains("- enters 'Year'"), "\(difference)")
        #expect(difference.contains("+ enters 'Anniversary'"), "\(difference)")
        #expect(try run.difference(under: changed, comparison: .tolerant) == nil)
    }
}
