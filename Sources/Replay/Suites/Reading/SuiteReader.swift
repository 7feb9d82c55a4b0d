import Interpreter
import JSON
import StatesLanguage

/// Reads the parts of a suite, and notes what of the machine they speak of.
struct SuiteReader {
    let readFile: FileReader
    private(set) var references: [Reference] = []

    init(readFile: @escaping FileReader) { self.readFile = readFile }

    /// Notes the name of a state, or of something that is called.
    mutating func note(_ kind: Reference.Kind, _ name: String, _ field: SuiteField) {
        references.append(Reference(kind: kind, name: name, position: field.position))
    }

    // MARK: Tests

    private static let testFields = [
        "name", "input", "inputFile", "state", "variables", "context", "mocks", "models", "script", "cassette",
        "mockConfig",
        "expect",
        "property", "snapshot", "start", "seed",
    ]

    /// - Parameter shared: the answers that all tests share.
    mutating func test(_ field: SuiteField, _ shared: Script) throws(SuiteError) -> TestCase {
        try field.check(allows: Self.testFields)
        let property = try field["property"].map { field throws(SuiteError) in try self.property(field) }
        let comparesSnapshot = try field["snapshot"]?.bool() ?? false
        if comparesSnapshot, property != nil {
            throw field.error("a property test has no one history: 'snapshot' and 'property' exclude each other")
        }
        return TestCase(
            name: try field.required("name", "a test").string(), input: try input(field),
            stateTest: try stateTest(field), script: shared.overridden(by: try script(field)),
            ownMocks: try field["mocks"]?.members().map(\.name) ?? [],
            expectation: try field["expect"].map { field throws(SuiteError) in try expectation(field) }
                ?? Expectation(),
            property: property, comparesSnapshot: comparesSnapshot, startMilliseconds: try start(field),
            seed: UInt64(bitPattern: try field["seed"]?.integer() ?? 1), position: field.position)
    }

    private func input(_ test: SuiteField) throws(SuiteError) -> JSONValue {
        guard let file = test["inputFile"] else { return test["input"]?.value ?? .object([:]) }
        guard test["input"] == nil else { throw file.error("give 'input' or 'inputFile', not both") }
        return try json(file)
    }

    private mutating func stateTest(_ test: SuiteField) throws(SuiteError) -> StateTest? {
        guard let state = test["state"] else {
            for name in ["variables", "context"] {
                if let field = test[name] { throw field.error("'\(name)' is for the test of a single 'state'") }
            }
            return nil
        }
        let name = try state.string()
        note(.state, name, state)
        var variables = JSONObject()
        for (name, field) in try test["variables"]?.members() ?? [] { variables[name] = field.value }
        return StateTest(state: name, variables: variables, context: test["context"]?.value)
    }

    private func start(_ test: SuiteField) throws(SuiteError) -> Int64 {
        guard let field = test["start"] else { return 1_767_225_600_000 }
        let text = try field.string()
        guard let time = Timestamp(parsing: text) else {
            throw field.error("'\(text)' is no time such as 2026-01-01T00:00:00Z")
        }
        return time.milliseconds
    }

    private func property(_ field: SuiteField) throws(SuiteError) -> PropertyTest {
        try field.check(allows: ["schema", "schemaFile", "runs"])
        let schema: SuiteField
        if let file = field["schemaFile"] {
            schema = SuiteField(value: try json(file), pointer: file.pointer, map: file.map)
        } else {
            schema = try field.required("schema", "a property test")
        }
        try InputGenerator.check(schema)
        return PropertyTest(schema: schema.value, runs: Int(clamping: try field["runs"]?.integer(from: 1) ?? 100))
    }

    // MARK: Files

    /// The bytes of a file that the suite names.
    func bytes(_ field: SuiteField) throws(SuiteError) -> [UInt8] {
        let path = try field.string()
        do {
            return try readFile(path)
        } catch {
            throw field.error("\(error)")
        }
    }

    /// A JSON or YAML file that the suite names.
    func json(_ field: SuiteField) throws(SuiteError) -> JSONValue {
        let path = try field.string()
        let bytes = try bytes(field)
        do throws(Diagnostic) {
            return try Document(reading: bytes, as: DocumentSyntax(fileName: path) ?? .json).value
        } catch {
            throw field.error("\(path)\(error.position.map { ":\($0)" } ?? ""): \(error.message)")
        }
    }
}
