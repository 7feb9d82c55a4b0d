import Threads

/// A suite that was run.
package struct SuiteRun: Sendable {
    package struct Result: Sendable {
        package let test: TestCase
        package var report: TestReport
        /// How long it really took.
        package let seconds: Double
    }

    package let file: SuiteFile
    package var results: [Result]
    package let coverage: Coverage
}

extension SuiteRun {
    /// Runs the tests of many suites, as many at a time as the machine has cores.
    ///
    /// - Parameters:
    ///   - isWanted: which tests are to run.
    ///   - snapshot: the history that is kept of a test; nil where there is none yet.
    package static func run(
        _ files: [SuiteFile], where isWanted: (TestCase) -> Bool = { _ in true },
        snapshot: @escaping @Sendable (SuiteFile, TestCase) -> String? = { _, _ in nil }
    ) -> [SuiteRun] {
        let jobs = files.enumerated().flatMap { index, file in
            file.suite.tests.filter(isWanted).map { (index: index, test: $0) }
        }
        let results = jobs.mapConcurrently { job in
            let file = files[job.index]
            let start = ContinuousClock.now
            let kept = job.test.comparesSnapshot ? snapshot(file, job.test) : nil
            let report = job.test.run(file.tested, snapshot: kept)
            return Result(test: job.test, report: report, seconds: (ContinuousClock.now - start) / .seconds(1))
        }
        let bySuite = Dictionary(grouping: zip(jobs, results), by: \.0.index)
        return files.enumerated().map { index, file in
            let own = bySuite[index]?.map(\.1) ?? []
            var coverage = Coverage(file.tested)
            for result in own { coverage.add(result.report.hits) }
            return SuiteRun(file: file, results: own, coverage: coverage)
        }
    }
}
