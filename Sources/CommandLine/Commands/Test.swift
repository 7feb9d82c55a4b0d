import ArgumentParser
import Glibc
import JSON
import Models
import Replay
import StatesLanguage

/// `baton test`
struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the test suites beside workflows.",
        discussion: """
            Suites are files named *.test.yaml (or .json). Nothing outside is called, and no time passes: a year's wait \
            is over at once.

            Example:
              baton test workflows/ --coverage
            """)

    @Argument(help: ArgumentHelp("Suites, or folders to search for them.", valueName: "path"))
    var paths: [String] = ["."]

    @Option(name: .long, help: ArgumentHelp("Only tests whose name contains this.", valueName: "text"))
    var filter: String?

    @Flag(name: .long, help: "Show what of the machines was never reached.")
    var coverage = false

    @Option(name: .long, help: ArgumentHelp("Write the coverage as LCOV.", valueName: "file"))
    var lcov: String?

    @Option(name: .long, help: ArgumentHelp("Write the results as JUnit XML.", valueName: "file"))
    var junit: String?

    @Flag(name: .long, help: "Print the results in the Test Anything Protocol.")
    var tap = false

    @Flag(
        name: .long,
        help: "Keep the histories of snapshot tests as they are now; the run fails, so that nobody does it unseen.")
    var update = false

    @Flag(name: .long, help: "Run again whenever a file changes.")
    var watch = false

    @OptionGroup var output: OutputOptions

    func run() throws {
        guard watch else { return try runOnce() }
        var stamp = ""
        while true {
            let current = try changeStamp()
            if current != stamp {
                stamp = current
                do { try runOnce() } catch let failure as Failure {
                    Terminal.standardError.write("baton: \(failure.message)\n")
                } catch is ExitCode {}
            }
            usleep(300_000)
        }
    }

    private func runOnce() throws {
        let files = try paths.flatMap { try Self.suites(in: $0) }
        guard !files.isEmpty else {
            throw Failure.usage("there is no *.test.yaml in \(paths.joined(separator: ", "))")
        }
        let runs = try files.map { try SuiteRun(file: $0, filter: filter, updates: update) }
        try report(runs)
        if runs.contains(where: { $0.results.contains { !$0.failures.isEmpty } }) { throw ExitCode(1) }
    }

    private func report(_ runs: [SuiteRun]) throws {
        let all = runs.flatMap { run in run.results.map { (run.file, $0) } }
        if let junit {
            let cases = all.map { file, result in
                JUnit.Case(
                    group: file, name: result.name, seconds: result.seconds,
                    failure: result.failures.isEmpty ? nil : result.failures.joined(separator: "\n"))
            }
            try Files.write(JUnit(name: "baton test", cases: cases).text, to: junit)
        }
        if let lcov {
            let text = runs.map { $0.coverage.lcov(file: $0.machineFile, map: $0.map) }.joined()
            try Files.write(text, to: lcov)
        }
        if output.json { return Terminal.standardOutput.write(Self.json(all).prettyText + "\n") }
        if tap {
            return Terminal.standardOutput.write(
                TAP.text(all.map { (name: "\($0.0): \($0.1.name)", failures: $0.1.failures) }))
        }
        for (file, result) in all {
            let mark = result.failures.isEmpty ? "pass" : "FAIL"
            Terminal.standardOutput.write("\(mark)  \(file):\(result.line)  \(result.name)\n")
            for failure in result.failures {
                for line in failure.split(separator: "\n") { Terminal.standardOutput.write("        \(line)\n") }
            }
        }
        if coverage {
            for run in runs { Terminal.standardOutput.write("\(run.machineFile): \(run.coverage.text)\n") }
        }
        let failed = all.count { !$0.1.failures.isEmpty }
        Terminal.standardOutput.write("\(all.count - failed) of \(all.count) tests passed\n")
    }

    private static func json(_ all: [(String, SuiteRun.Result)]) -> JSONValue {
        let list = all.map { file, result -> JSONValue in
            [
                "file": .string(file), "line": .integer(Int64(result.line)), "name": .string(result.name),
                "passed": .bool(result.failures.isEmpty),
                "failures": .array(result.failures.map(JSONValue.string)),
            ]
        }
        return ["tests": .array(list)]
    }

    /// The suites that a path means, in order.
    private static func suites(in path: String) throws(Failure) -> [String] {
        guard Files.isFolder(path) else {
            guard Files.exists(path) else { throw .usage("there is no '\(path)'") }
            return [path]
        }
        var found: [String] = []
        for name in Files.names(in: path) where !name.hasPrefix(".") {
            let inside = path == "." ? name : "\(path)/\(name)"
            if Files.isFolder(inside) {
                found += try suites(in: inside)
            } else if [".test.yaml", ".test.yml", ".test.json"].contains(where: name.hasSuffix) {
                found.append(inside)
            }
        }
        return found
    }

    /// The bytes of all suites and definitions beside them, as far as they tell a change.
    private func changeStamp() throws -> String {
        var stamp = ""
        for suite in try paths.flatMap({ try Self.suites(in: $0) }) {
            let folder = Files.folder(of: suite).isEmpty ? "." : Files.folder(of: suite)
            for name in Files.names(in: folder) {
                var status = stat()
                guard stat("\(folder)/\(name)", &status) == 0 else { continue }
                stamp += "\(folder)/\(name) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec) \(status.st_size)\n"
            }
        }
        return stamp
    }
}

