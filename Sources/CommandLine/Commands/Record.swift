import ArgumentParser
import Journal
import JSON
import Replay

/// `baton record`
struct Record: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Turn an execution into a test suite.",
        discussion: """
            Its real outcomes become the mocks, its path and its end the expectations. The suite is JSON, which YAML \
            readers take as well.

            Example:
              baton record last order.test.yaml --machine order.asl.yaml
            """)

    @Argument(help: "The execution: its ARN, its name or the start of it, 'last', or a file of 'baton export-run'.")
    var execution: String

    @Argument(help: ArgumentHelp("The suite to write, or '-'.", valueName: "file"))
    var file: String

    @Option(name: .long, help: ArgumentHelp("The definition, as the suite names it.", valueName: "file"))
    var machine: String

    @OptionGroup var journal: JournalOptions

    func run() throws {
        let recording = try recording()
        try Files.write(recording.suite(machineFile: machine).prettyText + "\n", to: file)
    }

    private func recording() throws -> Recording {
        if Files.exists(execution) { return try RunFileReader.read(execution) }
        let journal = try journal.location.openForReading()
        defer { journal.close() }
        do {
            return try Recording(try journal.execution(named: execution), in: journal)
        } catch let error as RecordingError {
            throw Failure.found("\(error)")
        }
    }
}
