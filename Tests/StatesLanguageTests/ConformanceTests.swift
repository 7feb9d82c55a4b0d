import JSON
import StatesLanguage
import Testing

/// What Step Functions itself said of definitions.
@Suite struct ConformanceTests {
    @Test(
        "Recorded definitions are taken or refused as the service did",
        .enabled(if: !ConformanceCase.all.isEmpty, "the recorded cases are not here"), arguments: ConformanceCase.all)
    func definition(_ recorded: ConformanceCase) {
        let result = recorded.compile()
        switch recorded.answer {
        case .accepted:
            #expect(result.diagnostics.filter { $0.severity == .error } == [])
            #expect(result.machine != nil)
        case .diagnostics(let expected):
            let errors = result.diagnostics.filter { $0.severity == .error }
            #expect(errors.map(\.json) == expected)
            #expect((result.machine == nil) == !expected.isEmpty)
        case .refused(let message):
            #expect(result.diagnostics.invalidDefinitionMessage == message)
            #expect(result.machine == nil)
        }
        if let references = recorded.variableReferences {
            #expect(JSONValue(strings: result.variableReferences) == references)
        }
    }
}

extension JSONValue {
    fileprivate init(strings: [String: [String]]) {
        self = .object(JSONObject(strings.map { ($0, .array($1.map(JSONValue.string))) }))
    }
}
