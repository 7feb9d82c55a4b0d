import AgentStates
import ArgumentParser
import JSON
import Journal
import Threads

/// `baton show`
struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show an execution: status, times, input, output or error.",
        discussion: """
            With --json it is described as by AWS's DescribeExecution.

            Example:
              baton show last
            """)

    @OptionGroup var subject: ExecutionOptions

    @Flag(name: .long, help: "Print the definition that it ran.")
    var definition = false

    @Flag(name: .long, help: "With --definition: agent states as the plain states that ran.")
    var unfold = false

    @OptionGroup var output: OutputOptions

    func run() throws { try subject.read(show) }

    private func show(_ record: ExecutionRecord, in journal: any ExecutionJournal) throws {
        if definition {
            let definition = try journal.definition(of: record)
            let shown = unfold ? definition : AgentSourceMap(lowered: definition).folding(definition)
            return Terminal.standardOutput.write(shown.prettyText + "\n")
        }
        let terminal = Terminal.standardOutput
        if output.json { return terminal.write(record.json.prettyText + "\n") }
        // Reading all that happened takes its time: only where there are agents.
        let hasAgents = try !journal.agentSourceMap(of: record).isEmpty
        let work = AgentSummary(hasAgents ? try journal.traces(of: record) : [])
        let isInterrupted = record.status == .running && !subject.journal.location.hasOwner
        terminal.write(text(of: record, work, isInterrupted: isInterrupted, for: terminal))
    }

    private func text(
        of record: ExecutionRecord, _ work: AgentSummary, isInterrupted: Bool, for terminal: Terminal
    ) -> String {
        let interruption = isInterrupted ? ", interrupted; 'baton resume' goes on with it" : ""
        let end = record.stopMilliseconds ?? SystemClock.milliseconds()
        var lines = [
            ("Execution", record.name), ("ARN", record.arn), ("Machine", record.stateMachineArn),
            ("Status", terminal.colour(record.status.colour, record.status.rawValue) + interruption),
            ("Started", TimeText.local(milliseconds: record.startMilliseconds)),
            (
                record.stopMilliseconds == nil ? "Runs for" : "Took",
                TimeText.duration(milliseconds: end - record.startMilliseconds)
            ),
            ("Events", "\(record.lastEventID)"),
        ]
        if let origin = record.details["forkedFrom"], let arn = origin["executionArn"]?.string {
            let name = arn.split(separator: ":").last.map(String.init) ?? arn
            lines.append(("Fork of", "\(name), after event \(origin["eventId"]?.integer ?? 0)"))
        }
        if let text = work.text { lines.append(("Agents", text)) }
        if record.redriveCount > 0 { lines.append(("Redrives", "\(record.redriveCount)")) }
        if let wake = record.wakeMilliseconds, record.status == .running {
            lines.append(("Wakes", TimeText.local(milliseconds: wake)))
        }
        if let error = record.error { lines.append(("Error", terminal.colour(.red, error))) }
        if let cause = record.cause { lines.append(("Cause", cause)) }
        lines.append(("Input", record.input))
        if let output = record.output { lines.append(("Output", output)) }
        let width = (lines.map(\.0.count).max() ?? 0) + 2
        return lines.map { name, value in
            terminal.colour(.faint, name + String(repeating: " ", count: width - name.count)) + value + "\n"
        }.joined()
    }
}

extension ExecutionRecord {
    /// As DescribeExecution gives it.
    var json: JSONValue {
        var object: JSONObject = [
            "executionArn": .string(arn), "stateMachineArn": .string(stateMachineArn), "name": .string(name),
            "status": .string(status.rawValue), "startDate": .timestamp(startMilliseconds),
        ]
        object["stopDate"] = stopMilliseconds.map(JSONValue.timestamp)
        object["input"] = .string(input)
        object["output"] = output.map(JSONValue.string)
        object["error"] = error.map(JSONValue.string)
        object["cause"] = cause.map(JSONValue.string)
        object["mapRunArn"] = mapRunArn.map(JSONValue.string)
        object["forkedFrom"] = details["forkedFrom"]
        object["redriveCount"] = .integer(Int64(redriveCount))
        object["redriveDate"] = redriveMilliseconds.map(JSONValue.timestamp)
        return .object(object)
    }
}
