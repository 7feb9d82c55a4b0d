package import JSON

/// A file of mocked service integrations, as Step Functions Local reads it.
///
/// ```json
/// {"StateMachines": {"order": {"TestCases": {"HappyPath": {"Charge": "ChargeSucceeds"}}}},
///  "MockedResponses": {"ChargeSucceeds": {"0": {"Throw": {"Error": "Busy", "Cause": "…"}}, "1-2": {"Return": {…}}}}}
/// ```
///
/// Source: AWS Step Functions Developer Guide, "Testing state machines with Step Functions Local: mocked service
/// integrations".
package struct MockConfiguration: Sendable {
    /// What one or more attempts answer.
    struct Response: Sendable {
        enum Outcome: Sendable {
            case result(JSONValue)
            case error(name: String, cause: String?)
        }

        /// The attempts, counted from 0.
        let attempts: ClosedRange<Int>
        let outcome: Outcome
    }

    /// By state machine, test case and state: the name of the response.
    private let testCases: [String: [String: [String: String]]]
    private let responses: [String: [Response]]

    /// Why a file is no mock configuration: where in it, and what is wanted.
    package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        package let path: String
        package let expected: String

        package var description: String { "the mock configuration must have \(expected) at '\(path)'" }
    }

    /// Reads a file's text, already parsed.
    package init(_ document: JSONValue) throws(Problem) {
        var testCases: [String: [String: [String: String]]] = [:]
        for (machine, value) in try Self.object(document["StateMachines"], "StateMachines") {
            let place = "StateMachines.\(machine).TestCases"
            for (testCase, states) in try Self.object(value["TestCases"], place) {
                var names: [String: String] = [:]
                for (state, response) in try Self.object(states, "\(place).\(testCase)") {
                    guard let name = response.string else {
                        throw Problem(path: "\(place).\(testCase).\(state)", expected: "the name of a response")
                    }
                    names[state] = name
                }
                testCases[machine, default: [:]][testCase] = names
            }
        }
        var responses: [String: [Response]] = [:]
        for (name, attempts) in try Self.object(document["MockedResponses"], "MockedResponses") {
            let place = "MockedResponses.\(name)"
            responses[name] = try Self.object(attempts, place).map { attempt throws(Problem) in
                try Response(attempts: attempt.key, attempt.value, place: "\(place).\(attempt.key)")
            }
        }
        for (machine, cases) in testCases {
            for (testCase, states) in cases {
                for (state, response) in states where responses[response] == nil {
                    throw Problem(
                        path: "MockedResponses.\(response)",
                        expected: "the response that \(machine).\(testCase).\(state) names")
                }
            }
        }
        self.testCases = testCases
        self.responses = responses
    }

    private static func object(_ value: JSONValue?, _ path: String) throws(Problem) -> JSONObject {
        guard let object = value?.object else { throw Problem(path: path, expected: "an object") }
        return object
    }

    /// Whether a state machine has that test case.
    func has(_ testCase: String, of machine: String) -> Bool { testCases[machine]?[testCase] != nil }

    /// What a state answers in a test case, with the name of the response; nil where it is not mocked.
    func responses(of state: String, in testCase: String, of machine: String) -> (name: String, [Response])? {
        guard let name = testCases[machine]?[testCase]?[state] else { return nil }
        return (name, responses[name] ?? [])
    }
}

extension MockConfiguration.Response {
    fileprivate init(attempts: String, _ value: JSONValue, place: String) throws(MockConfiguration.Problem) {
        let bounds = attempts.split(separator: "-").map { Int($0) }
        guard bounds.count <= 2, let first = bounds.first ?? nil, let last = bounds.last ?? nil, first <= last else {
            throw MockConfiguration.Problem(path: place, expected: "attempts such as \"0\" or \"1-2\"")
        }
        self.attempts = first...last
        if let result = value["Return"] {
            outcome = .result(result)
        } else if let error = value["Throw"], let name = error["Error"]?.string {
            outcome = .error(name: name, cause: error["Cause"]?.string)
        } else {
            throw MockConfiguration.Problem(path: place, expected: "Return, or Throw with an Error")
        }
    }
}
