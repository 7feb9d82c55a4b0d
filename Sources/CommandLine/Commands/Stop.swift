import ArgumentParser
import JSON
import Journal

/// `baton stop`
struct Stop: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stop an execution that runs.",
        discussion: """
            Works while another process runs the execution, and when none does.

            Example:
              baton stop last --error Cancelled --cause 'not needed any more'
            """)

    @Argument(
        help: ArgumentHelp("The execution: its ARN, its name or the start of it, or 'last'."), completion: .executions)
    var execution: String

    @Option(name: .long, help: "The error to record.")
    var error: String?

    @Option(name: .long, help: "The cause to record.")
    var cause: String?

    @OptionGroup var engineOptions: EngineOptions
    @OptionGroup var journal: JournalOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let record = try journal.location.record(named: execution)
        guard record.status == .running || record.status == .pendingRedrive else {
            throw Failure.usage("'\(record.name)' is \(record.status.rawValue) already")
        }
        let control = try Control(
            journal.location, settings: Settings(path: engineOptions.config, folder: Files.currentFolder),
            durability: engineOptions.durability.value)
        defer { control.close() }
        var request: JSONObject = ["executionArn": .string(record.arn)]
        request["error"] = error.map(JSONValue.string)
        request["cause"] = cause.map(JSONValue.string)
        let response = try control.perform("StopExecution", .object(request))
        Terminal.standardOutput.write((output.json ? response.text : "stopped \(record.name)") + "\n")
    }
}

extension JournalLocation {
    /// The record of the execution that a user means.
    func record(named reference: String) throws -> ExecutionRecord {
        let journal = try openForReading()
        defer { journal.close() }
        return try journal.execution(named: reference)
    }
}
