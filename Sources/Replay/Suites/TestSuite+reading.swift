import Interpreter
import JSON
package import StatesLanguage

extension TestSuite {
    /// Reads a suite.
    ///
    /// - Parameter readFile: reads a file that the suite names, relative to its folder.
    /// - Throws: `SuiteError` with line, column and the field.
    package init(
        reading bytes: [UInt8], as syntax: DocumentSyntax, readFile: @escaping (String) throws -> [UInt8]
    ) throws {
        let document: Document
        do throws(Diagnostic) {
            document = try Document(reading: bytes, as: syntax)
        } catch {
            throw SuiteError(description: error.line())
        }
        let reader = SuiteReader(map: document.map, readFile: readFile)
        try reader.check(document.value, at: "", allows: ["machine", "script", "tests", "mocks", "mockConfig"])
        guard let machine = document.value["machine"]?.string else {
            throw reader.error("", "'machine' must name the definition to test")
        }
        guard let tests = document.value["tests"]?.array else {
            throw reader.error("", "'tests' must be a list")
        }
        let shared = try reader.mocks(document.value["mocks"], at: "/mocks")
        self.machine = machine
        script = document.value["script"]?.string
        self.tests = try tests.enumerated().map { try reader.test($0.element, at: "/tests/\($0.offset)", shared) }
    }
}

private struct SuiteReader {
    let map: SourceMap
    let readFile: (String) throws -> [UInt8]

    func error(_ pointer: String, _ message: String) -> SuiteError {
        let place = map.position(of: pointer).map { "\($0): " } ?? ""
        return SuiteError(description: "\(place)\(message)" + (pointer.isEmpty ? "" : " (\(pointer))"))
    }

    func check(_ value: JSONValue, at pointer: String, allows names: [String]) throws {
        guard let object = value.object else { throw error(pointer, "must be a mapping, but is a \(value.kind)") }
        for name in object.keys where !names.contains(name) {
            throw error("\(pointer)/\(name)", "'\(name)' is unknown here; there is \(names.joined(separator: ", "))")
        }
    }

    func test(_ value: JSONValue, at pointer: String, _ shared: [String: [Mock]]) throws -> TestCase {
        try check(
            value, at: pointer,
            allows: [
                "name", "input", "inputFile", "state", "mocks", "mockConfig", "expect", "property", "snapshot", "start",
                "seed",
            ])
        guard let name = value["name"]?.string else { throw error(pointer, "a test needs a 'name'") }
        var mocks = shared
        if let config = value["mockConfig"] {
            mocks.merge(try mockConfig(config, at: "\(pointer)/mockConfig")) { $1 }
        }
        mocks.merge(try self.mocks(value["mocks"], at: "\(pointer)/mocks")) { $1 }
        var start: Int64 = 1_767_225_600_000
        if let text = value["start"]?.string {
            guard let time = Timestamp(parsing: text) else {
                throw error("\(pointer)/start", "'\(text)' is no time such as 2026-01-01T00:00:00Z")
            }
            start = time.milliseconds
        }
        return TestCase(
            name: name, input: try input(value, at: pointer), state: value["state"]?.string, mocks: mocks,
            expectation: try expectation(value["expect"] ?? .object([:]), at: "\(pointer)/expect"),
            property: try property(value["property"], at: "\(pointer)/property"),
            comparesSnapshot: value["snapshot"]?.bool ?? false, startMilliseconds: start,
            seed: UInt64(bitPattern: value["seed"]?.integer ?? 1), line: map.position(of: pointer)?.line ?? 1)
    }

    private func input(_ value: JSONValue, at pointer: String) throws -> JSONValue {
        guard let path = value["inputFile"]?.string else { return value["input"] ?? .object([:]) }
        return try JSONValue(parsing: try readFile(path))
    }

    // MARK: Mocks

    func mocks(_ value: JSONValue?, at pointer: String) throws -> [String: [Mock]] {
        guard let value else { return [:] }
        guard let object = value.object else { throw error(pointer, "must map states to answers") }
        var mocks: [String: [Mock]] = [:]
        for (state, answers) in object {
            let place = "\(pointer)/\(SourceMap.escape(state))"
            guard let list = answers.array else {
                mocks[state] = [try mock(answers, at: place, position: nil)]
                continue
            }
            mocks[state] = try list.enumerated().map {
                try mock($0.element, at: "\(place)/\($0.offset)", position: Int64($0.offset))
            }
        }
        return mocks
    }

