import ArgumentParser
import Interpreter
import JSON
import Journal
import Threads

/// `baton list`
struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List executions, newest first.",
        discussion: """
            Example:
              baton list --status FAILED --limit 10
            """)

    @Option(
        name: .long,
        help: ArgumentHelp("RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED or PENDING_REDRIVE.", valueName: "status"))
    var status: String?

    @Option(name: .long, help: ArgumentHelp("Of this machine only: its name or ARN.", valueName: "name"))
    var machine: String?

    @Option(name: .long, help: "At most so many.")
    var limit = 50

    @Flag(name: .long, help: "The child executions of Map Runs too.")
    var children = false

    @OptionGroup var journal: JournalOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let wanted = try status.map { text throws(Failure) in
            guard let status = ExecutionStatus(rawValue: text.uppercased()) else {
                let allowed = ExecutionStatus.allCases.map(\.rawValue).joined(separator: ", ")
                throw Failure.usage("'--status \(text)' is not one of \(allowed)")
            }
            return status
        }
        let location = journal.location
        let journal = try location.openForReading()
        defer { journal.close() }
        let executions = try executions(of: journal, wanted)
        if output.json {
            let list = JSONValue.array(executions.map(\.json))
            return Terminal.standardOutput.write(JSONValue.object(["executions": list]).prettyText + "\n")
        }
        printTable(executions)
        let running = executions.count { $0.status == .running }
        if running > 0, !location.hasOwner {
            let subject = running == 1 ? "the running one was" : "the \(running) running ones were"
            Terminal.standardError.write("\(subject) interrupted; 'baton resume' goes on\n")
        }
    }

    private func executions(
        of journal: any ExecutionJournal, _ status: ExecutionStatus?
    ) throws -> [ExecutionSummary] {
        var found: [ExecutionSummary] = []
        var cursor: ExecutionID?
        repeat {
            let page = try journal.executions(matching: ExecutionFilter(status: status), after: cursor, limit: 500)
            found += page.executions.filter { summary in
                (children || summary.mapRunArn == nil) && (machine.map { summary.isOf(machine: $0) } ?? true)
            }
            cursor = page.next
        } while cursor != nil && found.count < limit
        return Array(found.prefix(max(limit, 0)))
    }

    private func printTable(_ executions: [ExecutionSummary]) {
        var table = Table("STATUS", "MACHINE", "STARTED", "TOOK", "NAME")
        for execution in executions {
            let end = execution.stopMilliseconds ?? SystemClock.milliseconds()
            table.add(
                Table.Cell(execution.status.rawValue, execution.status.colour),
                Table.Cell(execution.machineName),
                Table.Cell(TimeText.local(milliseconds: execution.startMilliseconds)),
                Table.Cell(TimeText.duration(milliseconds: end - execution.startMilliseconds)),
                Table.Cell(execution.name + (execution.origin.map { "  (fork of \($0))" } ?? "")))
        }
        table.print(to: .standardOutput)
    }
}

extension ExecutionStatus {
    var colour: Colour {
        switch self {
        case .running, .pendingRedrive: .blue
        case .succeeded: .green
        case .failed, .timedOut: .red
        case .aborted: .yellow
        }
    }
}

extension ExecutionSummary {
    var machineName: String { stateMachineArn.split(separator: ":").last.map(String.init) ?? stateMachineArn }

    /// The name of the execution that it was forked from.
    var origin: String? {
        details["forkedFrom"]?["executionArn"]?.string?.split(separator: ":").last.map(String.init)
    }

    func isOf(machine: String) -> Bool { stateMachineArn == machine || machineName == machine }

    /// As ListExecutions gives it.
    var json: JSONValue {
        var object: JSONObject = [
            "executionArn": .string(arn), "stateMachineArn": .string(stateMachineArn), "name": .string(name),
            "status": .string(status.rawValue), "startDate": .timestamp(startMilliseconds),
        ]
        object["stopDate"] = stopMilliseconds.map(JSONValue.timestamp)
        object["mapRunArn"] = mapRunArn.map(JSONValue.string)
        object["forkedFrom"] = details["forkedFrom"]
        object["redriveCount"] = .integer(Int64(redriveCount))
        object["redriveDate"] = redriveMilliseconds.map(JSONValue.timestamp)
        return .object(object)
    }
}

extension JSONValue {
    /// Seconds since 1970, as the API writes dates.
    static func timestamp(_ milliseconds: Int64) -> JSONValue {
        var writer = JSONWriter()
        writer.writeSeconds(milliseconds: milliseconds)
        return (try? JSONValue(parsing: writer.bytes)) ?? .integer(milliseconds / 1_000)
    }
}
