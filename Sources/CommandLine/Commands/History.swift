import AgentStates
import ArgumentParser
import JSON
import Journal

/// `baton history`
struct History: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the history of an execution.",
        discussion: """
            With --json as AWS's GetExecutionHistory gives it. Of agent states, what happened inside is left out unless \
            --all is given; 'baton messages' tells it.

            Example:
              baton history last
            """)

    @OptionGroup var subject: ExecutionOptions

    @Flag(name: .long, help: "Newest first.")
    var reverse = false

    @Flag(name: .long, help: "What happened inside of agent states too.")
    var all = false

    @OptionGroup var output: OutputOptions

    func run() throws { try subject.read(show) }

    private func show(_ record: ExecutionRecord, in journal: any ExecutionJournal) throws {
        let inOrder = try journal.events(of: record.id)
        let folds = all || output.json ? AgentSourceMap() : try journal.agentSourceMap(of: record)
        let shown = FoldedHistory(folds).fold(inOrder)
        let events = reverse ? shown.reversed() : shown
        if output.json {
            let text = JSONValue.object(["events": .array(events)]).prettyText
            return Terminal.standardOutput.write(text + "\n")
        }
        var table = Table("ID", "AFTER", "TYPE", "DETAILS")
        for event in events {
            let milliseconds = Int64(((event["timestamp"]?.double ?? 0) * 1_000).rounded())
            let type = event["type"]?.string ?? ""
            table.add(
                Table.Cell("\(event["id"]?.integer ?? 0)"),
                Table.Cell(TimeText.duration(milliseconds: milliseconds - record.startMilliseconds)),
                Table.Cell(type, Self.colour(of: type)), Table.Cell(Self.details(of: event)))
        }
        table.print(to: .standardOutput)
    }

    private static func colour(of type: String) -> Colour? {
        for (ending, colour) in [
            ("Failed", Colour.red), ("TimedOut", .red), ("Aborted", .yellow), ("Succeeded", .green),
        ] where type.hasSuffix(ending) {
            return colour
        }
        return nil
    }

    /// The details in one line, what matters first.
    private static func details(of event: JSONValue) -> String {
        if let count = event[FoldedHistory.countKey]?.integer { return "\(count) events of agents" }
        guard let details = event.object?.first(where: { $0.key.hasSuffix("EventDetails") })?.value.object else {
            return ""
        }
        let hidden = ["inputDetails", "outputDetails", "roleArn", "assignedVariablesDetails"]
        return details.filter { !hidden.contains($0.key) }.map { key, value in
            key == "name" ? value.string ?? value.text : "\(key)=\(shortened(value.string ?? value.text))"
        }.joined(separator: "  ")
    }

    private static func shortened(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count > 160 ? line.prefix(159) + "…" : line
    }
}
