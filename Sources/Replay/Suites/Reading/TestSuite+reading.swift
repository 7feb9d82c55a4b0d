import JSON
package import StatesLanguage

/// Reads a file that a suite names, relative to the suite's folder.
package typealias FileReader = (String) throws -> [UInt8]

extension TestSuite {
    private static let fields = [
        "machine", "substitutions", "tests", "mocks", "models", "script", "cassette", "mockConfig",
    ]

    /// Reads a suite.
    ///
    /// - Parameter readFile: reads a file that the suite names, relative to its folder.
    /// - Throws: `SuiteError` with line, column, and what is allowed there.
    package init(
        reading bytes: [UInt8], as syntax: DocumentSyntax, readFile: @escaping FileReader
    ) throws(SuiteError) {
        let root = try SuiteField(reading: bytes, as: syntax)
        var reader = SuiteReader(readFile: readFile)
        try root.check(allows: Self.fields)
        let machineField = try root.required("machine", "a suite")
        let machine = try machineField.string()
        let shared = try reader.script(root)
        var tests: [TestCase] = []
        for field in try root.required("tests", "a suite").elements() {
            tests.append(try reader.test(field, shared))
        }
        let names = Dictionary(grouping: tests, by: \.name)
        if let twice = tests.first(where: { (names[$0.name]?.count ?? 0) > 1 }) {
            throw SuiteError(position: twice.position, message: "two tests have the name '\(twice.name)'")
        }
        var substitutions: [String: String] = [:]
        for (name, field) in try root["substitutions"]?.members() ?? [] {
            substitutions[name] = field.value.string ?? field.value.text
        }
        self.init(
            machine: machine, machinePosition: machineField.position, substitutions: substitutions, tests: tests,
            references: reader.references)
    }
}

extension SuiteField {
    fileprivate init(reading bytes: [UInt8], as syntax: DocumentSyntax) throws(SuiteError) {
        do throws(Diagnostic) {
            let document = try Document(reading: bytes, as: syntax)
            self.init(value: document.value, pointer: "", map: document.map)
        } catch {
            throw SuiteError(position: error.position, message: error.message)
        }
    }
}

extension Script {
    /// Reads a file of mocks alone: `{mocks, models, mockConfig}`, or a suite, of which what all tests share is taken.
    ///
    /// - Throws: `SuiteError` with line and column.
    package init(
        reading bytes: [UInt8], as syntax: DocumentSyntax, readFile: @escaping FileReader
    ) throws(SuiteError) {
        let root = try SuiteField(reading: bytes, as: syntax)
        var reader = SuiteReader(readFile: readFile)
        try root.check(allows: [
            "machine", "substitutions", "tests", "mocks", "models", "script", "cassette", "mockConfig",
        ])
        self = try reader.script(root)
    }
}
