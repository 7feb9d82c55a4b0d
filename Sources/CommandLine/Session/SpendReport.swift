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

    /// - Parameter roots: the executions to count, with all that they started; nil for every execution.
    init(_ journal: any ExecutionJournal, roots: [ExecutionID]?, prices: PriceTable, by grouping: Grouping) throws {
        self.grouping = grouping
        var places: [String: Int] = [:]
        var cursor: ExecutionID?
        repeat {
            let page = try journal.executions(matching: ExecutionFilter(), after: cursor, limit: 500)
            for summary in page.executions {
                guard let record = try journal.execution(id: summary.id) else { continue }
                let root = try Self.root(of: record, journal)
                guard roots?.contains(root.id) ?? true else { continue }
                for call in try Self.calls(of: record, journal, prices) {
                    let name = grouping.name(of: call, in: root)
                    if places[name] == nil {
                        places[name] = lines.count
                        lines.append((name, ModelSpend()))
                    }
                    if let place = places[name] { lines[place].spend += call.spend }
                    total += call.spend
                }
            }
            cursor = page.next
        } while cursor != nil
        if grouping != .execution { lines.sort { $0.name < $1.name } }
    }

    /// The execution that, over others, started this one.
    private static func root(of record: ExecutionRecord, _ journal: any ExecutionJournal) throws -> ExecutionRecord {
        var root = record
        while let parent = root.parent, let above = try journal.execution(id: parent) { root = above }
        return root
    }

    private static func calls(
        of record: ExecutionRecord, _ journal: any ExecutionJournal, _ prices: PriceTable
    ) throws -> [ModelCallRecord] {
        // Most executions call no models, and a look at the bytes is quicker than reading them.
        let bytes = try journal.historyBytes(of: record.id)
        guard
            ["bedrockruntime", "invokeModel", ".Run."].contains(where: { bytes.firstRange(of: Array($0.utf8)) != nil })
        else { return [] }
        let fork = record.details["forkedFrom"]?["eventId"]?.integer ?? 0
        return ModelCallRecord.records(in: try journal.events(of: record.id), from: fork + 1, prices: prices)
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
