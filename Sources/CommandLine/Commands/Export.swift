import ArgumentParser
import Export

/// `baton export`
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write definitions for AWS: plain, or as a stack that deploys them.",
        discussion: """
            Machines that the workflow starts and that are beside it come along. 'asl' writes the definitions with '${Token}'s \
            for what an account decides; the other targets write a stack with everything the machines need.

            Example:
              baton export order-processing.asl.json --to cloudformation -o deploy
              baton export order-processing.asl.json --check
              baton export research.asl.yaml --to sam --agent Researcher=harness -o deploy
            """)

    @Argument(help: ArgumentHelp("The definitions, in JSON or YAML.", valueName: "file"), completion: .file())
    var files: [String]

    @Option(name: .long, help: "What to write: plain definitions, or a stack.")
    var to = ExportTarget.asl

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The folder to write to.", valueName: "folder"), completion: .directory)
    var folder: String?

    @Option(
        name: .customLong("config"),
        help: ArgumentHelp("The configuration, instead of the nearest 'baton.yaml'.", valueName: "file"),
        completion: .file())
    var configuration: String?

    @Flag(name: .long, help: "Export the machines as Express workflows.")
    var express = false

    @Option(
        name: .customLong("with"), parsing: .singleValue,
        help: "A part to add, any number of times.")
    var parts: [DeploymentPart] = []

    @Option(
        name: .customLong("agent"), parsing: .singleValue,
        help: ArgumentHelp(
            "Where an agent goes on AWS: states (of the machine), harness or runtime (of AgentCore), function.",
            valueName: "name=place"))
    var agents: [String] = []

    @OptionGroup var substitutions: SubstitutionOptions
    @OptionGroup var checks: CheckOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard folder != nil || checks.isChosen else {
            throw ValidationError("say where to write with '--output <folder>', or use '--check'")
        }
    }

    func run() throws {
        guard let folder, !checks.isChosen else { return try runChecks() }
        let reader = try ProjectReader(
            configuration: configuration, parts: parts, agents: try AgentPlacementOptions.read(agents),
            isExpress: express, substitutions: try substitutions.values,
            files: files)
        let project = try reader.read()
        for file in project.files(for: to) {
            let path = "\(folder)/\(file.path)"
            try Files.makeFolder(Files.folder(of: Files.absolute(path)))
            try Files.write(file.bytes, to: path, isExecutable: file.isExecutable)
            Terminal.standardOutput.write("wrote \(path)\n")
        }
    }
}

extension ExportTarget: ExpressibleByArgument {}
extension DeploymentPart: ExpressibleByArgument {}
