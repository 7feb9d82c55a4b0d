import ArgumentParser
import Interpreter
import JSON
import Journal
import Replay
import StatesLanguage

/// `baton record`
struct Record: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Turn an execution into a test suite.",
        discussion: """
            Its real outcomes become the mocks, its path and its end the expectations. The suite is tried at once; what is \
            new in every run, such as the time, is not expected.

            Examples:
              baton record last
              baton record last order.test.yaml --machine order.asl.yaml
            """)

    @Argument(
        help: "The execution: its ARN, its name or the start of it, 'last', or a file of 'baton export-run'.",
        completion: .executions)
    var execution: String

    @Argument(
        help: ArgumentHelp(
            "The suite to write, in YAML or JSON; '-' prints it. Default: beside the definition.", valueName: "file"),
        completion: .file())
    var file: String?

    @Option(
        name: .long, help: ArgumentHelp("The definition; default: the file that was run.", valueName: "file"),
        completion: .file())
    var machine: String?

    @OptionGroup var journal: JournalOptions

    func run() throws {
        let (recording, source) = try recordingAndSource()
        guard let machineFile = machine.map(Files.absolute) ?? source?.file else {
            throw Failure.usage("it is not known which file was run: name it with '--machine'")
        }
        let place = file ?? Self.defaultFile(machineFile, recording.header.name)
        let suiteFolder = place == "-" ? Files.currentFolder : Files.folder(of: Files.absolute(place))
        let name =
            Files.folder(of: machineFile) == suiteFolder ? Files.name(of: machineFile) : machine ?? machineFile
        let suite = try RecordedSuite(
            recording, machineFile: name, machinePath: machineFile,
            substitutions: try assignments(source?.substitutions ?? [], option: "--set"))
        try Files.write(place.hasSuffix(".json") ? suite.json : suite.yaml, to: place)
        guard place != "-" else { return }
        let terminal = Terminal.standardError
        terminal.write("wrote \(place)\n")
        for note in suite.notes { terminal.write("  \(note)\n") }
        terminal.write("run it:  baton test \(place)\n")
    }

    private static func defaultFile(_ machineFile: String, _ execution: String) -> String {
        var folder = Files.folder(of: machineFile)
        if folder == Files.currentFolder { folder = "" }
        let name = Files.name(of: machineFile).prefix { $0 != "." }
        return (folder.isEmpty ? "" : "\(folder)/")
            + "\(name).\(execution.prefix(execution.count > 24 ? 8 : 24)).test.yaml"
    }

    private func recordingAndSource() throws -> (Recording, MachineSource?) {
        if Files.exists(execution) { return (try RunFileReader.read(execution)[0], nil) }
        let journal = try journal.location.openForReading()
        defer { journal.close() }
        do {
            let record = try journal.execution(named: execution)
            let source = SourceRegistry(journal: journal).source(ofMachine: record.stateMachineArn)
            return (try Recording(record, in: journal), source)
        } catch let error as RecordingError {
            throw Failure.found("\(error)")
        }
    }
}

/// A suite made from an execution, with what was left out of it.
private struct RecordedSuite {
    private var suite: JSONObject
    private(set) var notes: [String] = []

    var json: String { JSONValue.object(suite).prettyText + "\n" }
    var yaml: String { YAMLText.text(.object(suite)) }

    /// - Throws: `Failure` where the definition cannot be read, or the execution is none that a suite can repeat.
    init(
        _ recording: Recording, machineFile: String, machinePath: String, substitutions: [String: String]
    ) throws(Failure) {
        do throws(RecordingError) {
            suite = try recording.suite(machineFile: machineFile, substitutions: substitutions)
        } catch {
            throw .found("\(error)")
        }
        let definition = try Files.read(machinePath)
        let tested: TestedMachine
        do throws(DefinitionErrors) {
            tested = try TestedMachine(
                reading: definition, as: DocumentSyntax(fileName: machinePath) ?? .yaml, substitutions: substitutions)
        } catch {
            throw .found(error.text(file: machinePath))
        }
        for name in ["output", "cause"] {
            let failures = failures(tested)
            guard failures.contains(where: { $0.hasPrefix(name) }) else { continue }
            drop(name)
            notes.append("no '\(name)' is expected, as it is another one in every run")
        }
        notes += failures(tested).map { "it does not pass with the definition as it is now: \($0)" }
    }

    private func failures(_ tested: TestedMachine) -> [String] {
        do throws(SuiteError) {
            let suite = try TestSuite(reading: Array(json.utf8), as: .json) { _ in [] }
            return suite.tests.flatMap { $0.run(tested).failures }
        } catch {
            return ["\(error)"]
        }
    }

    private mutating func drop(_ name: String) {
        guard case .object(var test)? = suite["tests"]?[0], case .object(var expectation)? = test["expect"] else {
            return
        }
        expectation[name] = nil
        test["expect"] = .object(expectation)
        suite["tests"] = [.object(test)]
    }
}
