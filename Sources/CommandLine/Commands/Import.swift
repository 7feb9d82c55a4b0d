import ArgumentParser
import JSON
import StatesLanguage
import Templates

/// `baton import`
struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a project that runs here of a CloudFormation, SAM or CDK template.",
        discussion: """
            Writes the state machines' definitions, the settings of their Lambda functions (the code stays where it is), \
            a baton.yaml with tables, buckets and connections, and a README with the commands to run. Prints what was \
            imported, what needs a binding and what was left, each with file and line. Exits with 1 where a definition \
            has errors.

            Example:
              baton import template.yaml -o local --stack-parameters Stage=test
              baton import cdk.out --stubs
            """)

    @Argument(
        help: ArgumentHelp(
            "The template, in YAML or JSON, or a folder with one, such as cdk.out.", valueName: "template"),
        completion: .file())
    var template: String

    @Option(
        name: [.customShort("o"), .long], help: ArgumentHelp("The folder to write.", valueName: "folder"),
        completion: .directory)
    var output = "imported"

    @OptionGroup var stack: StackOptions

    @Flag(name: .long, help: "Give what is missing a fixed result, so that the machines run at once.")
    var stubs = false

    @Flag(name: .long, help: "Copy the functions' code into the project; else it stays where it is.")
    var copy = false

    @Flag(name: .long, help: "Replace files that are there and differ.")
    var force = false

    @OptionGroup var outputOptions: OutputOptions

    func run() throws {
        let template = try TemplateFile(path: template).read()
        let stack = try stack.stack
        let project = ImportedProject(importing: template, as: stack, files: LocalFiles())
        let folder = Files.absolute(output)
        if !project.machines.isEmpty {
            let files = ProjectFiles(
                of: project, as: stack, in: folder, stubs: stubs, copyingFrom: copy ? LocalFiles() : nil)
            try write(files, to: output)
        }
        if outputOptions.json {
            Terminal.standardOutput.write(project.json(folder: output).prettyText + "\n")
        } else {
            print(project)
        }
        if project.findings.contains(where: { $0.kind == .problem }) { throw ExitCode(1) }
    }

    private func write(_ files: ProjectFiles, to folder: String) throws(Failure) {
        let differing = files.files.filter { file in
            (try? Files.read("\(folder)/\(file.path)")).map { $0 != file.bytes } ?? false
        }
        guard force || differing.isEmpty else {
            let names = differing.map { "'\(folder)/\($0.path)'" }.joined(separator: ", ")
            throw .usage("\(names) would be replaced; choose another folder with -o, or use --force")
        }
        try files.write(to: folder)
    }

    private func print(_ project: ImportedProject) {
        for kind in ImportFinding.Kind.allCases {
            for finding in project.findings where finding.kind == kind {
                Terminal.standardOutput.write(finding.text + "\n")
            }
        }
        guard let machine = project.machines.first else { return }
        Terminal.standardOutput.write("\nNow try:\n  \(machine.command(in: output))\n")
    }
}

/// What a stack is made with.
struct StackOptions: ParsableArguments {
    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp("Values for the template's parameters.", valueName: "name=value"))
    var stackParameters: [String] = []

    @Option(name: .long, help: ArgumentHelp("The region. Default: AWS_REGION, else us-east-1.", valueName: "region"))
    var region: String?

    var stack: Stack {
        get throws {
            let variables = Environment.variables
            let region = region ?? variables["AWS_REGION"] ?? variables["AWS_DEFAULT_REGION"] ?? "us-east-1"
            return Stack(
                region: region, account: "123456789012",
                parameters: try assignments(stackParameters, option: "--stack-parameters"))
        }
    }
}

extension ImportFinding {
    fileprivate var text: String { "\(place) \(kind.rawValue): \(subject): \(message)" }

    fileprivate var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "subject": .string(subject), "message": .string(message),
            "file": .string(file), "line": line.map { .integer(Int64($0)) } ?? .null,
        ]
    }
}

extension ImportedMachine {
    fileprivate func command(in folder: String) -> String {
        let values = unresolved.map { " --set '\($0)=VALUE'" }.joined()
        return "baton run \(folder)/\(fileName)\(isExpress ? " --express" : "")\(values) --input '{}'"
    }
}

extension ImportedProject {
    fileprivate func json(folder: String) -> JSONValue {
        [
            "folder": .string(folder),
            "machines": .array(
                machines.map { machine in
                    [
                        "name": .string(machine.name), "resource": .string(machine.logicalID),
                        "file": .string(machine.fileName), "type": machine.isExpress ? "EXPRESS" : "STANDARD",
                        "valid": .bool(!machine.diagnostics.hasErrors),
                        "unresolved": .array(machine.unresolved.map(JSONValue.string)),
                    ]
                }),
            "functions": .array(
                functions.map { ["name": .string($0.name), "runsHere": .bool($0.runsHere)] }),
            "missing": .array(missing.map { .string($0.key) }),
            "findings": .array(findings.map(\.json)),
        ]
    }
}
