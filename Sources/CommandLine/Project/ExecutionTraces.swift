import Journal
import Telemetry

extension ExecutionJournal {
    /// What took time in an execution and in those that it started, each after the one that started it.
    func traces(of record: ExecutionRecord) throws -> [ExecutionTrace] {
        let children = try childrenByParent(from: record.id)
        var traces: [ExecutionTrace] = []
        var open = [record]
        while let next = open.popLast() {
            var trace = try ExecutionTrace(next, in: self)
            try trace.applyHistory(of: next, in: self)
            traces.append(trace)
            open += try (children[next.id] ?? []).reversed().compactMap { try execution(id: $0) }
        }
        return traces
    }

    /// The executions that others started, by those; nobody is started before the one who starts it.
    private func childrenByParent(from first: ExecutionID) throws -> [ExecutionID: [ExecutionID]] {
        var children: [ExecutionID: [ExecutionID]] = [:]
        var cursor: ExecutionID?
        repeat {
            let page = try executions(matching: ExecutionFilter(), after: cursor, limit: 500)
            for summary in page.executions where summary.id > first {
                guard let parent = try execution(id: summary.id)?.parent else { continue }
                children[parent, default: []].insert(summary.id, at: 0)
            }
            cursor = page.next
        } while cursor.map({ $0 > first }) ?? false
        return children
    }
}
