import AgentStates
import ArgumentParser
import JSON
import Journal
import Models

/// `baton cost`
struct Cost: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what model calls used and cost.",
        discussion: """
            Computed from the journal: each answered call counts once, however often an execution was resumed, redriven, \
            replayed or forked. Executions that others started count with those. An agent's calls cost what its \
            definition said when the execution was started; for others, 'prices' in baton.yaml and the list prices hold now.

            Example:
              baton cost --by day
            """)

    @Argument(
        help: ArgumentHelp("Executions: ARNs, names or the starts of them, or 'last'; all without one."),
        completion: .executions)
    var executions: [String] = []

    @Option(name: .long, help: "What a line is for: execution, agent, model or day (local time).")
    var by = SpendReport.Grouping.execution

    @Option(
        name: .long,
        help: ArgumentHelp("The configuration with prices. Default: 'baton.yaml' here or above.", valueName: "file"),
        completion: .file())
    var config: String?

    @OptionGroup var journal: JournalOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let prices = try Settings(path: config, folder: Files.currentFolder).prices
        let journal = try journal.location.openForReading()
        defer { journal.close() }
        let roots = try executions.isEmpty ? nil : executions.map { try journal.execution(named: $0).id }
        let report = try SpendReport(journal, roots: roots, prices: prices, by: by)
        if output.json { return Terminal.standardOutput.write(report.json.prettyText + "\n") }
        report.print()
    }
}

extension SpendReport.Grouping: ExpressibleByArgument {}