/// One suite that was run.
struct SuiteRun {
    struct Result {
        let name: String
        let line: Int
        let failures: [String]
        let seconds: Double
    }

    let file: String
    let machineFile: String
    let map: SourceMap
    let coverage: Coverage
    let results: [Result]

    init(file: String, filter: String?, updates: Bool) throws {
        self.file = file
        let folder = Files.folder(of: file)
        func place(_ path: String) -> String { path.hasPrefix("/") || folder.isEmpty ? path : "\(folder)/\(path)" }
        let suite: TestSuite
        do {
            suite = try TestSuite(
                reading: try Files.read(file), as: DocumentSyntax(fileName: file) ?? .yaml,
                readFile: { try Files.read(place($0)) })
        } catch let error as SuiteError {
            throw Failure.usage("\(file):\(error)")
        }
        let definition = try DefinitionFile(path: place(suite.machine))
        machineFile = definition.path
        let compilation = definition.compile()
        guard let machine = compilation.machine else {
            let errors = compilation.diagnostics.filter { $0.severity == .error }
            throw Failure.found(errors.map { $0.line(file: definition.path) }.joined(separator: "\n"))
        }
        let total = Coverage(machine)
        let models = try suite.script.map { try Self.models(script: place($0)) }
        map = compilation.map
        coverage = total
        results = try suite.tests.filter { $0.matches(filter) }.map { test in
            let start = ContinuousClock.now
            let kept = test.comparesSnapshot ? snapshotPath(file, test.name) : nil
            let text = try kept.flatMap { try Files.exists($0) ? String(decoding: Files.read($0), as: UTF8.self) : nil }
            let report = test.run(machine, coverage: total, models: models, snapshot: text)
            var failures = report.failures
            if let kept, updates || text == nil, text != report.run.snapshot {
                try Files.makeFolder(Files.folder(of: kept))
                try Files.write(report.run.snapshot, to: kept)
                failures = ["the history was written to \(kept): look at it and run the test again"]
            }
            return Result(
                name: test.name, line: test.line, failures: failures,
                seconds: (ContinuousClock.now - start) / .seconds(1))
        }
    }
}

extension SuiteRun {
    /// What answers for models as the script says; each run starts with its first rule.
    private static func models(script path: String) throws(Failure) -> () -> ScriptedWorld.ModelAnswers {
        do {
            let rules = try yaml(String(decoding: try Files.read(path), as: UTF8.self), path: path)
            _ = try ModelScript(rules)
            return {
                let script = try? ModelScript(rules)
                return { request in
                    switch script?.answer(to: ModelRequest(body: request)) {
                    case .success(let answer): .succeeded(answer, afterMilliseconds: 0)
                    case .failure(let failure):
                        .failed(error: failure.error, cause: failure.cause, afterMilliseconds: 0)
                    case nil: .unknown(reason: "\(path) cannot be read")
                    }
                }
            }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw .usage("\(path): \(error)")
        }
    }
}

extension TestCase {
    fileprivate func matches(_ filter: String?) -> Bool { filter.map(name.contains) ?? true }
}

/// Where the history of a snapshot test is kept.
private func snapshotPath(_ file: String, _ name: String) -> String {
    let folder = Files.folder(of: file)
    let safe = String(name.map { $0.isLetter || $0.isNumber ? $0 : "-" })
    return "\(folder.isEmpty ? "." : folder)/snapshots/\(Files.name(of: file)).\(safe).txt"
}
