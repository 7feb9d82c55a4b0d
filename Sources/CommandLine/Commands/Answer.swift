import ArgumentParser
import Engine
import Interpreter
import JSON
import Journal

/// `baton answer`
struct Answer: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Complete a task that waits for its token.",
        discussion: """
            Without a token it lists the tasks that wait. Where no process runs the execution, this one goes on with it \
            until it ends.

            Example:
              baton answer
              baton answer AQB3… --output '{"approved": true}'
              baton answer AQB3… --error Refused --cause 'too expensive'
            """)

    @Argument(help: ArgumentHelp("The token; '-' for the only task that waits.", valueName: "token"))
    var token: String?

    @Option(
        name: [.customShort("o"), .customLong("output")], help: ArgumentHelp("The result as JSON.", valueName: "json"))
    var result: String?

    @Option(name: .long, help: "Fail the task with this error.")
    var error: String?

    @Option(name: .long, help: "The cause of the error.")
    var cause: String?

    @Flag(name: .long, help: "Only tell that the work goes on.")
    var heartbeat = false

    @Flag(name: .shortAndLong, help: "Print no progress.")
    var quiet = false

    @OptionGroup var engineOptions: EngineOptions
    @OptionGroup var journal: JournalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        let given = [result != nil, error != nil || cause != nil, heartbeat].count { $0 }
        if token == nil, given > 0 { throw ValidationError("name the token that this answers; '-' is the only one") }
        if token != nil, given != 1 {
            throw ValidationError("give one of '--output', '--error' (with '--cause') and '--heartbeat'")
        }
    }

    func run() throws {
        let waiting = try WaitingTask.all(in: journal.location)
        guard let token else { return list(waiting) }
        let task = try find(token, waiting)
        let control = try Control(
            journal.location, settings: Settings(path: engineOptions.config, folder: Files.currentFolder),
            durability: engineOptions.durability.value,
            progress: Progress.for(
                isLive: Terminal.standardError.isInteractive, isQuiet: quiet,
                executions: quiet ? [] : journal.location.shownExecutions(task.map { [$0.executionArn] } ?? [])))
        let (operation, request) = try message(task?.token ?? token)
        _ = try control.perform(operation, request)
        guard let session = control.session, let task, !heartbeat else {
            control.close()
            return Terminal.standardOutput.write(output.json ? "{}\n" : "answered\n")
        }
        let finished = try ExecutionWait.finish(session, session.progress) {
            session.engine.wait(executionArn: task.executionArn, completion: $0)
        }
        session.close()
        try ExecutionReport(finished, isJSON: output.json).print()
    }

    private func find(_ token: String, _ waiting: [WaitingTask]) throws(Failure) -> WaitingTask? {
        guard token == "-" else { return waiting.first { $0.token == token } }
        guard waiting.count == 1 else {
            throw .usage("\(waiting.count) tasks wait for an answer; 'baton answer' lists them")
        }
        return waiting[0]
    }

    private func message(_ token: String) throws(Failure) -> (String, JSONValue) {
        var request: JSONObject = ["taskToken": .string(token)]
        if heartbeat { return ("SendTaskHeartbeat", .object(request)) }
        if let result {
            request["output"] = .string(try InputSource.parse(Array(result.utf8), name: "--output").text)
            return ("SendTaskSuccess", .object(request))
        }
        request["error"] = error.map(JSONValue.string)
        request["cause"] = cause.map(JSONValue.string)
        return ("SendTaskFailure", .object(request))
    }

    private func list(_ waiting: [WaitingTask]) {
        if output.json {
            let list = JSONValue.array(waiting.map(\.json))
            return Terminal.standardOutput.write(JSONValue.object(["tasks": list]).prettyText + "\n")
        }
        guard !waiting.isEmpty else { return Terminal.standardOutput.write("no task waits for an answer\n") }
        for task in waiting {
            Terminal.standardOutput.write(
                """
                \(Terminal.standardOutput.colour(.bold, task.state)) of \(task.executionName), since \
                \(TimeText.local(milliseconds: task.sinceMilliseconds))
                  asks   \(task.question)
                  token  \(task.token)

                """)
        }
        let reference = waiting.count == 1 ? "-" : "TOKEN"
        let example = waiting.contains(where: \.isApproval) ? #"'{"Approved": true}'"# : "JSON"
        Terminal.standardOutput.write("\nAnswer with: baton answer \(reference) --output \(example)\n")
    }
}
