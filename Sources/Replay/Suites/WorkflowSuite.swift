import StatesLanguage

/// Test suites for users of XCTest and Swift Testing.
///
/// ```swift
/// @Test(arguments: try WorkflowSuite(suite: suiteText, definition: definitionText).run())
/// func workflow(_ result: WorkflowSuite.Result) { #expect(result.failures == []) }
/// ```
public struct WorkflowSuite {
    /// What one test of the suite came to.
    public struct Result: Sendable, Hashable, CustomStringConvertible {
        public let name: String
        /// The line of the suite, from 1.
        public let line: Int
        /// What did not hold; empty where the test passed.
        public let failures: [String]

        public var description: String { name }
    }

    private let suite: TestSuite
    private let machine: StateMachine

    /// - Parameters:
    ///   - suite: the suite, in YAML or JSON.
    ///   - definition: the definition, in YAML or JSON.
    ///   - readFile: reads the files that the suite names.
    /// - Throws: an error that tells line, column and reason.
    public init(
        suite: String, definition: String, readFile: @escaping (String) throws -> [UInt8] = { _ in [] }
    ) throws {
        let compilation = DefinitionCompiler().compile(definition, as: .yaml)
        guard let machine = compilation.machine else {
            throw SuiteError(
                description: compilation.diagnostics.filter { $0.severity == .error }.map { $0.line() }
                    .joined(separator: "\n"))
        }
        self.machine = machine
        self.suite = try TestSuite(reading: Array(suite.utf8), as: .yaml, readFile: readFile)
    }

    /// Runs every test on a virtual clock; nothing outside is called.
    public func run() -> [Result] {
        suite.tests.map { test in
            let report = test.run(machine)
            return Result(name: report.name, line: report.line, failures: report.failures)
        }
    }
}
