import Engine
import Interpreter
import Journal
import Server
import Telemetry
import Threads

/// An engine with its journal and what it needs, for as long as a command takes.
final class Session: Sendable {
    let engine: Engine
    let journal: any ExecutionJournal
    let progress: Progress?
    private let tasks: LazyTaskHandler
    private let sources: SourceRegistry
    private let api: SessionAPI
    private let control: ControlServer?
    private let telemetry: LiveTelemetry?

    /// Opens the journal for writing and starts the engine.
    ///
    /// - Parameters:
    ///   - settings: hold for machines of which the journal does not know where they come from.
    ///   - machines: finds the machines that executions start.
    ///   - exchanges: how tasks get their answers.
    ///   - resumes: whether executions that were interrupted go on.
    ///   - progress: shows all executions of the session.
    /// - Throws: `JournalError` where the journal cannot be had, `WorkerThreadError` where no thread can.
    init(
        _ location: JournalLocation, durability: Durability, settings: Settings, machines: FileMachines,
        exchanges: Exchanges = .live, resumes: Bool = false, progress: Progress? = nil
    ) throws {
        Interrupts.hold()
        journal = try location.openForWriting(durability)
        self.progress = progress
        sources = SourceRegistry(journal: journal)
        machines.use(sources)
        tasks = LazyTaskHandler(settings: settings, sources: sources, journal: journal)
        var configuration = EngineConfiguration(
            journal: journal, tasks: exchanges.handler(tasks), machines: machines,
            clock: { SystemClock.milliseconds() },
            randomSeed: { .random(in: 0 ... .max) })
        configuration.datasets = LazyDatasets(tasks: tasks, region: settings.region)
        configuration.region = settings.region
        configuration.account = settings.account
        configuration.quotas = settings.quotas
        configuration.interruptedTaskPolicy = {
            InterruptedTaskPolicy(sideEffectIn: $0.stateComment) ?? settings.interruptedTasks
        }
        configuration.takesUpOpenExecutions = resumes
        telemetry = try LiveTelemetry.start(settings.telemetry, journal)
        let observers: [(any ExecutionObserver)?] = [progress?.observer, telemetry]
        configuration.observer = ObserverGroup(observers.compactMap { $0 })
        configuration.reportFault = { Terminal.standardError.write("baton: \($0)\n") }
        api = SessionAPI(machines: machines, journal: journal, settings: settings)
        configuration.localAPI = api
        engine = try Engine(configuration)
        api.connect(to: engine)
        control = ControlServer(beside: location, engine: engine, journal: journal)
    }

    /// Notes where a machine comes from, for the commands that go on with its executions.
    func register(_ machine: ResolvedMachine, from source: MachineSource) {
        sources.register(source, forMachine: machine.stateMachineArn)
    }

    /// Stops taking requests, finishes what is being written, and lets go of the journal. What runs stays in the journal.
    func close() {
        control?.close()
        api.close()
        engine.shutdown()
        telemetry?.close()
        tasks.close()
        journal.close()
    }
}

/// Waits for the one answer that a completion brings.
func waitFor<Value: Sendable>(
    _ body: (@escaping @Sendable (Result<Value, ServiceError>) -> Void) -> Void
) throws(ServiceError) -> Value {
    let answers = Mailbox<Result<Value, ServiceError>>()
    body { answers.send($0) }
    guard case .elements(let results) = answers.receive(), let result = results.first else {
        throw ServiceError(code: "ServiceUnavailable", message: "no answer came")
    }
    return try result.get()
}
