import ArgumentParser
import JSON
import Journal

/// `baton activity`
struct Activity: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Work on the tasks of an activity.",
        discussion: """
            Waits for a task and prints it as {"taskToken", "input"}, to be completed with 'baton answer'. With \
            --command it gives each task's input to a program and sends back what that prints; a program that fails \
            fails the task.

            Example:
              baton activity count-words --command 'python3 worker.py'
            """)

    @Argument(help: ArgumentHelp("The activity: its name or ARN.", valueName: "activity"))
    var activity: String

    @Option(name: .long, help: ArgumentHelp("The program for each task.", valueName: "program"))
    var command: String?

    @Option(name: .long, help: ArgumentHelp("What the history calls this worker.", valueName: "name"))
    var worker: String?

    @Option(name: .long, help: "End after so many tasks; without --command after one.")
    var tasks: Int?

    @OptionGroup var engineOptions: EngineOptions
    @OptionGroup var journal: JournalOptions

    func run() throws {
        let settings = try Settings(path: engineOptions.config, folder: Files.currentFolder)
        let arn =
            activity.hasPrefix("arn:")
            ? activity : "arn:aws:states:\(settings.region):\(settings.account):activity:\(activity)"
        let control = try Control(
            journal.location, settings: settings, durability: engineOptions.durability.value, resumes: true)
        defer { control.close() }
        var request: JSONObject = ["activityArn": .string(arn)]
        request["workerName"] = worker.map(JSONValue.string)
        for _ in 0..<(tasks ?? (command == nil ? 1 : .max)) {
            let task = try control.perform("GetActivityTask", .object(request))
            guard let token = task["taskToken"]?.string, let input = task["input"]?.string else { return }
            guard let command else { return Terminal.standardOutput.write(task.text + "\n") }
            try work(command, input, token, control)
        }
    }

    private func work(_ command: String, _ input: String, _ token: String, _ control: Control) throws {
        guard let result = Subprocess.run(["sh", "-c", command], input: Array(input.utf8)) else {
            throw Failure.usage("cannot run '\(command)'")
        }
        if result.status == 0, (try? JSONValue(parsing: result.output)) != nil {
            _ = try control.perform(
                "SendTaskSuccess", ["taskToken": .string(token), "output": .string(result.outputText)])
        } else {
            let cause =
                result.status == 0
                ? "the program printed something that is not JSON: \(result.outputText)" : result.errorText
            _ = try control.perform(
                "SendTaskFailure",
                [
                    "taskToken": .string(token), "error": .string("Worker.Failed"),
                    "cause": .string(String(cause.prefix(30_000))),
                ])
        }
        Terminal.standardError.write("\(result.status == 0 ? "done" : "failed")  \(input.prefix(100))\n")
    }
}
