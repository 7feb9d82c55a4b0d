import AgentStates
import Interpreter
import Journal

/// An execution whose states progress shows.
struct ShownExecution {
    let arn: String
    let name: String
    var model: ProgressModel
    /// The visits whose end was printed.
    private var printed: Set<Int> = []
    /// The lines of tries that failed, told once another follows.
    private var tries: [Int: String] = [:]

    init(_ header: ExecutionHeader, _ agents: AgentSourceMap) {
        self.init(arn: header.arn, name: header.name, agents)
    }

    /// One that happened in part already: what is over is not shown again.
    init(_ record: ExecutionRecord, _ history: [HistoryEvent], _ agents: AgentSourceMap) {
        self.init(arn: record.arn, name: record.name, agents)
        for event in history { _ = model.apply(event) }
        printed = Set(model.visits.indices.filter { model.visits[$0].stopMilliseconds != nil })
    }

    private init(arn: String, name: String, _ agents: AgentSourceMap) {
        self.arn = arn
        self.name = name
        model = ProgressModel(agents: agents)
    }

    /// Takes in an event, and gives the lines that tell of it.
    mutating func apply(_ event: HistoryEvent, _ style: ProgressLine.Style) -> [String] {
        var lines: [String] = []
        let failed = model.visits.indices.filter { model.visits[$0].phase == .failed }
        let change = model.apply(event)
        // A redrive opens again what was over.
        if case .executionRedriven = event.details { printed = printed.filter { model.visits[$0].hasEnded } }
        guard let change else { return lines }
        for index in failed where model.visits[index].phase == .caught { lines += end(of: index, style) }
        switch change {
        case .ended(let index): lines += end(of: index, style)
        case .tried(let index) where !model.visits[index].isCounted:
            tries[index] = ProgressLine.tried(model.visits[index], event.timestampMilliseconds, style)
        case .scheduled(let index), .counted(let index):
            if model.visits[index].phase == .running, let line = tries.removeValue(forKey: index) { lines.append(line) }
        default: break
        }
        return lines
    }

    /// What has ended and was not told of.
    mutating func rest(_ style: ProgressLine.Style) -> [String] {
        model.visits.indices.filter { model.visits[$0].hasEnded }.flatMap { end(of: $0, style) }
    }

    private mutating func end(of index: Int, _ style: ProgressLine.Style) -> [String] {
        let visit = model.visits[index]
        tries[index] = nil
        guard !visit.isCounted, printed.insert(index).inserted else { return [] }
        return [ProgressLine.ended(visit, style)]
    }
}

extension Visit {
    var hasEnded: Bool { stopMilliseconds != nil }
}
