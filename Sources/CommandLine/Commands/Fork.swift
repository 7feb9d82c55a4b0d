import ArgumentParser
import Engine
import Interpreter
import JSON
import Journal
import Replay
import Threads

/// `baton fork`
struct ForkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fork",
        abstract: "Start a new execution with another one's past up to an event.",
        discussion: """
            Nothing that had finished runs again. --set changes the input (at event 1) or what a task answered (at the \
            event in which it succeeded); --definition goes on with another definition, which must have the same past.

            Example:
              baton fork last --at 5 --set '$.Payload.approved=true'
            """)

    @Argument(help: "The execution: its ARN, its name or the start of it, or 'last'.", completion: .executions)
    var execution: String

    @Option(name: .long, help: ArgumentHelp("The last event of the common past.", valueName: "event"))
    var at: Int64

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp("Other data in that event; the value is JSON, or else a string.", valueName: "path=value"))
    var set: [String] = []

    @Option(
        name: .long, help: ArgumentHelp("Another definition to go on with.", valueName: "file"), completion: .file())
    var definition: String?

    @Option(name: .long, help: "The name of the new execution; default: the old one's with '-fork-' and a number.")
    var name: String?

    @Flag(name: .long, help: "Only write it to the journal; 'baton resume' goes on with it.")
    var noRun = false

    @Flag(name: .shortAndLong, help: "Print no progress.")
    var quiet = false

    @OptionGroup var engineOptions: EngineOptions
    @OptionGroup var journal: JournalOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let settings = try Settings(path: engineOptions.config, folder: Files.currentFolder)
        let session = try Session(
            journal.location, durability: engineOptions.durability.value, settings: settings,
            machines: FileMachines(folder: Files.currentFolder, settings: settings),
            progress: Progress.for(isLive: Terminal.standardError.isInteractive, isQuiet: quiet || noRun))
        let fork: Fork
        do {
            fork = try makeFork(session.journal)
            try session.journal.commitAndWait(fork.writes)
        } catch let error as RecordingError {
            session.close()
            throw Failure.usage("\(error)")
        }
        if noRun {
            session.close()
            return Terminal.standardOutput.write(fork.record.arn + "\n")
        }
        let finished = try ExecutionWait.finish(session, session.progress) {
            session.engine.wait(executionArn: fork.record.arn, completion: $0)
        }
        session.close()
        let report = ExecutionReport(finished, isJSON: output.json)
        Terminal.standardOutput.write(
            output.json ? report.json.prettyText + "\n" : "\(report.status)  \(finished.name)\n")
        if !finished.hasSucceeded { throw ExitCode(1) }
    }

    private func makeFork(_ journal: any ExecutionJournal) throws -> Fork {
        let origin = try journal.execution(named: execution)
        let recording = try Recording(origin, in: journal)
        let id = journal.nextExecutionID()
        let text = try definition.map(DefinitionFile.compiledText)
        let changed = try text.map { (text: $0, id: try journal.definitionID(for: $0)) }
        return try Fork(
            origin, recording, at: at, changes: try changes(), definition: changed, id: id,
            name: name ?? "\(origin.name.prefix(60))-fork-\(id)", seed: .random(in: 0 ... .max),
            nowMilliseconds: SystemClock.milliseconds())
    }

    private func changes() throws(Failure) -> [(path: String, value: JSONValue)] {
        try set.map { word throws(Failure) in
            guard let sign = word.firstIndex(of: "="), sign != word.startIndex else {
                throw .usage("'--set \(word)' is not of the form PATH=VALUE")
            }
            let text = String(word[word.index(after: sign)...])
            return (String(word[..<sign]), (try? JSONValue(parsing: text)) ?? .string(text))
        }
    }
}
