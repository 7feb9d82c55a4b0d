import AgentStates
import ArgumentParser
import Engine
import Interpreter
import JSON

/// `baton run`
struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a workflow, and print its output.",
        discussion: """
            The output goes to the standard output as JSON and nothing else does; what happens meanwhile goes to the \
            standard error: live on a terminal, in plain lines elsewhere. Every step is in the journal before the next \
            one starts: after a crash, 'baton resume' goes on.

            Example:
              baton run order.asl.json --input '{"total": 120}'
              baton run order.asl.yaml --input-file order.json --quiet
              baton run template.yaml --machine Order --stack-parameters Stage=test
            """)

    @Argument(
        help: ArgumentHelp("The definition, in JSON or YAML; '-' is the standard input.", valueName: "file"),
        completion: .file())
    var file: String

    @Option(name: .shortAndLong, help: ArgumentHelp("The input as JSON; '-' reads it.", valueName: "json"))
    var input: String?

    @Option(
        name: .long, help: ArgumentHelp("A file with the input; '-' is the standard input.", valueName: "file"),
        completion: .file())
    var inputFile: String?

    @Option(name: .long, help: "The name of the execution; one is made where there is none.")
    var name: String?

    @Flag(name: .long, help: "Run as an Express workflow: without a journaled history.")
    var express = false

    @Option(
        name: .long,
        help: ArgumentHelp("The file is a template; run this machine of it, as 'import' reads it.", valueName: "name"))
    var machine: String?

    @OptionGroup var stack: StackOptions
    @OptionGroup var substitutions: SubstitutionOptions

    @Flag(name: .long, help: "Show live progress even where it would be plain lines.")
    var watch = false

    @Flag(name: .long, help: "Show the plain states that agent states stand for.")
    var unfold = false

    @Flag(name: .shortAndLong, help: "Print the output only.")
    var quiet = false

    @OptionGroup var cassetteOptions: CassetteOptions
    @OptionGroup var engineOptions: EngineOptions
    @OptionGroup var journal: JournalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if watch, quiet { throw ValidationError("'--watch' and '--quiet' exclude each other") }
        if file == "-", input == "-" || inputFile == "-" {
            throw ValidationError("the definition and the input cannot both come from the standard input")
        }
    }

    func run() throws {
        let imported = try machine.map { try TemplateMachine($0, of: file, try stack.stack) }
        let definition = try imported?.definition ?? DefinitionFile(path: file)
        let express = express || imported?.isExpress ?? false
        var settings = try Settings(path: engineOptions.config, folder: definition.folder)
        let machines = FileMachines(
            folder: definition.folder, settings: settings,
            substitutions: try substitutions.values)
        let machine = try machines.resolve(definition, isExpress: express)
        machines.add(machine)
        let payload = try InputSource.payload(text: input, file: inputFile, maximumBytes: settings.quotas.payloadBytes)
        let agents = unfold ? AgentSourceMap() : AgentSourceMap(lowered: try JSONValue(parsing: machine.definition))
        let progress = Progress.for(
            isLive: watch || Terminal.standardError.isInteractive, isQuiet: quiet, agents: agents)
        if let progress {
            settings.log = progress.functionLog
            settings.listener = progress.modelListener
        }
        let session = try Session(
            journal.location, durability: engineOptions.durability.value, settings: settings, machines: machines,
            exchanges: try cassetteOptions.exchanges(settings))
        session.register(machine, from: try source(definition, settings, isExpress: express))
        let request = StartRequest(machine: machine, name: name, input: payload, observer: progress?.observer)
        let finished = try ExecutionWait.finish(session, progress) {
            session.engine.startAndWait(request, completion: $0)
        }
        session.close()
        try ExecutionReport(finished, isJSON: output.json).print()
    }

    /// What a later command needs to know to go on with the execution.
    private func source(
        _ definition: DefinitionFile, _ settings: Settings, isExpress: Bool
    ) throws -> MachineSource {
        MachineSource(
            folder: definition.folder, file: definition.path == "-" ? nil : Files.absolute(definition.path),
            configuration: settings.file, isExpress: isExpress, substitutions: try substitutions.words)
    }
}
