internal import JSON
internal import StatesLanguage

/// What happens instead of the state's work.
struct StateMock {
    enum Outcome {
        case result(JSONValue)
        case error(name: String?, cause: String?)
    }

    /// How a result is held against the model of the API that it stands for.
    enum Validation: String {
        /// Everything that is required is there, and everything that is there has the right form.
        case strict = "STRICT"
        /// Everything that is there has the right form.
        case present = "PRESENT"
        case none = "NONE"
    }

    let outcome: Outcome
    let validation: Validation

    init(_ given: JSONObject, of state: State) throws(APIError) {
        switch state.kind {
        case .task, .map, .parallel: break
        default:
            throw .validation("State type '\(state.kind.type.rawValue)' is not supported when a mock is specified")
        }
        validation = given["fieldValidationMode"]?.string.flatMap(Validation.init) ?? .strict
        switch (given["result"]?.string, given["errorOutput"]?.object) {
        case (let text?, nil):
            guard let result = try? JSONValue(parsing: text) else {
                throw .validation("Mocked result must be valid JSON")
            }
            try Self.check(result, of: state)
            outcome = .result(result)
        case (nil, let error?): outcome = .error(name: error["error"]?.string, cause: error["cause"]?.string)
        default:
            throw .validation("A test mock should have only one of the following fields: [result, errorOutput].")
        }
    }

    /// Map and Parallel states have results of their own form.
    private static func check(_ result: JSONValue, of state: State) throws(APIError) {
        switch state.kind {
        case .map(let map):
            if case .distributed(let distributed) = map.mode, distributed.writer?.exports == true {
                guard result.object != nil else { throw .validation("Mocked result must be a JSON object.") }
            } else if result.array == nil {
                throw .validation("Mocked result must be an array.")
            }
        case .parallel(let parallel):
            guard let results = result.array else { throw .validation("Mocked result must be an array.") }
            guard results.count == parallel.branches.count else {
                throw .validation(
                    "Mocked result must contain the same number of items as number of Parallel branches.")
            }
        default: break
        }
    }
}
