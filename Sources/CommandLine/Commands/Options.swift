import ArgumentParser

/// Options of the commands that use a journal.
struct JournalOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The journal file, or ':memory:'.",
            discussion: "Default: BATON_JOURNAL, else '.baton/journal.sqlite' of the project.", valueName: "path"),
        completion: .file())
    var journal: String?

    var location: JournalLocation { JournalLocation(option: journal) }
}

/// The option to print for programs.
struct OutputOptions: ParsableArguments {
    @Flag(name: .long, help: "Print JSON, for programs.")
    var json = false
}
