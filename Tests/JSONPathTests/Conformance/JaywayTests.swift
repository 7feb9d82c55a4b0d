import JSON
import JSONPath
import Testing

@Suite("Answers of Jayway JsonPath")
struct JaywayTests {
    @Test(
        "path", .enabled(if: !JaywayCase.all.isEmpty, "the suite is not beside the repository"),
        arguments: JaywayCase.all.filter { JaywayCase.knownDifferences[$0.path] == nil })
    func answer(_ example: JaywayCase) throws {
        let path = try Path(query: example.path)
        #expect(path.isDefinite == example.isDefinite)
        let document = example.document.inHashMapOrder
        guard let expected = example.result else {
            #expect(throws: PathEvaluationError.self) { try path.evaluate(over: document) }
            return
        }
        #expect(try path.evaluate(over: document) == expected)
    }

    @Test(
        "known differences still differ",
        .enabled(if: !JaywayCase.all.isEmpty, "the suite is not beside the repository"),
        arguments: JaywayCase.all.filter { JaywayCase.knownDifferences[$0.path] != nil })
    func difference(_ example: JaywayCase) throws {
        #expect(try Path(query: example.path).evaluate(over: example.document) != example.result)
    }
}
