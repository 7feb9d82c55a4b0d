import ArgumentParser
import Engine
import Interpreter
import Journal
import JSON
import Threads

/// `baton resume`
struct Resume: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Go on with the executions that a crash or Control-C interrupted, until they end.",
        discussion: """
            Finished tasks are not run again. A task that was under way is tried again with the same idempotency key, or \
            fails, as 'interruptedTasks' in baton.yaml says.

            Example:
              baton resume
              baton resume order-17
            """)

    @Argument(help: ArgumentHelp("These only: their ARNs, their names or the start of them, or 'last'. Without: all."))
    var executions: [String] = []

    @Flag(name: .shortAndLong, help: "Print no progress.")
    var quiet = false

    @OptionGroup var cassetteOptions: CassetteOptions
    @OptionGroup var engineOptions: EngineOptions
    @OptionGroup var journal: JournalOptions
    @OptionGroup var output: OutputOptions

    /// More would not fit a screen, and their histories take time to read.
    private static let shownAtMost = 50

    func run() throws {
        let open = try openExecutions()
        guard !open.isEmpty else {
            return Terminal.standardOutput.write(output.json ? "{\"executions\":[]}\n" : "nothing was interrupted\n")
        }
        let settings = try Settings(path: engineOptions.config, folder: Files.currentFolder)
        let exchanges = try cassetteOptions.exchanges(settings, continues: true)
        try exchanges.passOver(open, in: journal.location)
        let session = try Session(
            journal.location, durability: engineOptions.durability.value, settings: settings,
            machines: FileMachines(folder: Files.currentFolder, settings: settings),
            exchanges: exchanges, resumes: executions.isEmpty,
            progress: Progress.for(
                isLive: Terminal.standardError.isInteractive, isQuiet: quiet,
                executions: quiet ? [] : journal.location.shownExecutions(open.prefix(Self.shownAtMost).map(\.arn))))
        // To be waited for takes an execution up: all of them, before the first has ended.
        for execution in open { session.engine.wait(executionArn: execution.arn) { _ in } }
        var finished: [FinishedExecution] = []
        for execution in open {
            finished.append(
                try ExecutionWait.finish(session, session.progress) {
                    session.engine.wait(executionArn: execution.arn, completion: $0)
                })
        }
        session.close()
        report(finished)
        if finished.contains(where: { !$0.hasSucceeded }) { throw ExitCode(1) }
    }

    /// The executions to go on with; children of others end with these.
    private func openExecutions() throws -> [ExecutionRecord] {
        let journal = try journal.location.openForReading()
        defer { journal.close() }
        guard executions.isEmpty else {
            return try executions.map { name in
                let record = try journal.execution(named: name)
                guard record.status == .running else {
                    throw Failure.usage("'\(record.name)' is \(record.status.rawValue) already")
                }
                return record
            }
        }
        return try journal.openExecutions().compactMap { try journal.execution(id: $0.id) }.filter { $0.parent == nil }
    }

    private func report(_ finished: [FinishedExecution]) {
        if output.json {
            let list = JSONValue.array(finished.map { ExecutionReport($0, isJSON: true).json })
            return Terminal.standardOutput.write(JSONValue.object(["executions": list]).prettyText + "\n")
        }
        for execution in finished {
            let status = ExecutionReport(execution, isJSON: false).status
            Terminal.standardOutput.write("\(status)  \(execution.name)\n")
        }
    }
}

extension FinishedExecution {
    var hasSucceeded: Bool {
        if case .succeeded = outcome { true } else { false }
    }
}
