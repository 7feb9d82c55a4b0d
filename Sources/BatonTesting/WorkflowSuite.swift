import JSON
import Replay
import StatesLanguage

/// A suite of `baton test` for users of XCTest and Swift Testing.
///
/// ```swift
/// @Test(arguments: try WorkflowSuite(file: "workflows/order.test.yaml").tests)
/// func order(test: WorkflowTest) { #expect(test.failures() == []) }
/// ```
public struct WorkflowSuite: Sendable {
    public let tests: [WorkflowTest]

    /// - Parameter file: the path of a suite; what it names is relative to its folder.
    /// - Throws: `WorkflowTestingError` with everything that is wrong with the suite or its machine, by line and column.
    public init(file: String) throws(WorkflowTestingError) {
        do throws(SuiteFileError) {
            let suite = try SuiteFile(path: file, readFile: SourceFile.readAny)
            tests = suite.suite.tests.map { WorkflowTest(test: $0, file: suite) }
        } catch {
            throw WorkflowTestingError(description: error.description)
        }
    }
}

/// One test of a suite.
public struct WorkflowTest: Sendable, CustomStringConvertible {
    let test: TestCase
    let file: SuiteFile

    public var name: String { test.name }
    /// The line of the suite, from 1.
    public var line: Int { test.position?.line ?? 1 }
    public var description: String { test.name }

    /// Runs the test on a virtual clock, and says what did not hold; empty where it passed.
    ///
    /// A snapshot test is compared with the history that is kept; `baton test --update` keeps one.
    public func failures() -> [String] {
        let path = file.snapshotPath(of: test)
        let kept = test.comparesSnapshot ? try? SourceFile.read(path) : nil
        guard !test.comparesSnapshot || kept != nil else {
            return ["there is no history in \(path) yet: 'baton test' writes it"]
        }
        return test.run(file.tested, snapshot: kept.map { String(decoding: $0, as: UTF8.self) }).failures
    }
}
