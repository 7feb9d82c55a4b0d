import Interpreter
import JSON
import Journal
import Telemetry

extension ExecutionJournal {
    /// What took time in an execution and in those that it started, each after the one that started it.
    func traces(of record: ExecutionRecord) throws -> [ExecutionTrace] {
        var traces: [ExecutionTrace] = []
        try forEachStarted(by: record) { record, events in
            var trace = try ExecutionTrace(record, in: self)
            for event in events { trace.apply(event) }
            traces.append(trace)
        }
        return traces
    }

    /// An execution and all that it started, directly or over others, each after the one that started it.
    ///
    /// Who was started is in the histories, so that this takes no longer where the journal has many executions.
    func forEachStarted(by record: ExecutionRecord, _ body: (ExecutionRecord, [HistoryEvent]) throws -> Void) throws {
        var open = [record]
        var seen: Set<ExecutionID> = [record.id]
        while let next = open.popLast() {
            let events = try events(of: next.id).map { try HistoryEvent($0) }
            try body(next, events)
            let children = try events.flatMap { try started(by: $0) }
            open += children.filter { $0.parent == next.id && seen.insert($0.id).inserted }.reversed()
        }
    }

    /// The executions that an event tells of: one that a task started, or the children of a Map Run, oldest first.
    private func started(by event: HistoryEvent) throws -> [ExecutionRecord] {
        switch event.details {
        case .taskOutput(let name, let output) where name.resource.contains("xecution"):
            guard let answer = try? JSONValue(parsing: output) else { return [] }
            let arn = answer["ExecutionArn"]?.string ?? answer["executionArn"]?.string
            return try arn.flatMap { try execution(arn: $0) }.map { [$0] } ?? []
        case .mapRunStarted(let arn): return try children(ofMapRun: arn)
        default: return []
        }
    }

    private func children(ofMapRun arn: String) throws -> [ExecutionRecord] {
        var children: [ExecutionRecord] = []
        var cursor: ExecutionID?
        repeat {
            let page = try executions(matching: ExecutionFilter(mapRunArn: arn), after: cursor, limit: 500)
            children += try page.executions.compactMap { try execution(id: $0.id) }
            cursor = page.next
        } while cursor != nil
        return children.reversed()
    }
}
