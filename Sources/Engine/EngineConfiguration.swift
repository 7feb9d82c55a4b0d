package import Interpreter
package import Journal
package import StatesLanguage
package import Tasks

/// What the engine is given from outside: the world it acts in, and its clock and randomness as functions.
package struct EngineConfiguration: Sendable {
    package let journal: any ExecutionJournal
    /// Performs the tasks that the engine does not perform itself.
    package var tasks: any TaskHandler
    /// Finds the machine that an ARN of a state machine, version or alias names.
    package var machines: any MachineDirectory
    /// Answers Step Functions API calls that Task states make (`aws-sdk:sfn:…`).
    package var localAPI: (any LocalAPI)?
    /// Reads and writes what distributed Map states name.
    package var datasets: (any DatasetService)?
    package var region = "us-east-1"
    package var account = "123456789012"
    package var quotas = Quotas.aws
    /// Milliseconds since 1970.
    package var clock: @Sendable () -> Int64
    package var randomSeed: @Sendable () -> UInt64
    /// So many executions stay in memory that wait for time or a token only; the others come back from the journal
    /// when they are needed.
    package var parkedExecutionsInMemory = 5_000
    /// What becomes of a task that a crash interrupted.
    package var interruptedTaskPolicy: @Sendable (Interpreter.TaskAttempt) -> InterruptedTaskPolicy = { _ in .retry }
    /// Whether executions that the journal has open go on at the start; else only those that somebody asks for.
    package var takesUpOpenExecutions = true
    /// When what could not be written is tried again.
    package var writeRetryMilliseconds: Int64 = 5_000
    /// Told of faults that no caller waits for.
    package var reportFault: @Sendable (String) -> Void = { _ in }
    /// Sees every event once it is durable (of Express executions: once it happened).
    package var observer: (any ExecutionObserver)?
    /// Answers task attempts instead of what their resources are bound to.
    package var mocks: (any TaskMocks)?
    /// What the durations of Wait states are multiplied by.
    package var waitTimeScale = 1.0

    package init(
        journal: any ExecutionJournal, tasks: any TaskHandler, machines: any MachineDirectory,
        clock: @escaping @Sendable () -> Int64, randomSeed: @escaping @Sendable () -> UInt64
    ) {
        self.journal = journal
        self.tasks = tasks
        self.machines = machines
        self.clock = clock
        self.randomSeed = randomSeed
    }
}

/// What becomes of a task attempt that was out when the process died.
package enum InterruptedTaskPolicy: Sendable {
    /// The same attempt again, with the same idempotency key.
    case retry
    /// It fails with `Baton.Interrupted`, which retriers and catchers see.
    case fail
    /// Nobody knows whether it was done: a person says what came of it, by its token.
    case ask
}

extension InterruptedTaskPolicy {
    /// What the comment of a Task state says: `SideEffect: None`, `Idempotent` or `Once`; nil where it says nothing.
    package init?(sideEffectIn comment: String?) {
        guard let comment, let mark = comment.firstRange(of: "SideEffect: ") else { return nil }
        switch comment[mark.upperBound...].prefix(while: \.isLetter) {
        case "Once": self = .ask
        case "None", "Idempotent": self = .retry
        default: return nil
        }
    }
}

/// Sees what happens to executions. Called on the engine's threads: it must not block.
package protocol ExecutionObserver: Sendable {
    /// Gets what was recorded: of Express executions nothing where nobody asked for it.
    func observe(_ header: ExecutionHeader, _ events: [HistoryEvent])
    /// A new execution starts.
    func started(_ header: ExecutionHeader)
    func ended(_ header: ExecutionHeader, _ outcome: Outcome)
    /// A Map Run of an execution came further.
    func proceeded(_ header: ExecutionHeader, _ progress: MapRunProgress)
}

extension ExecutionObserver {
    package func started(_ header: ExecutionHeader) {}
    package func ended(_ header: ExecutionHeader, _ outcome: Outcome) {}
    package func proceeded(_ header: ExecutionHeader, _ progress: MapRunProgress) {}
}

/// Answers task attempts in tests. Called on the engine's thread: it must not block.
package protocol TaskMocks: Sendable {
    /// What the handler of that attempt reports; nil for an attempt that is performed for real.
    func reports(for attempt: Interpreter.TaskAttempt) -> [TaskReport]?

    /// Whether a state machine has a test case of that name.
    func has(_ testCase: String, of machine: String) -> Bool

    /// Gives an execution that is about to start its test case.
    func use(_ testCase: String, by execution: MockedExecution)

    /// Gives a child of a Map Run, which is about to start, what its parent has.
    func share(with child: MockedExecution, of parent: MockedExecution)
}

/// An execution by what is known of it before it has an ARN.
package struct MockedExecution: Hashable, Sendable {
    /// `NAME`, or `NAME/LABEL` for a child of a Map Run.
    package let stateMachineName: String
    package let name: String

    package init(stateMachineName: String, name: String) {
        self.stateMachineName = stateMachineName
        self.name = name
    }
}

/// Finds machines by ARN.
package protocol MachineDirectory: Sendable {
    func machine(arn: String) throws(MachineLookupError) -> ResolvedMachine
    /// Whether an activity of that ARN exists.
    func activityExists(arn: String) -> Bool
}

/// Why an ARN names no machine, in the API's words.
package struct MachineLookupError: Error, Hashable, Sendable {
    /// Such as `StateMachineDoesNotExist`.
    package let code: String
    package let message: String

    package init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}

/// A machine, ready to be run.
package struct ResolvedMachine: Sendable {
    package let stateMachineArn: String
    package let name: String
    package let versionArn: String?
    package let aliasArn: String?
    package let roleArn: String
    /// The text that was compiled, plain JSON.
    package let definition: String
    package let machine: StateMachine
    package let isExpress: Bool
    /// Whether somebody reads the events of its Express executions.
    package let keepsExpressEvents: Bool

    package init(
        stateMachineArn: String, name: String, versionArn: String? = nil, aliasArn: String? = nil, roleArn: String,
        definition: String, machine: StateMachine, isExpress: Bool, keepsExpressEvents: Bool = false
    ) {
        self.stateMachineArn = stateMachineArn
        self.name = name
        self.versionArn = versionArn
        self.aliasArn = aliasArn
        self.roleArn = roleArn
        self.definition = definition
        self.machine = machine
        self.isExpress = isExpress
        self.keepsExpressEvents = keepsExpressEvents
    }
}
