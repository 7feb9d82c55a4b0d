import JSON
import JSONata

extension SuiteReader {
    private static let fields = [
        "status", "output", "check", "error", "cause", "path", "next", "retries", "seconds", "variables", "calls",
    ]
    private static let statuses = ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "RUNNING"]

    mutating func expectation(_ field: SuiteField) throws(SuiteError) -> Expectation {
        try field.check(allows: Self.fields)
        var expectation = Expectation()
        if let status = field["status"] {
            let word = try status.string()
            guard Self.statuses.contains(word) else {
                throw status.error("'\(word)' is no status; there is \(Self.statuses.joined(separator: ", "))")
            }
            expectation.status = word
        }
        expectation.output = field["output"]?.value
        expectation.checks = try checks(field["check"])
        expectation.error = try field["error"]?.string()
        expectation.cause = try field["cause"]?.string()
        expectation.path = try field["path"].map { field throws(SuiteError) in
            try field.elements().map { element throws(SuiteError) in try state(element) }
        }
        expectation.next = try field["next"].map { field throws(SuiteError) in try state(field) }
        for (name, count) in try field["retries"]?.members() ?? [] {
            note(.state, name, count)
            expectation.retries[name] = try count.integer(from: 0)
        }
        try readSeconds(field["seconds"], into: &expectation)
        for (name, variable) in try field["variables"]?.members() ?? [] { expectation.variables[name] = variable.value }
        expectation.calls = try field["calls"].map { field throws(SuiteError) in
            try field.elements().map { element throws(SuiteError) in try call(element) }
        }
        return expectation
    }

    private mutating func state(_ field: SuiteField) throws(SuiteError) -> String {
        let name = try field.string()
        note(.state, name, field)
        return name
    }

    private func checks(_ field: SuiteField?) throws(SuiteError) -> [JSONataExpression] {
        guard let field else { return [] }
        if field.value.array == nil { return [try field.expression()] }
        return try field.elements().map { element throws(SuiteError) in try element.expression() }
    }

    /// A number for all of it, or one for each state.
    private mutating func readSeconds(_ field: SuiteField?, into expectation: inout Expectation) throws(SuiteError) {
        guard let field else { return }
        guard field.value.object != nil else { return expectation.durationMilliseconds = try field.milliseconds() }
        for (name, seconds) in try field.members() {
            note(.state, name, seconds)
            expectation.stateMilliseconds[name] = try seconds.milliseconds()
        }
    }

    /// The name of a state, or `{state, request}`.
    private mutating func call(_ field: SuiteField) throws(SuiteError) -> ExpectedCall {
        if field.value.string != nil { return ExpectedCall(state: try state(field), request: nil) }
        try field.check(allows: ["state", "request"])
        return ExpectedCall(
            state: try state(field.required("state", "a call")), request: field["request"]?.value)
    }
}
