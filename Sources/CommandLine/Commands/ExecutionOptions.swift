import ArgumentParser
import Journal

/// The execution that a command looks at.
struct ExecutionOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp("The execution: its ARN, its name or the start of it, or 'last'."), completion: .executions)
    var execution = "last"

    @OptionGroup var journal: JournalOptions

    /// Opens the journal beside whoever writes it, and finds the execution.
    func read(_ body: (ExecutionRecord, any ExecutionJournal) throws -> Void) throws {
        let journal = try journal.location.openForReading()
        defer { journal.close() }
        try body(journal.execution(named: execution), journal)
    }
}
