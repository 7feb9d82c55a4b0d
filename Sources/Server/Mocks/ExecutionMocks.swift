internal import Engine
package import Interpreter
internal import JSON
package import Journal
internal import StatesLanguage
internal import Synchronization
package import Tasks

/// Answers the tasks of executions that were started with a test case (`…:stateMachine:order#HappyPath`).
///
/// Attempts of a state are counted over the whole execution, iterations of Map states included, as Step Functions Local
/// does. Which test case an execution has is kept in the journal.
package final class ExecutionMocks: TaskMocks {
    private static let resourceKind = "mockTestCase"

    private struct Storage {
        /// By execution; none for those that are not mocked.
        var testCases: [Key: String?] = [:]
        var attempts: [AttemptKey: Int] = [:]
    }

    /// An execution by its state machine and its own name, which are known before it has an ARN.
    private struct Key: Hashable, Sendable {
        let machine: String
        let name: String

        var text: String { "\(machine):\(name)" }
    }

    private struct AttemptKey: Hashable, Sendable {
        let execution: Key
        let state: String
    }

    private let configuration: MockConfiguration
    private let journal: any ExecutionJournal
    private let storage = Mutex(Storage())

    package init(_ configuration: MockConfiguration, journal: any ExecutionJournal) {
        self.configuration = configuration
        self.journal = journal
    }

    /// Whether a state machine has that test case.
    func has(_ testCase: String, of machine: String) -> Bool { configuration.has(testCase, of: machine) }

    /// Gives an execution that is about to start its test case.
    func use(_ testCase: String, machine: String, name: String) {
        let key = Key(machine: machine, name: name)
        storage.withLock { $0.testCases[key] = testCase }
        journal.commit(
            [.putResource(kind: Self.resourceKind, name: key.text, body: .string(testCase))]) { _ in }
    }

    package func reports(for attempt: Interpreter.TaskAttempt) -> [TaskReport]? {
        let parts = attempt.executionArn.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count > 7 else { return nil }
        let key = Key(machine: String(parts[6]), name: String(parts[7]))
        guard let testCase = testCase(of: key),
            let (name, responses) = configuration.responses(of: attempt.stateName, in: testCase, of: key.machine)
        else { return nil }
        let number = storage.withLock { storage in
            let attemptKey = AttemptKey(execution: key, state: attempt.stateName)
            defer { storage.attempts[attemptKey, default: 0] += 1 }
            return storage.attempts[attemptKey, default: 0]
        }
        guard let response = responses.first(where: { $0.attempts.contains(number) }) else {
            return [
                .failed(
                    error: ErrorName.runtime, cause: "The mocked response '\(name)' has nothing for attempt \(number).")
            ]
        }
        return reports(response.outcome, of: attempt.resource)
    }

    private func reports(
        _ outcome: MockConfiguration.Response.Outcome, of resource: StatesLanguage.TaskResource
    ) -> [TaskReport] {
        let answer: TaskReport =
            switch outcome {
            case .result(let value): .succeeded(output: value)
            case .error(let name, let cause): .failed(error: name, cause: cause)
            }
        guard case .service(let integration) = resource, integration.pattern != .requestResponse else {
            return [answer]
        }
        return [.submitted(output: .object([:])), answer]
    }

    private func testCase(of key: Key) -> String? {
        if let known = storage.withLock({ $0.testCases[key] }) { return known }
        // After a restart.
        let recorded = try? journal.resource(kind: Self.resourceKind, name: key.text)
        storage.withLock { $0.testCases[key] = .some(recorded?.string) }
        return recorded?.string
    }
}
