import Baton
import Foundation
import JSON

/// How much of the processor a turn of an agent takes: a call of a scripted model, a tool call, and the states between.
///
/// `swift run -c release agent-turns [EXECUTIONS]`
@main enum AgentTurns {
    private static let turns = 20

    private static let definition = """
        QueryLanguage: JSONata
        StartAt: Ask
        Agents: {Clerk: {Model: m, System: You tell the time., Tools: [clock], MaxTurns: 30}}
        States:
          Ask: {Type: Agent, Agent: Clerk, Prompt: What time is it?, Output: "{% $states.result.Turns %}", End: true}
        """

    /// Calls the clock in all turns but the last.
    private static let script = """
        - {when: "{% $turn < \(turns - 1) %}", answer: {text: I look at the clock., calls: [{name: clock}]}}
        - {answer: It is late.}
        """

    static func main() async throws {
        let executions = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 50
        let folder = FileManager.default.temporaryDirectory.appending(path: "agent-turns-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("models: {'*': {script: script.yaml}}".utf8).write(to: folder.appending(path: "baton.yaml"))
        try Data(script.utf8).write(to: folder.appending(path: "script.yaml"))
        let workflow = try Workflow(definition, format: .yaml)
        for (name, storage) in [
            ("memory", WorkflowRunner.Storage.memory), ("file", .file(folder.appending(path: "j.sqlite").path)),
        ] {
            let runner = try WorkflowRunner(storage: storage, folder: folder.path)
            guard try await runner.run(workflow) == .integer(Int64(turns)) else { throw WrongAnswer() }
            let start = (wall: ContinuousClock.now, processor: processorSeconds())
            for _ in 0..<executions { _ = try await runner.run(workflow) }
            let count = Double(executions * turns)
            let wall = (ContinuousClock.now - start.wall) / .milliseconds(1) / count
            let processor = (processorSeconds() - start.processor) * 1_000 / count
            print(
                "journal in \(name): \(text(processor)) ms of processor time and \(text(wall)) ms in all for a turn, "
                    + "\(turns) turns, \(executions) executions")
        }
    }

    private struct WrongAnswer: Error {}

    private static func text(_ milliseconds: Double) -> String { String(format: "%.3f", milliseconds) }

    /// Of all threads, in user and system mode.
    private static func processorSeconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1_000_000 }
    }
}
