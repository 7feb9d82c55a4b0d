import ArgumentParser
import Journal
import Replay

/// `baton export-run`
struct ExportRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export-run",
        abstract: "Write an execution to one file that replays anywhere.",
        discussion: """
            The file holds the definition, the input and every recorded outcome, also of the executions that it started. \
            'baton replay FILE' reads it. What --redact finds is blanked wherever it went.

            Example:
              baton export-run last order.run.json --redact '$.card.number' --redact '$..password'
            """)

    @Argument(help: "The execution: its ARN, its name or the start of it, or 'last'.", completion: .executions)
    var execution: String

    @Argument(help: ArgumentHelp("The file to write, or '-'.", valueName: "file"), completion: .file())
    var file: String

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp("Blank what this path finds in every payload.", valueName: "path"))
    var redact: [String] = []

    @OptionGroup var journal: JournalOptions

    func run() throws {
        let journal = try journal.location.openForReading()
        defer { journal.close() }
        do {
            let recording = try Recording(try journal.execution(named: execution), in: journal)
            let all = [recording] + (try recording.children(in: journal))
            try Files.write(try RunFile.text(all, redactions: redact), to: file)
        } catch let error as RecordingError {
            throw Failure.found("\(error)")
        }
    }
}
