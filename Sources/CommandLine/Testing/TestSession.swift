import JSON
import Replay

/// One run of suites.
struct TestSession {
    let runs: [SuiteRun]
    /// Of each machine, what all of its suites reached together; one of the suites stands for the machine.
    let coverages: [(file: SuiteFile, coverage: Coverage)]

    /// - Parameters:
    ///   - filter: only tests whose name contains this.
    ///   - updates: whether the histories of snapshot tests are kept as they are now.
    /// - Throws: `Failure` where a suite cannot be read; it lists what is wrong with all of them.
    init(paths: [String], filter: String?, updates: Bool) throws {
        let files = try Self.suites(in: paths)
        var runs = SuiteRun.run(files, where: { test in filter.map(test.name.contains) ?? true }) { file, test in
            try? String(decoding: Files.read(file.snapshotPath(of: test)), as: UTF8.self)
        }
        guard filter == nil || runs.contains(where: { !$0.results.isEmpty }) else {
            throw Failure.usage("no test has '\(filter ?? "")' in its name")
        }
        for index in runs.indices { try Self.keepSnapshots(of: &runs[index], updates: updates) }
        self.runs = runs
        coverages = Self.coverages(of: runs)
    }

    private static func suites(in paths: [String]) throws(Failure) -> [SuiteFile] {
        var names: [String] = []
        for path in paths { names += try SuiteSearch.suites(in: path) }
        guard !names.isEmpty else {
            throw Failure.usage(
                "there is no *.test.yaml in \(paths.joined(separator: ", ")); 'baton record' makes one from an execution"
            )
        }
        var files: [SuiteFile] = []
        var faults: [String] = []
        for name in names {
            do throws(SuiteFileError) {
                files.append(try SuiteFile(path: name, readFile: Files.readForSuite))
            } catch {
                faults += error.lines
            }
        }
        guard faults.isEmpty else { throw .usage(faults.joined(separator: "\n")) }
        return files
    }

    /// Writes the histories that there were not yet, or all that differ; their tests fail.
    private static func keepSnapshots(of run: inout SuiteRun, updates: Bool) throws(Failure) {
        for index in run.results.indices where run.results[index].test.comparesSnapshot {
            let path = run.file.snapshotPath(of: run.results[index].test)
            let text = run.results[index].report.run.snapshot
            let kept = Files.exists(path) ? String(decoding: try Files.read(path), as: UTF8.self) : nil
            guard kept == nil || updates, kept != text else { continue }
            try Files.makeFolder(Files.folder(of: path))
            try Files.write(text, to: path)
            run.results[index].report.failures = ["the history was written to \(path): look at it, then run again"]
        }
    }

    private static func coverages(of runs: [SuiteRun]) -> [(file: SuiteFile, coverage: Coverage)] {
        var found: [(file: SuiteFile, coverage: Coverage)] = []
        for run in runs {
            guard let index = found.firstIndex(where: { $0.file.machinePath == run.file.machinePath }) else {
                found.append((run.file, run.coverage))
                continue
            }
            for result in run.results { found[index].coverage.add(result.report.hits) }
        }
        return found
    }

    // MARK: Results

    var testCount: Int { runs.reduce(0) { $0 + $1.results.count } }
    var failureCount: Int { runs.reduce(0) { $0 + $1.results.count { !$0.report.hasPassed } } }

    var cases: [JUnit.Case] {
        runs.flatMap { run in
            run.results.map { result in
                JUnit.Case(
                    group: run.file.path, name: result.test.name, seconds: result.seconds,
                    failure: result.report.hasPassed ? nil : result.report.failures.joined(separator: "\n"))
            }
        }
    }

    var lcov: String {
        coverages.map { $0.coverage.lcov(file: $0.file.machinePath, map: $0.file.tested.map) }.joined()
    }

    var json: JSONValue {
        let tests = runs.flatMap { run in
            run.results.map { result -> JSONValue in
                [
                    "file": .string(run.file.path), "line": .integer(Int64(result.test.position?.line ?? 1)),
                    "name": .string(result.test.name), "passed": .bool(result.report.hasPassed),
                    "failures": .array(result.report.failures.map(JSONValue.string)),
                    "notes": .array(result.report.notes.map(JSONValue.string)),
                    "status": .string(result.report.run.status),
                    "path": .array(result.report.run.path.map(JSONValue.string)),
                    "seconds": .double(Double(result.report.run.durationMilliseconds) / 1_000),
                ]
            }
        }
        let machines = coverages.map { entry -> JSONValue in
            [
                "machine": .string(entry.file.machinePath), "percentage": .integer(Int64(entry.coverage.percentage)),
                "missed": .array(entry.coverage.missed.map { .string($0.location) }),
            ]
        }
        return ["tests": .array(tests), "coverage": .array(machines)]
    }
}

extension Files {
    /// Reads a file for a suite; what cannot be read is told in words.
    @Sendable static func readForSuite(_ path: String) throws -> [UInt8] {
        do throws(Failure) {
            return try read(path)
        } catch {
            throw UnreadableFile(description: error.message)
        }
    }

    private struct UnreadableFile: Error, CustomStringConvertible {
        let description: String
    }
}
