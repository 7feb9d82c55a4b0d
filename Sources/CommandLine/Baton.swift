import ArgumentParser
import Glibc
import JSON
import Journal
import Threads

/// The `baton` command.
@main struct Baton: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "baton",
        abstract: "Runs Amazon States Language workflows on this machine, with a crash-safe journal.",
        discussion: """
            Try it:
              baton init demo && baton run demo/hello.asl.yaml --input '{"name": "Ada"}'

            Exit codes: 0 good, 1 the workflow failed or a check found something, 2 used wrongly.
            """,
        version: Version.text,
        groupedSubcommands: [
            CommandGroup(
                name: "Definition",
                subcommands: [
                    Init.self, Import.self, Run.self, Validate.self, Lower.self, Graph.self, Eval.self,
                    ExportCommand.self, DeployDiff.self,
                ]),
            CommandGroup(
                name: "Execution",
                subcommands: [
                    List.self, Show.self, History.self, Messages.self, Trace.self, Cost.self, Sessions.self, Stop.self,
                    Redrive.self, Resume.self, Answer.self, Activity.self,
                ]),
            CommandGroup(
                name: "Replay and test",
                subcommands: [
                    ReplayCommand.self, ForkCommand.self, TestCommand.self, Record.self, ExportRun.self,
                ]),
            CommandGroup(name: "Server", subcommands: [Serve.self, Function.self]),
            CommandGroup(name: "Journal", subcommands: [Doctor.self, Backup.self, Restore.self]),
        ])

    static func main() {
        // A reader that goes away, as in `baton list | head`, is no reason to die noisily.
        signal(SIGPIPE, SIG_IGN)
        do {
            try checkEncoding()
            let arguments =
                Function.bootstrapArguments(CommandLine.arguments, Environment.variables)
                ?? Array(CommandLine.arguments.dropFirst())
            try checkCommand(arguments)
            var command = try parseAsRoot(arguments)
            try command.run()
        } catch {
            Glibc.exit(report(error))
        }
    }

    /// Refuses arguments that are not UTF-8: what they say would be replaced without a word.
    private static func checkEncoding() throws(Failure) {
        for number in 1..<max(Int(CommandLine.argc), 1) {
            guard let argument = CommandLine.unsafeArgv[number] else { continue }
            let bytes = UnsafeBufferPointer(start: argument, count: strlen(argument)).map(UInt8.init(bitPattern:))
            if let place = SourcePosition(ofInvalidUTF8In: bytes) {
                throw .usage(
                    "argument \(number) is not valid UTF-8 at \(place): \(String(decoding: bytes, as: UTF8.self))")
            }
        }
    }

    /// Says what was wrong, and gives the exit code for it.
    private static func report(_ error: any Error) -> Int32 {
        switch error {
        case let failure as Failure:
            Terminal.standardError.write("baton: \(failure.message)\n")
            return failure.exitCode
        case let exit as ExitCode: return exit.rawValue
        case let error as JournalError:
            Terminal.standardError.write("baton: \(error)\n")
            return 2
        case let error as WorkerThreadError:
            Terminal.standardError.write("baton: \(error)\n")
            return 2
        default:
            let code = exitCode(for: error)
            let text = fullMessage(for: error)
            if code.isSuccess {
                Terminal.standardOutput.write(text + "\n")
                return 0
            }
            if !text.isEmpty { Terminal.standardError.write(text + "\n") }
            return code == .validationFailure ? 2 : 1
        }
    }
}

enum Version {
    static let text = "0.1.0"
}

/// Why a command could not do what it was asked to.
struct Failure: Error {
    let message: String
    let exitCode: Int32

    /// The workflow failed, or a check found something.
    static func found(_ message: String) -> Failure { Failure(message: message, exitCode: 1) }

    /// The command was used wrongly.
    static func usage(_ message: String) -> Failure { Failure(message: message, exitCode: 2) }
}
