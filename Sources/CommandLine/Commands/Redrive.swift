import ArgumentParser
import Engine
import JSON
import Journal

/// `baton redrive`
struct Redrive: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a failed execution again from where it failed.",
        discussion: """
            States that succeeded are not run again. Prints the output, as 'baton run' does.

            Example:
              baton redrive last
            """)

    @Argument(
        help: ArgumentHelp("The execution: its ARN, its name or the start of it, or 'last'."), completion: .executions)
    var execution: String

    @Flag(name: .shortAndLong, help: "Print the output only.")
    var quiet = false

    @OptionGroup var cassetteOptions: CassetteOptions
    @OptionGroup var engineOptions: EngineOptions
    @OptionGroup var journal: JournalOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let record = try journal.location.record(named: execution)
        let settings = try Settings(path: engineOptions.config, folder: Files.currentFolder)
        let exchanges = try cassetteOptions.exchanges(settings, continues: true)
        try exchanges.passOver([record], in: journal.location)
        let control = try Control(
            journal.location, settings: settings, durability: engineOptions.durability.value,
            exchanges: exchanges,
            progress: Progress.for(
                isLive: Terminal.standardError.isInteractive, isQuiet: quiet,
                executions: quiet ? [] : journal.location.shownExecutions([record.arn])))
        let response = try control.perform("RedriveExecution", ["executionArn": .string(record.arn)])
        guard let session = control.session else {
            // The process that has the journal goes on with it.
            return Terminal.standardOutput.write((output.json ? response.text : "redriven \(record.name)") + "\n")
        }
        let finished = try ExecutionWait.finish(session, session.progress) {
            session.engine.wait(executionArn: record.arn, completion: $0)
        }
        session.close()
        try ExecutionReport(finished, isJSON: output.json).print()
    }
}
