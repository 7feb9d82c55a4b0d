import JSON
import Replay

/// The results of suites as people read them.
struct TestPrinter {
    let session: TestSession
    let showsCoverage: Bool
    private let terminal = Terminal.standardOutput

    init(session: TestSession, showsCoverage: Bool) {
        self.session = session
        self.showsCoverage = showsCoverage
    }

    /// - Parameter seconds: how long all of it took.
    func text(seconds: Double) -> String {
        var lines = session.runs.filter { !$0.results.isEmpty }.flatMap(lines)
        if showsCoverage { lines += session.coverages.flatMap { coverageLines($0.file, $0.coverage) } }
        let failed = session.failureCount
        let passed = terminal.colour(.green, "\(session.testCount - failed) passed")
        let summary = failed == 0 ? passed : "\(terminal.colour(.red, "\(failed) failed")), \(passed)"
        lines.append("\(summary) in \(TimeText.duration(milliseconds: Int64(seconds * 1_000)))")
        return lines.joined(separator: "\n") + "\n"
    }

    private func lines(of run: SuiteRun) -> [String] {
        let width = run.results.map(\.test.name.count).max() ?? 0
        return [terminal.colour(.bold, run.file.path)] + run.results.flatMap { lines($0, run, width) } + [""]
    }

    private func lines(_ result: SuiteRun.Result, _ run: SuiteRun, _ width: Int) -> [String] {
        let report = result.report
        let mark = report.hasPassed ? terminal.colour(.green, "✓") : terminal.colour(.red, "✗")
        let headline = "  \(mark) \(result.test.name)"
        let notes = report.notes.map { "      \(terminal.colour(.yellow, "note: \($0)"))" }
        guard !report.hasPassed else {
            let passed = passedTime(report.run)
            guard !passed.isEmpty else { return [headline] + notes }
            let padding = String(repeating: " ", count: width - result.test.name.count)
            return ["\(headline)\(padding)  \(terminal.colour(.faint, passed))"] + notes
        }
        let place = [run.file.path, result.test.position?.description].compactMap { $0 }.joined(separator: ":")
        var details = [terminal.colour(.faint, "at \(place)")]
        details += report.failures.flatMap {
            $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }
        .map(coloured)
        let path = report.run.path
        if let output = report.run.output {
            details.append(terminal.colour(.faint, "it gave \(Self.shortened(output.text))"))
        }
        if !path.isEmpty { details.append(terminal.colour(.faint, "it went \(Self.shortened(path))")) }
        return [headline] + details.map { "      \($0)" } + notes
    }

    /// What went by on the virtual clock, where it is worth a word.
    private func passedTime(_ run: SimulatedRun) -> String {
        run.durationMilliseconds >= 1_000 ? "\(TimeText.duration(milliseconds: run.durationMilliseconds)) went by" : ""
    }

    /// The lines of a diff in their colours.
    private func coloured(_ line: String) -> String {
        if line.hasPrefix("- ") { return terminal.colour(.red, line) }
        return line.hasPrefix("+ ") ? terminal.colour(.green, line) : line
    }

    private static func shortened(_ path: [String]) -> String {
        guard path.count > 16 else { return path.joined(separator: " → ") }
        return (path.prefix(8) + ["…"] + path.suffix(7)).joined(separator: " → ")
    }

    private static func shortened(_ text: String) -> String { text.count > 160 ? text.prefix(159) + "…" : text }

    private func coverageLines(_ file: SuiteFile, _ coverage: Coverage) -> [String] {
        let share = "\(coverage.percentage) %"
        let colour = coverage.missed.isEmpty ? Colour.green : .yellow
        let headline =
            "\(terminal.colour(.bold, file.machinePath))  coverage \(terminal.colour(colour, share)), "
            + "\(coverage.reachedCount) of \(coverage.items.count)"
        let missed = coverage.missed.map { item in
            let line = file.tested.map.position(of: item.location).map { ":\($0.line)" } ?? ""
            return "  never reached: \(item.name)  \(terminal.colour(.faint, file.machinePath + line))"
        }
        return [headline] + missed + [""]
    }
}
