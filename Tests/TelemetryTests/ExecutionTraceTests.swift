import AgentStates
import Foundation
import Interpreter
import JSON
import Testing

@testable import Telemetry

/// What is read from the history of a real execution: three attempts of a writer, judged by an editor.
@Suite struct ExecutionTraceTests {
    private static let arn = "arn:aws:states:us-east-1:123456789012:execution:writing:e"

    private func fixture(_ name: String) throws -> JSONValue {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        return try JSONValue(parsing: Array(Data(contentsOf: folder.appending(path: name))))
    }

    private func events() throws -> [HistoryEvent] {
        try (try fixture("writing.history.json")["events"]?.array ?? []).map { try HistoryEvent($0) }
    }

    private func trace(_ events: [HistoryEvent]) throws -> ExecutionTrace {
        ExecutionTrace(
            executionArn: Self.arn, machineName: "writing",
            map: AgentSourceMap(lowered: try fixture("writing.asl.json")), events: events)
    }

    @Test func everythingEnds() throws {
        let trace = try trace(try events())
        #expect(trace.isOver)
        #expect(trace.nodes.allSatisfy { $0.outcome == .succeeded && $0.stopMilliseconds != nil })
        #expect(trace.nodes.count { $0.task == .model(.generate) } == 3)
        #expect(trace.nodes.count { $0.task == .model(.evaluate) } == 3)
    }

    /// However far an execution is, its spans keep their ids, and what has not ended has none.
    @Test func growsWithTheHistory() throws {
        let events = try events()
        let whole = Dictionary(
            uniqueKeysWithValues: try trace(events).spans(content: .none).map { ($0.spanID, $0) })
        for count in stride(from: 0, through: events.count, by: 7) {
            let spans = try trace(Array(events.prefix(count))).spans(content: .none)
            for span in spans { #expect(whole[span.spanID] == span) }
            #expect(count < events.count || spans.count == whole.count)
        }
    }

    @Test func costsAddUp() throws {
        let trace = try trace(try events())
        let costs = trace.nodes.compactMap(\.costUSD)
        #expect(costs.count == 6)
        let used = trace.nodes.last { $0.mark != nil }?.output ?? ""
        #expect(!used.isEmpty)
        let usage = try events().compactMap { event -> Double? in
            guard case .stateExited(_, _, let assigned) = event.details,
                let text = assigned.first(where: { $0.name == "Write_usage" })?.value
            else { return nil }
            return try JSONValue(parsing: text)["CostUSD"]?.double
        }.last
        #expect(abs(costs.reduce(0, +) - (usage ?? -1)) < 1e-9)
    }

    @Test func saysWhoSaidWhat() throws {
        let exchanges = try trace(try events()).exchanges
        #expect(exchanges.prefix(4).map(\.from) == ["user", "Copywriter", "Write", "Editor"])
        #expect(exchanges.prefix(4).map(\.to) == ["Copywriter", "Editor", "Editor", "Copywriter"])
        #expect(exchanges[1].text == "The best drill in the world: 18 volts of pure power!")
        #expect(exchanges.map(\.eventID) == exchanges.map(\.eventID).sorted())
    }

    @Test func judgesAreEvaluators() throws {
        let content = try ContentPolicy(capturingWithout: [])
        let spans = try trace(try events()).spans(content: content)
        let verdict = try #require(
            spans.first { $0.attributes.contains(Attribute("langfuse.observation.type", "evaluator")) })
        #expect(verdict.attributes.contains(Attribute("gen_ai.evaluation.score.value", .number(4))))
        #expect(verdict.attributes.contains(Attribute("gen_ai.evaluation.score.label", "failed")))
        #expect(verdict.attributes.contains { $0.key == "gen_ai.input.messages" })
        let silent = try trace(try events()).spans(content: .none)
        #expect(
            !silent.contains { $0.attributes.contains { $0.key.hasSuffix("messages") || $0.key.hasSuffix("output") } })
    }

    /// A history that ends in a failure: what was open failed with it.
    @Test func failuresHaveTheirError() throws {
        let started = try events().prefix(30)
        let last = try #require(started.last)
        let failed = HistoryEvent(
            id: last.id + 1, previousEventID: last.id, timestampMilliseconds: last.timestampMilliseconds,
            type: .executionFailed, details: .executionFailed(error: "Agent.MaxTurns", cause: "secret"))
        let spans = try trace(started + [failed]).spans(content: .none)
        #expect(spans.first?.fault == "Agent.MaxTurns")
        #expect(spans.first?.attributes.contains(Attribute("error.type", "Agent.MaxTurns")) == true)
    }
}
