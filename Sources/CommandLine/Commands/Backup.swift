import ArgumentParser
import JSON
import Journal

/// `baton backup`
struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a consistent copy of the journal, while it is in use.",
        discussion: """
            Example:
              baton backup journal-monday.sqlite
            """)

    @Argument(help: ArgumentHelp("The file to write; it must not exist.", valueName: "file"), completion: .file())
    var destination: String

    @OptionGroup var journal: JournalOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let journal = try journal.location.openForReading()
        defer { journal.close() }
        try journal.backup(to: destination)
        let text = output.json ? JSONValue.object(["backup": .string(destination)]).text : "wrote \(destination)"
        Terminal.standardOutput.write(text + "\n")
    }
}
