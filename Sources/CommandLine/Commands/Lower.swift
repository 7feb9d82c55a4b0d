import AgentStates
import ArgumentParser
import JSON
import StatesLanguage

/// `baton lower`
struct Lower: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a definition with agent states as plain Amazon States Language.",
        discussion: """
            What runs is exactly this text. A definition without agent states is printed as it is, as JSON.

            Example:
              baton lower support-desk.asl.yaml > support-desk.plain.asl.json
            """)

    @Argument(
        help: ArgumentHelp("The definition, in JSON or YAML; '-' is the standard input.", valueName: "file"),
        completion: .file())
    var file: String

    @Flag(name: .long, help: "Print which generated state belongs to which state of the author instead.")
    var map = false

    func run() throws {
        var definition = try DefinitionFile(path: file)
        definition = try definition.withToolSchemas(Settings(path: nil, folder: definition.folder))
        let lowering: Lowering
        do throws(Diagnostic) {
            lowering = try definition.lowered()
        } catch {
            throw Failure.found(error.line(file: definition.displayName))
        }
        for diagnostic in lowering.diagnostics {
            Terminal.standardError.write(diagnostic.line(file: definition.displayName) + "\n")
        }
        guard let document = lowering.document else { throw ExitCode(1) }
        let origins = JSONObject(
            lowering.origins.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) })
        Terminal.standardOutput.write((map ? JSONValue.object(origins) : document.value).prettyText + "\n")
    }
}
