import AgentStates
import ArgumentParser
import Graph
import JSON
import Journal
import StatesLanguage

/// `baton graph`
struct Graph: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case svg
        case mermaid
        case dot
    }

    static let configuration = CommandConfiguration(
        abstract: "Draw a definition, or an execution with what became of each state.",
        discussion: """
            Agent states are drawn with those who work in them; --unfold draws the plain states that they stand for.

            Example:
              baton graph order.asl.json > order.svg
              baton graph last --format mermaid
            """)

    @Argument(
        help: ArgumentHelp("A definition, or an execution: its ARN, its name, or 'last'.", valueName: "what"),
        completion: .file())
    var subject: String

    @Option(name: .shortAndLong, help: "What to draw as.")
    var format = Format.svg

    @Flag(name: .long, help: "Draw agent states as the plain states that they stand for.")
    var unfold = false

    @Option(name: .shortAndLong, help: ArgumentHelp("Write to this file.", valueName: "file"), completion: .file())
    var output = "-"

    @OptionGroup var journal: JournalOptions

    func run() throws {
        let (definition, status) = try subjectOfDrawing()
        let drawn = unfold ? definition : AgentSourceMap(lowered: definition).folding(definition)
        let graph = FlowGraph(definition: drawn)
        let text =
            switch format {
            case .svg: FlowDrawing(graph).svg(title: subject, status: status)
            case .mermaid: graph.mermaid(status: status)
            case .dot: graph.dot(status: status)
            }
        try Files.write(text, to: output)
    }

    private func subjectOfDrawing() throws -> (JSONValue, FlowStatus?) {
        if subject == "-" || Files.exists(subject) {
            let file = try DefinitionFile(path: subject)
            do throws(Diagnostic) {
                let document = try Document(reading: file.bytes, as: file.syntax)
                // One with mistakes is drawn as far as it goes.
                return ((Lowering(document).document ?? document).value, nil)
            } catch {
                throw Failure.usage(error.line(file: file.displayName))
            }
        }
        guard !["json", "yaml", "yml", "asl"].contains(where: { subject.hasSuffix(".\($0)") }) else {
            throw Failure.usage("there is no file '\(subject)'")
        }
        let journal = try journal.location.openForReading()
        defer { journal.close() }
        let record = try journal.execution(named: subject)
        return (try journal.definition(of: record), FlowStatus(history: try journal.events(of: record.id)))
    }
}
