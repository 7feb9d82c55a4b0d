import AgentStates
import AgentTools
import Engine
import JSON
import Journal
import Synchronization
import Tasks

/// Performs tasks with what belongs to their machine, and prepares to only when the first one comes: most of the time to
/// start goes into it.
final class LazyTaskHandler: TaskHandler {
    private let settings: Settings
    private let sources: SourceRegistry
    private let journal: any ExecutionJournal
    /// By the folder of the machine; the empty one for machines without a known source.
    private let dispatchers = Mutex<[String: Performers]>([:])

    /// What performs the tasks of the machines of a folder.
    private struct Performers {
        let dispatcher: TaskDispatcher
        let tools: ToolBox
    }

    /// The guardrails of definitions, by the machine.
    private let own = Guardrails()

    /// - Parameter settings: hold for machines without a known source, and in its own folder.
    init(settings: Settings, sources: SourceRegistry, journal: any ExecutionJournal) {
        self.settings = settings
        self.sources = sources
        self.journal = journal
    }

    func start(
        _ attempt: TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void
    ) -> TaskCancellation {
        do {
            return try dispatcher(forExecution: attempt.executionArn).start(attempt, report: report)
        } catch {
            let reason = (error as? Failure)?.message ?? "\(error)"
            report(.failed(error: "States.Runtime", cause: reason))
            return .none
        }
    }

    /// What distributed Map states of workflows of this folder read and write.
    func datasets(region: String) throws -> ObjectDatasets {
        ObjectDatasets(try dispatcher(forKey: "", source: nil), region: region)
    }

    func close() {
        for performers in dispatchers.withLock({ $0.values.map(\.self) }) {
            performers.dispatcher.close()
            performers.tools.close()
        }
    }

    private func dispatcher(forExecution arn: String) throws -> TaskDispatcher {
        let source = sources.source(ofMachine: machineArn(ofExecution: arn))
        let isOwn = source == nil || source?.folder == settings.folder
        return try dispatcher(forKey: isOwn ? "" : source?.folder ?? "", source: isOwn ? nil : source)
    }

    private func dispatcher(forKey key: String, source: MachineSource?) throws -> TaskDispatcher {
        try dispatchers.withLock { dispatchers in
            if let present = dispatchers[key] { return present.dispatcher }
            var settings = settings
            if let source { settings = try settings.moved(to: source) }
            let tools = settings.toolBox
            var handlers = settings.modelHandlers
            handlers["bedrockruntime:applyGuardrail"] = GuardrailHandler(
                model: handlers["bedrockruntime:converse"], guardrails: guardrails(settings))
            let dispatcher = try TaskDispatcher(
                configuration: settings.tasks, environment: settings.environment, items: try JournalItemStore(journal),
                handlers: handlers, programs: tools.programs, readYAML: { try yaml($0, path: $1) }, log: settings.log)
            dispatchers[key] = Performers(dispatcher: dispatcher, tools: tools)
            return dispatcher
        }
    }

    /// Guardrails of the definition that an execution is of, then those of the configuration.
    private func guardrails(_ settings: Settings) -> @Sendable (String, String) -> Guardrail? {
        let common = settings.guardrails
        let own = self.own
        let sources = sources
        return { name, execution in
            let arn = machineArn(ofExecution: execution)
            let found = own.withLock { own in
                if let known = own[arn] { return known }
                let lowering = sources.source(ofMachine: arn)?.file.flatMap { try? DefinitionFile(path: $0).lowered() }
                let found = lowering?.requirements.localGuardrails ?? [:]
                own[arn] = found
                return found
            }
            return found[name] ?? common[name]
        }
    }
}

/// `…:stateMachine:order` of `…:execution:order:NAME`, `…:execution:order/label:NAME` and `…:express:order:NAME:ID`.
private func machineArn(ofExecution arn: String) -> String {
    var parts = arn.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count > 6 else { return arn }
    parts[5] = "stateMachine"
    parts[6] = String(parts[6].prefix { $0 != "/" })
    return parts[...6].joined(separator: ":")
}

/// The guardrails of definitions that were needed so far, by machine and name.
private final class Guardrails: Sendable {
    private let storage = Mutex<[String: [String: Guardrail]]>([:])

    func withLock<Result>(_ body: (inout [String: [String: Guardrail]]) -> Result) -> Result where Result: Sendable {
        storage.withLock { body(&$0) }
    }
}
