package import JSON
package import JSONata

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
    let machinePosition: SourcePosition?
    /// The values of the definition's `${Token}`s.
    package let substitutions: [String: String]
    package let tests: [TestCase]
    /// What has to be in the machine for the suite to make sense.
    let references: [Reference]
}

extension TestSuite {
    /// Something that is wrong with the machine that the suite names.
    func error(atMachine message: String) -> SuiteError { SuiteError(position: machinePosition, message: message) }
}

/// A name of something in the machine, and where the suite says it.
struct Reference: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case state
        /// A state, an agent, a Lambda function, or a resource.
        case callee
    }

    let kind: Kind
    let name: String
    let position: SourcePosition?
}

/// One test: what goes in, how the world answers, what must come out.
package struct TestCase: Sendable {
    package let name: String
    package let input: JSONValue
    /// Only this state is run, as TestState does.
    package let stateTest: StateTest?
    package let script: Script
    /// The names of the mocks that it has besides those that all tests share.
    package let ownMocks: [String]
    package let expectation: Expectation
    package let property: PropertyTest?
    /// Whether the history is compared with the one kept beside the suite.
    package let comparesSnapshot: Bool
    package let startMilliseconds: Int64
    package let seed: UInt64
    /// Where the suite has it.
    package let position: SourcePosition?
}

/// A state that is tested alone.
package struct StateTest: Sendable {
    package let state: String
    /// Variables that are set when it is entered.
    package let variables: JSONObject
    /// The context object that it sees instead of the execution's own.
    package let context: JSONValue?
}

/// What must hold afterwards; nil fields are not looked at.
package struct Expectation: Sendable {
    package var status: String?
    package var output: JSONValue?
    /// Conditions over `{output, status, error, cause, input, path, variables, seconds}`.
    package var checks: [JSONataExpression] = []
    package var error: String?
    package var cause: String?
    package var path: [String]?
    /// The state after the one that is tested alone.
    package var next: String?
    package var retries: [String: Int64] = [:]
    /// How long all of it took on the virtual clock.
    package var durationMilliseconds: Int64?
    /// How long the visits of a state took, together.
    package var stateMilliseconds: [String: Int64] = [:]
    package var variables: JSONObject = [:]
    package var calls: [ExpectedCall]?
}

/// A call that the machine has to make.
package struct ExpectedCall: Sendable {
    package let state: String
    /// Nil where it does not matter.
    package let request: JSONValue?
}

/// Inputs made from a schema, each of which must keep the expectation.
package struct PropertyTest: Sendable {
    package let schema: JSONValue
    package let runs: Int
}

/// A suite that cannot be used.
package struct SuiteError: Error, Hashable, Sendable, CustomStringConvertible {
    package let position: SourcePosition?
    package let message: String

    /// `order.test.yaml:4:5: 'expects' is unknown here…`
    package func text(file: String?) -> String {
        let place = [file, position?.description].compactMap { $0 }.joined(separator: ":")
        return place.isEmpty ? message : "\(place): \(message)"
    }

    package var description: String { text(file: nil) }
}
