import JSON
import JSONPath
import StatesLanguage

/// What the fields of a state are evaluated over.
struct EvaluationScope {
    let queryLanguage: QueryLanguage
    /// `$` of JSONPath, `$states.input` of JSONata.
    var input: JSONValue
    let variables: [String: JSONValue]
    let context: ContextSource
    var result: JSONValue?
    var errorOutput: JSONValue?
    var nowMilliseconds: Int64
    var randomness: Randomness

    /// What JSONPath and intrinsic functions read.
    var roots: PathRoots {
        PathRoots(input: input, context: { [context] in context.make() }, variables: variables)
    }
}

extension Execution {
    /// The scope of a branch in its state.
    func scope(_ branch: Branch, mapItem: MapItem? = nil) -> EvaluationScope {
        let visit = branch.visit
        let place = visit.map {
            ContextSource.Place(
                stateName: $0.state.name, enteredMilliseconds: $0.enteredMilliseconds,
                retryCount: $0.state.kind.canRetry ? $0.retryCount : nil,
                taskToken: $0.taskToken)
        }
        return EvaluationScope(
            queryLanguage: visit?.state.queryLanguage ?? .jsonPath, input: visit?.selectedInput ?? .null,
            variables: branch.variables,
            context: ContextSource(
                given: givenContext, header: header, redriveCount: redriveCount,
                redriveMilliseconds: redriveMilliseconds, place: place,
                mapItem: mapItem ?? branch.mapItem),
            nowMilliseconds: now, randomness: randomness(purpose: .expression))
    }
}
