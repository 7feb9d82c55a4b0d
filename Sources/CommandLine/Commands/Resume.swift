import ArgumentParser
import Engine
import Interpreter
import Journal
import JSON
import Threads

/// `baton resume`
struct Resume: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Go on with all executions that a crash or Control-C interrupted, until they end.",
        discussion: """
            Finished tasks are not run again. A task that was under way is tried again with the same idempotency key, or \
            fails, as 'interruptedTasks' in baton.yaml says.

            Example:
              baton resume
            """)

    @Flag(name: .shortAndLong, help: "Print no progress.")
    var quiet = false

    @OptionGroup var cassetteOptions: CassetteOptions
    @OptionGroup var engineOptions: EngineOptions
    @OptionGroup var journal: JournalOptions
    @OptionGroup var output: OutputOptions

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
            exchanges: exchanges, resumes: true,
            progress: Progress.for(
                isLive: Terminal.standardError.isInteractive, isQuiet: quiet,
                agents: journal.location.agentSourceMap(ofExecutions: open.map(\.arn))))
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

    /// The executions that nobody runs now; children of others end with these.
    private func openExecutions() throws -> [ExecutionRecord] {
        let journal = try journal.location.openForReading()
        defer { journal.close() }
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
