import ArgumentParser
import Interpreter
import JSON
import Journal
import Replay
import StatesLanguage

/// `baton replay`
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Run executions again from what was recorded, and compare.",
        discussion: """
            Without --definition it proves that the journal reproduces: every event, byte for byte. With it, it tells what \
            another definition would have done with what really happened. Nothing outside is called.

            Examples:
              baton replay last
              baton replay last --definition order.asl.json
              baton replay --all --status FAILED --definition order.asl.json --mode tolerant --junit replay.xml
              baton replay last --definition order.asl.json --mode divergent --mocks order.test.yaml
              baton replay --history history.json --definition order.asl.json
            """)

    @Argument(
        help: "The execution: its ARN, its name or the start of it, 'last', or a file of 'baton export-run'.",
        completion: .executions)
    var execution: String?

    @Option(name: .long, help: ArgumentHelp("Another definition.", valueName: "file"), completion: .file())
    var definition: String?

    @Option(name: .long, help: "What the other definition must keep: strict, tolerant or divergent.")
    var mode = ReplayMode.strict

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A suite or a file with 'mocks' that answer what was not recorded, after the other definition went its own way.",
            valueName: "file"), completion: .file())
    var mocks: String?

    @Option(name: .long, help: ArgumentHelp("A history downloaded from AWS.", valueName: "file"), completion: .file())
    var history: String?

    @Option(
        name: .long,
        help: ArgumentHelp("The answer of DescribeExecution for it: names, ARNs, start date.", valueName: "file"),
        completion: .file())
    var describe: String?

    @Flag(name: .long, help: "All executions of the journal that match.")
    var all = false

    @Option(name: .long, help: "Only with this status, such as FAILED.")
    var status: String?

    @Option(name: .long, help: "Only of the state machine with this name or ARN.")
    var machine: String?

    @Option(name: .long, help: ArgumentHelp("Only started then or later (RFC 3339).", valueName: "time"))
    var since: String?

    @Option(name: .long, help: ArgumentHelp("Only started before (RFC 3339).", valueName: "time"))
    var until: String?

    @Option(
        name: .long, help: ArgumentHelp("Also write the results as JUnit XML.", valueName: "file"), completion: .file())
    var junit: String?

    @OptionGroup var journal: JournalOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        var replayer = Replayer(
            definition: try definition.map(DefinitionFile.compiledText), mode: mode, mocks: try mocks.map(Self.script))
        do throws(RecordingError) {
            try replayer.checkDefinition()
        } catch {
            throw Failure.found("\(definition ?? ""): \(error)")
        }
        if let history {
            for recording in try downloaded(history) { replayer.replay(recording) }
        } else if let execution, Files.exists(execution) {
            let recordings = try RunFileReader.read(execution)
            replayer.replay(recordings[0], children: Array(recordings.dropFirst()))
        } else {
            try replayJournal(&replayer)
        }
        try finish(replayer.results)
    }

    func validate() throws {
        if definition == nil, mocks != nil { throw ValidationError("'--mocks' needs '--definition'") }
        if describe != nil, history == nil { throw ValidationError("'--describe' needs '--history'") }
        if !all,
            let option = [("status", status), ("machine", machine), ("since", since), ("until", until)].first(
                where: { $0.1 != nil })
        {
            throw ValidationError("'--\(option.0)' needs '--all'")
        }
        if [execution != nil, history != nil, all].count(where: { $0 }) > 1 {
            throw ValidationError("give an execution, '--history' or '--all', not several of them")
        }
    }

    /// The answers of a file of mocks.
    private static func script(_ path: String) throws(Failure) -> Script {
        let bytes = try Files.read(path)
        let folder = Files.folder(of: path)
        do throws(SuiteError) {
            return try Script(reading: bytes, as: DocumentSyntax(fileName: path) ?? .yaml) { name in
                try Files.readForSuite(name.hasPrefix("/") || folder.isEmpty ? name : "\(folder)/\(name)")
            }
        } catch {
            throw .usage(error.text(file: path))
        }
    }

    private func downloaded(_ path: String) throws -> [Recording] {
        guard let text = replayDefinitionText else {
            throw Failure.usage("a history from AWS needs '--definition' with the definition it ran")
        }
        let description = try describe.map { ExecutionDescription(try Files.json($0)) } ?? ExecutionDescription()
        let bytes = try Files.read(path)
        do throws(RecordingError) {
            return try Recording.recordings(history: bytes, definition: text, description: description)
        } catch {
            throw Failure.usage("\(path): \(error)")
        }
    }

    private var replayDefinitionText: String? { definition.flatMap { try? DefinitionFile.compiledText($0) } }

    private func replayJournal(_ replayer: inout Replayer) throws {
        let journal = try journal.location.openForReading()
        defer { journal.close() }
        guard all else { return try replayOne(&replayer, journal) }
        try replayer.replayAll(in: journal, matching: try filter(), where: matchesMachine)
    }

    /// Another definition may also do otherwise in the children of Map Runs.
    private func replayOne(_ replayer: inout Replayer, _ journal: any ExecutionJournal) throws {
        let record = try journal.execution(named: execution ?? "last")
        guard definition != nil, record.lastEventID > 0, let recording = try? Recording(record, in: journal),
            let children = try? recording.children(in: journal)
        else { return replayer.replay(record, in: journal) }
        replayer.replay(recording, children: children)
    }

    private func filter() throws(Failure) -> ExecutionFilter {
        var filter = ExecutionFilter()
        if let status {
            guard let known = ExecutionStatus(rawValue: status.uppercased()) else {
                let names = ExecutionStatus.allCases.map(\.rawValue).joined(separator: ", ")
                throw .usage("'--status \(status)' is none of \(names)")
            }
            filter.status = known
        }
        filter.startedFromMilliseconds = try since.map { text throws(Failure) in try Self.time(text) }
        filter.startedToMilliseconds = try until.map { text throws(Failure) in try Self.time(text) }
        return filter
    }

    private static func time(_ text: String) throws(Failure) -> Int64 {
        guard let time = Timestamp(parsing: text.contains("T") ? text : "\(text)T00:00:00Z") else {
            throw .usage("'\(text)' is no time such as 2026-11-23T08:00:00Z")
        }
        return time.milliseconds
    }

    private func matchesMachine(_ summary: ExecutionSummary) -> Bool {
        guard let machine else { return true }
        return summary.stateMachineArn == machine || summary.stateMachineArn.hasSuffix(":\(machine)")
    }

    // MARK: Results

    private func finish(_ results: [ReplayResult]) throws {
        if let junit {
            let cases = results.map {
                JUnit.Case(
                    group: $0.machine, name: $0.name, failure: $0.isGood || !$0.hasHistory ? nil : $0.text)
            }
            try Files.write(JUnit(name: "baton replay", cases: cases).text, to: junit)
        }
        if all, results.isEmpty { throw Failure.usage("no execution of the journal matches") }
        let bad = results.filter { !$0.isGood && ($0.hasHistory || !all) }
        if output.json {
            let list = JSONValue.array(results.map(\.json))
            Terminal.standardOutput.write(JSONValue.object(["executions": list]).prettyText + "\n")
        } else if results.count == 1 {
            Terminal.standardOutput.write(results[0].text + "\n")
        } else {
            for line in ReplayResult.summary(results) { Terminal.standardOutput.write(line + "\n") }
            if let first = bad.first { Terminal.standardOutput.write("\n\(first.text)\n") }
        }
        if !bad.isEmpty { throw ExitCode(1) }
    }
}

extension ReplayMode: ExpressibleByArgument {}

extension DefinitionFile {
    /// The definition of a file as JSON text.
    static func compiledText(_ path: String) throws(Failure) -> String {
        let file = try DefinitionFile(path: path)
        let compilation = file.compile()
        guard compilation.machine != nil, let document = compilation.document else {
            let errors = compilation.diagnostics.filter { $0.severity == .error }
            throw .found(
                "the definition has errors\n" + errors.map { $0.line(file: file.displayName) }.joined(separator: "\n"))
        }
        return document.text
    }
}

extension Files {
    static func json(_ path: String) throws(Failure) -> JSONValue {
        let bytes = try read(path)
        do throws(JSONParseError) {
            return try JSONValue(parsing: bytes)
        } catch {
            throw .usage("\(path):\(error.position): \(error.message)")
        }
    }
}

/// Reads the files of `baton export-run`.
enum RunFileReader {
    /// The execution, then those that it started.
    static func read(_ path: String) throws(Failure) -> [Recording] {
        let json = try Files.json(path)
        do throws(RecordingError) {
            return try RunFile.recordings(json)
        } catch {
            throw .usage("\(path): \(error)")
        }
    }
}
