import AgentStates
import JSON
import Journal
import Models

/// What executions spent on model calls, a line for each group.
struct SpendReport {
    enum Grouping: String, CaseIterable {
        case execution
        case agent
        case model
        case day
    }

    private let grouping: Grouping
    /// In the order in which they were found: the newest execution first.
    private(set) var lines: [(name: String, spend: ModelSpend)] = []
    private(set) var total = ModelSpend()
    private var places: [String: Int] = [:]

    /// - Parameter roots: the executions to count, with all that they started; nil for every execution.
    init(_ journal: any ExecutionJournal, roots: [ExecutionID]?, prices: PriceTable, by grouping: Grouping) throws {
        self.grouping = grouping
        let source = CallSource(journal: journal, prices: prices)
        if let roots {
            try count(roots, source)
        } else {
            try countAll(source)
        }
        if grouping != .execution { lines.sort { $0.name < $1.name } }
    }

    private mutating func count(_ roots: [ExecutionID], _ source: CallSource) throws {
        var counted: Set<ExecutionID> = []
        for id in roots {
            guard let root = try source.journal.execution(id: id) else { continue }
            try source.journal.forEachStarted(by: root) { record, _ in
                guard counted.insert(record.id).inserted else { return }
                add(try source.calls(of: record), in: root)
            }
        }
    }

    private mutating func countAll(_ source: CallSource) throws {
        var cursor: ExecutionID?
        repeat {
            let page = try source.journal.executions(matching: ExecutionFilter(), after: cursor, limit: 500)
            for summary in page.executions {
                guard let record = try source.journal.execution(id: summary.id) else { continue }
                add(try source.calls(of: record), in: try source.root(of: record))
            }
            cursor = page.next
        } while cursor != nil
    }

    private mutating func add(_ calls: [ModelCallRecord], in root: ExecutionRecord) {
        for call in calls {
            let name = grouping.name(of: call, in: root)
            if places[name] == nil {
                places[name] = lines.count
                lines.append((name, ModelSpend()))
            }
            if let place = places[name] { lines[place].spend += call.spend }
            total += call.spend
        }
    }

    // MARK: Output

    var json: JSONValue {
        let list = lines.map { line -> JSONValue in
            var object: JSONObject = [grouping.rawValue: .string(line.name)]
            for (key, value) in Self.json(line.spend) { object[key] = value }
            return .object(object)
        }
        return ["by": .string(grouping.rawValue), "lines": .array(list), "total": .object(Self.json(total))]
    }

    private static func json(_ spend: ModelSpend) -> JSONObject {
        [
            "calls": .integer(spend.calls), "inputTokens": .integer(spend.inputTokens),
            "cacheReadTokens": .integer(spend.cacheReadTokens), "outputTokens": .integer(spend.outputTokens),
            "cacheHits": .integer(spend.cacheHits), "costUSD": .double((spend.costUSD * 1e9).rounded() / 1e9),
            "unpricedModels": .array(spend.unpriced.sorted().map(JSONValue.string)),
        ]
    }

    func print() {
        var table = Table(grouping.rawValue.uppercased(), "CALLS", "INPUT", "CACHED", "OUTPUT", "COST")
        func add(_ name: String, _ spend: ModelSpend) {
            table.add(
                Table.Cell(name), Table.Cell("\(spend.calls)"), Table.Cell("\(spend.inputTokens)"),
                Table.Cell("\(spend.cacheReadTokens)"), Table.Cell("\(spend.outputTokens)"),
                Table.Cell(Self.dollars(spend)))
        }
        for line in lines { add(line.name, line.spend) }
        if lines.count != 1 { add("total", total) }
        table.print(to: .standardOutput)
        guard !total.unpriced.isEmpty else { return }
        Terminal.standardError.write(
            "without the price of \(total.unpriced.sorted().joined(separator: ", ")): add it to 'prices' in baton.yaml\n"
        )
    }

    /// `$0.001234`, to a millionth of a dollar; with a `+` where a price is not known.
    private static func dollars(_ spend: ModelSpend) -> String {
        let millionths = Int64((spend.costUSD * 1_000_000).rounded())
        let fraction = String(1_000_000 + millionths % 1_000_000).dropFirst()
        return "$\(millionths / 1_000_000).\(fraction)\(spend.unpriced.isEmpty ? "" : " +")"
    }
}

extension SpendReport.Grouping {
    fileprivate func name(of call: ModelCallRecord, in root: ExecutionRecord) -> String {
        switch self {
        case .execution: root.name
        case .agent: call.agent
        case .model: call.model
        case .day: String(TimeText.local(milliseconds: call.timestampMilliseconds).prefix(10))
        }
    }
}