    /// - Parameter position: its place in a list, which is the try that it answers unless it says otherwise.
    private func mock(_ value: JSONValue, at pointer: String, position: Int64?) throws -> Mock {
        try check(
            value, at: pointer,
            allows: ["return", "compute", "throw", "never", "items", "after", "attempts", "item", "when"])
        let outcome: Mock.Outcome
        if let result = value["return"] {
            outcome = .returned(result)
        } else if let expression = value["compute"]?.string {
            outcome = .computed(expression)
        } else if let thrown = value["throw"] {
            guard let name = thrown["error"]?.string ?? thrown.string else {
                throw error("\(pointer)/throw", "'throw' needs an 'error'")
            }
            outcome = .thrown(error: name, cause: thrown["cause"]?.string)
        } else if let items = value["items"]?.array {
            outcome = .items(items)
        } else if value["never"]?.bool == true {
            outcome = .never
        } else {
            throw error(pointer, "an answer needs one of return, compute, throw, items, never: true")
        }
        let isSelective = value["item"] != nil || value["when"] != nil
        var attempts = position.flatMap { isSelective ? nil : $0...$0 }
        if let field = value["attempts"] {
            guard let range = AttemptRange.parse(field) else {
                throw error("\(pointer)/attempts", "'attempts' is a number from 0, or a range such as \"1-2\"")
            }
            attempts = range
        }
        return Mock(
            outcome, afterMilliseconds: Int64((value["after"]?.double ?? 0) * 1_000), attempts: attempts,
            item: value["item"]?.integer, condition: value["when"]?.string)
    }

    /// `{file, machine, case}`: a mock file of Step Functions Local.
    private func mockConfig(_ value: JSONValue, at pointer: String) throws -> [String: [Mock]] {
        try check(value, at: pointer, allows: ["file", "machine", "case"])
        guard let path = value["file"]?.string, let machine = value["machine"]?.string,
            let name = value["case"]?.string
        else { throw error(pointer, "needs 'file', 'machine' and 'case'") }
        let file = try JSONValue(parsing: try readFile(path))
        guard let states = file["StateMachines"]?[machine]?["TestCases"]?[name]?.object else {
            throw error(pointer, "'\(path)' has no test case '\(name)' of '\(machine)'")
        }
        var mocks: [String: [Mock]] = [:]
        for (state, reference) in states {
            guard let responses = file["MockedResponses"]?[reference.string ?? ""]?.object else {
                throw error(pointer, "'\(path)' has no response '\(reference.string ?? reference.text)'")
            }
            mocks[state] = try responses.map { attempts, response in
                guard let range = AttemptRange.parse(.string(attempts)) else {
                    throw error(pointer, "'\(attempts)' of '\(reference.text)' is no attempt or range of attempts")
                }
                if let result = response["Return"] { return Mock(.returned(result), attempts: range) }
                let thrown = response["Throw"]
                return Mock(
                    .thrown(error: thrown?["Error"]?.string ?? "", cause: thrown?["Cause"]?.string), attempts: range)
            }
        }
        return mocks
    }

    // MARK: Expectations

    private func expectation(_ value: JSONValue, at pointer: String) throws -> Expectation {
        try check(
            value, at: pointer,
            allows: [
                "status", "output", "check", "error", "cause", "path", "retries", "seconds", "variables", "calls",
            ])
        var expectation = Expectation()
        expectation.status = value["status"]?.string
        expectation.output = value["output"]
        expectation.checks = value["check"]?.string.map { [$0] } ?? (value["check"]?.array ?? []).compactMap(\.string)
        expectation.error = value["error"]?.string
        expectation.cause = value["cause"]?.string
        expectation.path = value["path"]?.array?.compactMap(\.string)
        for (state, count) in value["retries"]?.object ?? [:] { expectation.retries[state] = count.integer ?? 0 }
        expectation.durationMilliseconds = value["seconds"]?.double.map { Int64(($0 * 1_000).rounded()) }
        expectation.variables = value["variables"]?.object ?? [:]
        expectation.calls = value["calls"]?.array?.map {
            (state: $0["state"]?.string ?? $0.string ?? "", request: $0["request"])
        }
        return expectation
    }

    private func property(_ value: JSONValue?, at pointer: String) throws -> PropertyTest? {
        guard let value else { return nil }
        try check(value, at: pointer, allows: ["schema", "runs"])
        guard let schema = value["schema"] else { throw error(pointer, "a property test needs a 'schema'") }
        return PropertyTest(schema: schema, runs: Int(value["runs"]?.integer ?? 100))
    }
}

/// `0`, `"0"`, `"1-2"`.
private enum AttemptRange {
    static func parse(_ value: JSONValue) -> ClosedRange<Int64>? {
        if let number = value.integer { return number >= 0 ? number...number : nil }
        let parts = (value.string ?? "").split(separator: "-", omittingEmptySubsequences: false).compactMap {
            Int64($0)
        }
        guard let first = parts.first, let last = parts.last, parts.count <= 2, first <= last else { return nil }
        return first...last
    }
}
