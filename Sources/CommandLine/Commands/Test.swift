import ArgumentParser
import Glibc
import JSON
import Replay

/// `baton test`
struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the test suites beside workflows.",
        discussion: """
            Suites are files named *.test.yaml (or .json). Nothing outside is called, and no time passes: a year's wait \
            is over at once. 'baton record' makes a suite from an execution.

            Examples:
              baton test
              baton test workflows/ --coverage --junit results.xml
              baton test order.test.yaml --filter retry --watch
            """)

    @Argument(help: ArgumentHelp("Suites, or folders to search for them.", valueName: "path"), completion: .file())
    var paths: [String] = ["."]

    @Option(name: .long, help: ArgumentHelp("Only tests whose name contains this.", valueName: "text"))
    var filter: String?

    @Flag(name: .long, help: "Show what of the machines was never reached.")
    var coverage = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Fail where less of a machine was reached, in percent; implies --coverage.", valueName: "percent"))
    var minimumCoverage: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Draw what was reached: an .svg file, or a folder for the drawings of several machines.",
            valueName: "file"), completion: .file())
    var coverageGraph: String?

    @Option(name: .long, help: ArgumentHelp("Write the coverage as LCOV.", valueName: "file"), completion: .file())
    var lcov: String?

    @Option(name: .long, help: ArgumentHelp("Write the results as JUnit XML.", valueName: "file"), completion: .file())
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

    func validate() throws {
        if tap, output.json { throw ValidationError("'--tap' and '--json' exclude each other") }
        if let minimumCoverage, !(0...100).contains(minimumCoverage) {
            throw ValidationError("'--minimum-coverage' is a percentage from 0 to 100")
        }
    }

    func run() throws {
        guard watch else { return try runOnce() }
        let written = [junit, lcov, coverageGraph].compactMap { $0 }
        var stamp: WatchStamp?
        while true {
            let current = WatchStamp(paths, ignoring: written)
            if current != stamp {
                stamp = current
                Terminal.standardOutput.clear()
                do { try runOnce() } catch let failure as Failure {
                    Terminal.standardError.write("baton: \(failure.message)\n")
                } catch is ExitCode {}
            }
            usleep(200_000)
        }
    }

    private func runOnce() throws {
        let start = ContinuousClock.now
        let session = try TestSession(paths: paths, filter: filter, updates: update)
        try write(session)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        if output.json {
            Terminal.standardOutput.write(session.json.prettyText + "\n")
        } else if tap {
            Terminal.standardOutput.write(TAP.text(session.cases))
        } else {
            let printer = TestPrinter(session: session, showsCoverage: coverage || minimumCoverage != nil)
            Terminal.standardOutput.write(printer.text(seconds: seconds))
        }
        try checkCoverage(session)
        if session.failureCount > 0 { throw ExitCode(1) }
    }

    /// Writes the files that are asked for.
    private func write(_ session: TestSession) throws {
        if let junit { try Files.write(JUnit(name: "baton test", cases: session.cases).text, to: junit) }
        if let lcov { try Files.write(session.lcov, to: lcov) }
        if let coverageGraph { try CoverageDrawing(session).write(to: coverageGraph) }
    }

    private func checkCoverage(_ session: TestSession) throws {
        guard let minimumCoverage else { return }
        let low = session.coverages.filter { $0.coverage.percentage < minimumCoverage }
        guard !low.isEmpty else { return }
        let list = low.map { "\($0.file.machinePath): \($0.coverage.percentage) %" }.joined(separator: ", ")
        throw Failure.found("less than \(minimumCoverage) % was reached of \(list)")
    }
}
