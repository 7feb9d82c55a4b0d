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
            Example:
              baton graph order.asl.json > order.svg
              baton graph last --format mermaid
            """)

    @Argument(help: ArgumentHelp("A definition, or an execution: its ARN, its name, or 'last'.", valueName: "what"))
    var subject: String

    @Option(name: .shortAndLong, help: "svg, mermaid or dot.")
    var format = Format.svg

    @Option(name: .shortAndLong, help: ArgumentHelp("Write to this file.", valueName: "file"))
    var output = "-"

    @OptionGroup var journal: JournalOptions

    func run() throws {
        let (definition, status) = try subjectOfDrawing()
        let graph = FlowGraph(definition: definition)
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
                return (try Document(reading: file.bytes, as: file.syntax).value, nil)
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
        guard let text = try journal.text(of: record.definition) else {
            throw Failure.found("the journal does not have the definition of '\(record.name)'")
        }
        return (try JSONValue(parsing: text), FlowStatus(history: try journal.events(of: record.id)))
    }
}
