import JSON
import Models

extension SuiteReader {
    /// The answers that a suite or a test gives: `mocks`, `models`, `cassette` and `mockConfig`.
    mutating func script(_ field: SuiteField) throws(SuiteError) -> Script {
        var script = Script()
        if let config = field["mockConfig"] { script.answers = try mockConfiguration(config) }
        for (name, answers) in try field["mocks"]?.members() ?? [] {
            note(.callee, name, answers)
            script.answers[name] = MockedAnswers(try mocks(answers))
        }
        script.models = try models(field)
        script.cassette = try field["cassette"].map { field throws(SuiteError) in try cassette(field) }
        return script
    }

    private func mocks(_ field: SuiteField) throws(SuiteError) -> [Mock] {
        guard field.value.array != nil else { return [try mock(field, position: nil)] }
        var mocks: [Mock] = []
        for (index, element) in try field.elements().enumerated() {
            mocks.append(try mock(element, position: Int64(index)))
        }
        guard !mocks.isEmpty else { throw field.error("a list of answers needs at least one") }
        return mocks
    }

    private static let outcomes = ["return", "returnFile", "compute", "throw", "run", "items", "never"]

    /// - Parameter position: its place in a list, which is the try that it answers unless it says otherwise.
    private func mock(_ field: SuiteField, position: Int64?) throws(SuiteError) -> Mock {
        let nested = field["run"] == nil ? [] : Self.nestedFields
        try field.check(allows: Self.outcomes + ["after", "attempts", "item", "when"] + nested)
        let isSelective = field["item"] != nil || field["when"] != nil
        var attempts = position.flatMap { isSelective ? nil : $0...$0 }
        if let range = field["attempts"] {
            attempts = AttemptRange.parse(range.value)
            guard attempts != nil else {
                throw range.error("'attempts' is a number from 0, or a range such as \"1-2\"")
            }
        }
        return Mock(
            try outcome(field), afterMilliseconds: try field["after"]?.milliseconds() ?? 0, attempts: attempts,
            item: try field["item"]?.integer(from: 0),
            condition: try field["when"].map { field throws(SuiteError) in try field.expression() })
    }

    private func outcome(_ field: SuiteField) throws(SuiteError) -> Mock.Outcome {
        let given = Self.outcomes.filter { field[$0] != nil }
        guard given.count == 1 else {
            let found = given.isEmpty ? "has none" : "has \(given.joined(separator: " and "))"
            throw field.error("an answer needs exactly one of \(Self.outcomes.joined(separator: ", ")); this \(found)")
        }
        if let result = field["return"] { return .returned(result.value) }
        if let file = field["returnFile"] { return .returned(try json(file)) }
        if let expression = field["compute"] { return .computed(try expression.expression()) }
        if let items = field["items"] { return .items(try items.elements().map(\.value)) }
        if field["run"] != nil { return .ran(try nestedMachine(field)) }
        if let never = field["never"] {
            guard try never.bool() else { throw never.error("'never' can only be true") }
            return .never
        }
        let thrown = try field.required("throw", "an answer")
        if let name = thrown.value.string { return .thrown(error: name, cause: nil) }
        try thrown.check(allows: ["error", "cause"])
        return .thrown(
            error: try thrown.required("error", "'throw'").string(),
            cause: try thrown["cause"].map { field throws(SuiteError) in
                field.value.string ?? field.value.text
            })
    }

    // MARK: Models and cassettes

    /// The rules in `models`, or those in the file that `script` names.
    private func models(_ parent: SuiteField) throws(SuiteError) -> JSONValue? {
        guard let field = parent["models"] ?? parent["script"] else { return nil }
        guard parent["models"] == nil || parent["script"] == nil else {
            throw field.error("give 'models' or 'script', not both")
        }
        let rules = parent["models"] == nil ? try json(field) : field.value
        do throws(ModelSettingFault) {
            _ = try ModelScript(rules)
        } catch {
            throw field.error("the rules for models: \(error)")
        }
        return rules
    }

    private func cassette(_ field: SuiteField) throws(SuiteError) -> String {
        let text = String(decoding: try bytes(field), as: UTF8.self)
        do throws(ModelSettingFault) {
            _ = try Cassette(parsing: text)
        } catch {
            throw field.error("\(try field.string()): \(error)")
        }
        return text
    }

    // MARK: Step Functions Local

    /// `{file, machine, case}`: a mock file of Step Functions Local.
    ///
    /// AWS Step Functions Developer Guide, "Using mocked service integrations for testing".
    private mutating func mockConfiguration(_ field: SuiteField) throws(SuiteError) -> [String: MockedAnswers] {
        try field.check(allows: ["file", "machine", "case"])
        let place = try field.required("file", "'mockConfig'")
        let (path, file) = (try place.string(), try json(place))
        let machine = try field.required("machine", "'mockConfig'").string()
        let name = try field.required("case", "'mockConfig'").string()
        guard let states = file["StateMachines"]?[machine]?["TestCases"]?[name]?.object else {
            throw field.error("'\(path)' has no test case '\(name)' of '\(machine)'")
        }
        var answers: [String: MockedAnswers] = [:]
        for (state, reference) in states {
            note(.callee, state, field)
            guard let responses = file["MockedResponses"]?[reference.string ?? ""]?.object else {
                throw field.error("'\(path)' has no response '\(reference.string ?? reference.text)'")
            }
            var mocks: [Mock] = []
            for (attempts, response) in responses {
                guard let range = AttemptRange.parse(.string(attempts)) else {
                    throw field.error("'\(path)': '\(attempts)' of \(reference.text) is no attempt or range of them")
                }
                guard let outcome = Mock.Outcome(ofStepFunctionsLocal: response) else {
                    throw field.error(
                        "'\(path)': '\(attempts)' of \(reference.text) has neither 'Return' nor 'Throw' with an 'Error'"
                    )
                }
                mocks.append(Mock(outcome, attempts: range))
            }
            answers[state] = MockedAnswers(mocks, counting: .overall)
        }
        return answers
    }
}

extension Mock.Outcome {
    fileprivate init?(ofStepFunctionsLocal response: JSONValue) {
        if let result = response["Return"] {
            self = .returned(result)
        } else if let thrown = response["Throw"], let error = thrown["Error"]?.string {
            self = .thrown(error: error, cause: thrown["Cause"]?.string)
        } else {
            return nil
        }
    }
}

/// `0`, `"0"`, `"1-2"`.
private enum AttemptRange {
    static func parse(_ value: JSONValue) -> ClosedRange<Int64>? {
        if let number = value.integer { return number >= 0 ? number...number : nil }
        let words = (value.string ?? "").split(separator: "-", omittingEmptySubsequences: false)
        let numbers = words.compactMap { Int64($0) }
        guard numbers.count == words.count, let first = numbers.first, let last = numbers.last, numbers.count <= 2,
            first <= last
        else { return nil }
        return first...last
    }
}
