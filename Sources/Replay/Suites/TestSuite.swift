package import JSON

/// Tests of one machine, as a file beside it tells them.
///
/// ```yaml
/// machine: order.asl.yaml
/// tests:
///   - name: pays after a retry
///     input: {amount: 5}
///     mocks:
///       Pay:
///         - throw: {error: Busy}
///         - return: {paid: true}
///     expect:
///       status: SUCCEEDED
///       path: [Pay, Done]
///       retries: {Pay: 1}
/// ```
package struct TestSuite: Sendable {
    /// The path of the definition, relative to the suite's folder.
    package let machine: String
    /// The path of a script that answers for models where no mock does, relative to the suite's folder.
    package let script: String?
    package let tests: [TestCase]
}

/// One test: what goes in, how the world answers, what must come out.
package struct TestCase: Sendable {
    package let name: String
    package let input: JSONValue
    /// Only this state is run, as TestState does.
    package let state: String?
    package let mocks: [String: [Mock]]
    package let expectation: Expectation
    package let property: PropertyTest?
    /// Whether the history is compared with the one kept beside the suite.
    package let comparesSnapshot: Bool
    package let startMilliseconds: Int64
    package let seed: UInt64
    /// The line of the suite, from 1.
    package let line: Int
}

/// An answer to calls of a state.
package struct Mock: Sendable {
    package enum Outcome: Sendable {
        case returned(JSONValue)
        /// A JSONata expression over the request.
        case computed(String)
        case thrown(error: String, cause: String?)
        case never
        case items([JSONValue])
    }

    package let outcome: Outcome
    package let afterMilliseconds: Int64
    /// Tries that it answers, from 0; nil for all.
    package let attempts: ClosedRange<Int64>?
    /// The position of the Map item that it answers for, from 0; nil for all.
    package let item: Int64?
    /// A JSONata condition on the request.
    package let condition: String?

    package init(
        _ outcome: Outcome, afterMilliseconds: Int64 = 0, attempts: ClosedRange<Int64>? = nil, item: Int64? = nil,
        condition: String? = nil
    ) {
        self.outcome = outcome
        self.afterMilliseconds = afterMilliseconds
        self.attempts = attempts
        self.item = item
        self.condition = condition
    }
}

/// What must hold afterwards; nil fields are not looked at.
package struct Expectation: Sendable {
    package var status: String?
    package var output: JSONValue?
    /// JSONata over `{output, status, error, cause, input, path, variables}`.
    package var checks: [String] = []
    package var error: String?
    package var cause: String?
    package var path: [String]?
    package var retries: [String: Int64] = [:]
    /// How long it took on the virtual clock.
    package var durationMilliseconds: Int64?
    package var variables: JSONObject = [:]
    package var calls: [(state: String, request: JSONValue?)]?
}

/// Inputs made from a schema, each of which must keep the expectation.
package struct PropertyTest: Sendable {
    package let schema: JSONValue
    package let runs: Int
}

/// A suite that cannot be read.
package struct SuiteError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
}
