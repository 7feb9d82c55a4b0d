import ArgumentParser
import JSON
import Journal
import Telemetry

/// `baton messages`
struct Messages: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print what the agents of an execution said to each other.",
        discussion: """
            One line for each exchange: when, from whom, to whom, what kind of message, the tokens and the cost of the \
            model call it came from, and the text. Nested executions are included. The texts are cut to the width of a \
            line; --full and --json give them whole.

            Example:
              baton messages last --kind 'tool call'
            """)

    @OptionGroup var subject: ExecutionOptions

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Only messages of that kind.",
            discussion: Exchange.Kind.allCases.map(\.rawValue).joined(separator: ", "), valueName: "kind"))
    var kind: Exchange.Kind?

    @Flag(name: .long, help: "Print the whole texts.")
    var full = false

    @OptionGroup var output: OutputOptions

    func run() throws { try subject.read(show) }

    private func show(_ record: ExecutionRecord, in journal: any ExecutionJournal) throws {
        let exchanges = try journal.traces(of: record).flatMap(\.exchanges)
            .filter { kind == nil || $0.kind == kind }
            .enumerated().sorted { ($0.1.milliseconds, $0.0) < ($1.1.milliseconds, $1.0) }.map(\.1)
        if output.json {
            let list = JSONValue.array(exchanges.map(\.json))
            return Terminal.standardOutput.write(JSONValue.object(["messages": list]).prettyText + "\n")
        }
        if exchanges.isEmpty {
            return Terminal.standardOutput.write("no agent said anything in '\(record.name)'\n")
        }
        full ? printWhole(exchanges, since: record) : printTable(exchanges, since: record)
    }

    private func printTable(_ exchanges: [Exchange], since record: ExecutionRecord) {
        var table = Table("AFTER", "FROM", "TO", "KIND", "TOKENS", "COST", "TEXT")
        for exchange in exchanges {
            table.add(
                Table.Cell(Self.time(exchange, record)), Table.Cell(exchange.from), Table.Cell(exchange.to),
                Table.Cell(exchange.kind.rawValue, Self.colour(of: exchange.kind)), Table.Cell(Self.tokens(exchange)),
                Table.Cell(Self.cost(exchange)), Table.Cell(Self.shortened(exchange.text)))
        }
        table.print(to: .standardOutput)
    }

    private func printWhole(_ exchanges: [Exchange], since record: ExecutionRecord) {
        let terminal = Terminal.standardOutput
        for exchange in exchanges {
            let facts = [Self.time(exchange, record), Self.tokens(exchange), Self.cost(exchange)].filter { !$0.isEmpty }
            let kind = terminal.colour(Self.colour(of: exchange.kind) ?? .cyan, exchange.kind.rawValue)
            let head = "\(exchange.from) → \(exchange.to)  \(kind)  "
            terminal.write(head + terminal.colour(.faint, facts.joined(separator: " · ")) + "\n")
            let lines = exchange.text.split(separator: "\n", omittingEmptySubsequences: false)
            terminal.write(lines.map { "    \($0)\n" }.joined() + "\n")
        }
    }

    private static func time(_ exchange: Exchange, _ record: ExecutionRecord) -> String {
        TimeText.duration(milliseconds: exchange.milliseconds - record.startMilliseconds)
    }

    private static func tokens(_ exchange: Exchange) -> String {
        guard let input = exchange.inputTokens, let output = exchange.outputTokens else { return "" }
        return "\(input)+\(output)"
    }

    private static func cost(_ exchange: Exchange) -> String { exchange.costUSD.map { MoneyText.dollars($0) } ?? "" }

    private static func colour(of kind: Exchange.Kind) -> Colour? {
        switch kind {
        case .error: .red
        case .transfer, .approval, .guardrail: .yellow
        case .result, .plan, .verdict: .green
        case .toolCall, .toolResult: .blue
        default: nil
        }
    }

    private static func shortened(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count > 100 ? line.prefix(99) + "…" : line
    }
}

extension Exchange.Kind: ExpressibleByArgument {}

/// Amounts of money for people.
enum MoneyText {
    /// `$0.00042`: two digits that tell something, two decimals at least.
    static func dollars(_ amount: Double) -> String {
        guard amount > 0 else { return "$0.00" }
        var decimals = 2
        var unit = 0.1
        while amount < unit, decimals < 9 {
            unit /= 10
            decimals += 1
        }
        let scale = (0..<decimals).reduce(1) { power, _ in power * 10 }
        let rounded = Int64((amount * Double(scale)).rounded())
        let fraction = String(rounded % Int64(scale))
        return "$\(rounded / Int64(scale))." + String(repeating: "0", count: decimals - fraction.count) + fraction
    }
}
