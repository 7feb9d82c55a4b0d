package import Engine
package import Interpreter
internal import JSON
package import Journal
internal import StatesLanguage
internal import Synchronization
package import Tasks

/// Answers the tasks of executions that were started with a test case (`…:stateMachine:order#HappyPath`).
///
/// Attempts of a state are counted over the whole execution, iterations of Map states included, as Step Functions Local
/// does, and the children of distributed Map states too. Which test case an execution has is kept in the journal, and so are
/// the counts.
package final class ExecutionMocks: TaskMocks {
    private static let resourceKind = "mockTestCase"

    private struct Storage {
        /// By execution; none for those that are not mocked.
        var testCases: [MockedExecution: String?] = [:]
        /// The executions whose Map Runs started these children.
        var parents: [MockedExecution: MockedExecution] = [:]
    }

    private let configuration: MockConfiguration
    private let journal: any ExecutionJournal
    private let attempts: MockAttempts
    private let storage = Mutex(Storage())

    package init(_ configuration: MockConfiguration, journal: any ExecutionJournal) {
        self.configuration = configuration
        self.journal = journal
        attempts = MockAttempts(journal: journal)
    }

    package func has(_ testCase: String, of machine: String) -> Bool { configuration.has(testCase, of: machine) }

    package func use(_ testCase: String, by execution: MockedExecution) {
        storage.withLock { $0.testCases[execution] = testCase }
        journal.commit(
            [.putResource(kind: Self.resourceKind, name: execution.documentName, body: .string(testCase))]
        ) { _ in }
    }

    package func share(with child: MockedExecution, of parent: MockedExecution) {
        storage.withLock { $0.parents[child] = parent }
    }

    package func reports(for attempt: Interpreter.TaskAttempt) -> [TaskReport]? {
        guard let execution = MockedExecution(arn: attempt.executionArn) else { return nil }
        let key = root(of: execution, arn: attempt.executionArn)
        guard let testCase = testCase(of: key),
            let (name, responses) = configuration.responses(
                of: attempt.stateName, in: testCase, of: key.stateMachineName)
        else { return nil }
        let isExpress = key == execution && attempt.executionArn.contains(":express:")
        let number =
            isExpress ? attempts.number(ofExpress: attempt) : attempts.number(of: attempt, startedBy: key)
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

    private func testCase(of key: MockedExecution) -> String? {
        if let known = storage.withLock({ $0.testCases[key] }) { return known }
        // After a restart.
        let recorded = try? journal.resource(kind: Self.resourceKind, name: key.documentName)
        storage.withLock { $0.testCases[key] = .some(recorded?.string) }
        return recorded?.string
    }

    /// The execution that somebody started: for a child of a Map Run the parent, or its parent.
    private func root(of execution: MockedExecution, arn: String) -> MockedExecution {
        guard execution.isChild else { return execution }
        if let parent = storage.withLock({ $0.parents[execution] }) {
            return root(of: parent, arn: "")
        }
        // After a restart.
        guard let mapRun = (try? journal.execution(arn: arn))?.mapRunArn,
            let parentArn = (try? journal.resource(kind: "mapRun", name: mapRun))?["executionArn"]?.string,
            let parent = MockedExecution(arn: parentArn)
        else { return execution }
        share(with: execution, of: parent)
        return root(of: parent, arn: parentArn)
    }
}

extension MockedExecution {
    /// - Parameter arn: of an execution, Standard or Express.
    fileprivate init?(arn: String) {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count > 7 else { return nil }
        self.init(stateMachineName: String(parts[6]), name: String(parts[7]))
    }

    var documentName: String { "\(stateMachineName):\(name)" }

    fileprivate var isChild: Bool { stateMachineName.utf8.contains(UInt8(ascii: "/")) }
}
