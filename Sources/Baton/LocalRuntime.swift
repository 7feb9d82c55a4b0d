package import Engine
package import Interpreter
package import JSON
package import Journal
package import Registry
import StatesLanguage
package import Tasks
import Threads

/// Everything that runs workflows on this machine, put together: journal, registry, task handlers and engine.
///
/// The clock, the randomness and the environment of the process come in here and nowhere below.
package final class LocalRuntime: Sendable {
    package struct Configuration: Sendable {
        /// Where everything is kept; the runtime closes it.
        package var journal: any ExecutionJournal
        /// What `baton.yaml` says of tasks, or its defaults for the folder of the workflows.
        package var tasks: TaskConfiguration
        package var environment: [String: String]
        /// What performs what the tasks of this machine do not: an action, such as `bedrockruntime:converse`, or a service.
        package var handlers: [String: any TaskHandler] = [:]
        /// Lambda functions that come with the program, by name.
        package var programs: [String: any TaskProgram] = [:]
        package var region = "us-east-1"
        package var quotas = Quotas.aws
        package var interruptedTaskPolicy: @Sendable (Interpreter.TaskAttempt) -> InterruptedTaskPolicy = { _ in .retry
        }
        /// Makes what sees all executions, from the registry they run by.
        package var observer: (@Sendable (Registry) throws -> any ExecutionObserver)?
        /// Answers task attempts instead of what their resources are bound to.
        package var mocks: (any TaskMocks)?
        /// What the durations of Wait states are multiplied by.
        package var waitTimeScale = 1.0
        package var log = TaskLog.discard
        package var readYAML: (@Sendable (_ text: String, _ path: String) throws -> JSONValue)?
        /// How definitions with agent states become plain.
        package var lowering = AgentLowering()
        /// Answers Step Functions API calls that Task states make.
        package var localAPI: (any LocalAPI)?
        /// Told of faults that no caller waits for.
        package var reportFault: @Sendable (String) -> Void = { _ in }

        package init(
            journal: any ExecutionJournal, tasks: TaskConfiguration, environment: [String: String]
        ) {
            self.journal = journal
            self.tasks = tasks
            self.environment = environment
        }
    }

    package let journal: any ExecutionJournal
    package let registry: Registry
    package let tasks: TaskDispatcher
    package let engine: Engine

    /// Takes up what is open in the journal.
    ///
    /// - Throws: `JournalError`, `RegistryError` or `WorkerThreadError`, each saying what is in the way.
    package init(_ configuration: Configuration) throws {
        journal = configuration.journal
        let environment = configuration.environment
        let region = configuration.region
        let account = configuration.tasks.account
        registry = try Registry(
            journal: journal, scope: ArnScope(region: region, account: account), lowering: configuration.lowering)
        tasks = try TaskDispatcher(
            configuration: configuration.tasks, environment: environment, items: try JournalItemStore(journal),
            handlers: configuration.handlers, programs: configuration.programs, readYAML: configuration.readYAML,
            log: configuration.log)
        var engineConfiguration = EngineConfiguration(
            journal: journal, tasks: tasks, machines: registry,
            clock: { SystemClock.milliseconds() }, randomSeed: { UInt64.random(in: 0 ... .max) })
        engineConfiguration.localAPI = configuration.localAPI
        engineConfiguration.datasets = ObjectDatasets(tasks, region: region)
        engineConfiguration.region = region
        engineConfiguration.account = account
        engineConfiguration.quotas = configuration.quotas
        engineConfiguration.interruptedTaskPolicy = configuration.interruptedTaskPolicy
        engineConfiguration.observer = try configuration.observer?(registry)
        engineConfiguration.mocks = configuration.mocks
        engineConfiguration.waitTimeScale = configuration.waitTimeScale
        engineConfiguration.reportFault = configuration.reportFault
        engine = try Engine(engineConfiguration)
    }

    /// Finishes what is being written; what runs goes on with the next start. Blocks until done.
    package func close() {
        engine.shutdown()
        tasks.close()
        journal.close()
    }
}
