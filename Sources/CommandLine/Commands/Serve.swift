import ArgumentParser
import AgentTools
import Baton
import Engine
import Glibc
import Interpreter
import JSON
import Journal
import Registry
import Server
import Tasks
import Telemetry

/// `baton serve`
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the Step Functions API to the AWS CLI and SDKs.",
        discussion: """
            Executions that a crash or a stop interrupted go on. Control-C finishes what is being written and stops.

            Example:
              baton serve --port 8083 &
              aws stepfunctions list-state-machines --endpoint-url http://127.0.0.1:8083
            """)

    @Option(name: .long, help: ArgumentHelp("The port; 0 lets the system choose.", valueName: "number"))
    var port = 8083

    @Option(
        name: .long,
        help: ArgumentHelp("The address to listen on; localhost is 127.0.0.1 and ::1.", valueName: "address"))
    var host = "localhost"

    @Flag(
        name: .long,
        help: "Answer only requests signed with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of the environment.")
    var requireSignature = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Mocked integrations, in the format of Step Functions Local (or SFN_MOCK_CONFIG).", valueName: "file"),
        completion: .file())
    var mockConfig: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Where the logs go that loggingConfiguration asks for; without it there are none.", valueName: "folder"),
        completion: .directory)
    var logFolder: String?

    @Option(
        name: .long, help: ArgumentHelp("How the server's own messages are written: text or json.", valueName: "format")
    )
    var logFormat = ServerLog.Format.text

    @Flag(name: .long, help: "Write a line for each request.")
    var logRequests = false

    @OptionGroup var engineOptions: EngineOptions
    @OptionGroup var journal: JournalOptions

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("'--port' must be from 0 to 65535") }
    }

    func run() throws {
        Self.blockSignals()
        Self.raiseFileLimit()
        let settings = try settings()
        let log = try ServerLog(logFormat)
        defer { log.close() }
        let inProcess = InProcessAPI()
        let counts = ExecutionCounts()
        let journal = try journal.location.openForWriting(engineOptions.durability.value)
        let telemetry = try LiveTelemetry.start(settings.telemetry, journal)
        let tools = settings.toolBox
        defer { tools.close() }
        var configuration = try configuration(settings, journal, inProcess, counts, telemetry, log)
        configuration.programs = tools.programs
        let runtime = try LocalRuntime(configuration)
        let server: StepFunctionsServer
        do {
            server = try StepFunctionsServer(
                engine: runtime.engine, registry: runtime.registry,
                configuration: try serverConfiguration(settings, runtime, inProcess, counts, log))
        } catch let failure as Failure {
            runtime.close()
            throw failure
        } catch {
            runtime.close()
            throw Failure.usage("cannot listen on \(host):\(port): \(error)")
        }
        if !isLoopback, !requireSignature {
            log.write(
                .warning,
                "\(host) can be reached from other machines, and anybody may call: consider --require-signature")
        }
        log.write(.info, "serving the Step Functions API on http://\(urlHost):\(server.port)")
        waitForSignal()
        server.stop()
        telemetry?.close()
        runtime.close()
    }

    private func settings() throws(Failure) -> Settings {
        var settings = try Settings(path: engineOptions.config, folder: Files.currentFolder)
        settings.environment = StepFunctionsLocalVariables.translated(settings.environment)
        // What the configuration says counts more.
        if settings.account == TaskConfiguration.defaultAccount,
            let account = try StepFunctionsLocalVariables.account(settings.environment)
        {
            settings.account = account
            settings.tasks.account = account
        }
        return settings
    }

    /// An IPv6 address stands in brackets.
    private var urlHost: String {
        if host == "localhost" { return "127.0.0.1" }
        return host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
    }

    private var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

    private func configuration(
        _ settings: Settings, _ journal: any ExecutionJournal, _ inProcess: InProcessAPI, _ counts: ExecutionCounts,
        _ telemetry: LiveTelemetry?, _ log: ServerLog
    ) throws -> LocalRuntime.Configuration {
        var configuration = LocalRuntime.Configuration(
            journal: journal, tasks: settings.tasks, environment: settings.environment)
        let guardrails = ServedGuardrails(common: settings.guardrails)
        configuration.handlers = settings.modelHandlers
        configuration.handlers["bedrockruntime:applyGuardrail"] = GuardrailHandler(
            model: configuration.handlers["bedrockruntime:converse"], guardrails: guardrails.guardrail)
        configuration.lowering = settings.agentLowering
        configuration.mocks = try mocks(settings, journal)
        configuration.waitTimeScale = try waitTimeScale(settings)
        let logFolder = logFolder
        configuration.observer = { registry in
            guardrails.connect(registry)
            let log = try logFolder.map { try ExecutionLog(registry: registry, folder: $0) }
            let observers: [(any ExecutionObserver)?] = [counts, log, telemetry]
            return ObserverGroup(observers.compactMap { $0 })
        }
        configuration.quotas = settings.quotas
        configuration.region = settings.region
        let interruptedTasks = settings.interruptedTasks
        configuration.interruptedTaskPolicy = {
            InterruptedTaskPolicy(sideEffectIn: $0.stateComment) ?? interruptedTasks
        }
        configuration.localAPI = inProcess
        configuration.log = settings.log
        configuration.readYAML = { try yaml($0, path: $1) }
        configuration.reportFault = { log.write(.error, $0) }
        return configuration
    }

    private func mocks(_ settings: Settings, _ journal: any ExecutionJournal) throws(Failure) -> ExecutionMocks? {
        guard let path = mockConfig ?? settings.environment["SFN_MOCK_CONFIG"] else { return nil }
        let bytes = try Files.read(path)
        do {
            return ExecutionMocks(try MockConfiguration(try JSONValue(parsing: bytes)), journal: journal)
        } catch {
            throw .usage("\(path): \(error)")
        }
    }

    private func waitTimeScale(_ settings: Settings) throws(Failure) -> Double {
        guard let text = settings.environment["WAIT_TIME_SCALE"] else { return 1 }
        guard let scale = Double(text), scale >= 0, scale.isFinite else {
            throw .usage("WAIT_TIME_SCALE must be a number that is not negative, such as 0.001; it is '\(text)'")
        }
        return scale
    }

    private func serverConfiguration(
        _ settings: Settings, _ runtime: LocalRuntime, _ inProcess: InProcessAPI, _ counts: ExecutionCounts,
        _ log: ServerLog
    ) throws -> StepFunctionsServer.Configuration {
        var configuration = StepFunctionsServer.Configuration()
        configuration.http.host = host
        configuration.http.port = port
        configuration.inProcess = inProcess
        configuration.stores = runtime.tasks.builtInStores(region: settings.region)
        configuration.executionCounts = counts
        configuration.requestLog = logRequests ? log : nil
        guard requireSignature else { return configuration }
        guard let id = settings.environment["AWS_ACCESS_KEY_ID"],
            let secret = settings.environment["AWS_SECRET_ACCESS_KEY"]
        else {
            throw Failure.usage("'--require-signature' needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to be set")
        }
        configuration.signatures = .keys([id: secret])
        return configuration
    }

    /// Waits for Control-C or a request to end.
    private func waitForSignal() {
        var signals = Self.endSignals
        var received: CInt = 0
        sigwait(&signals, &received)
        // A second one ends the process at once.
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    /// Lets as many clients connect as the system allows.
    private static func raiseFileLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// Keeps these signals for `waitForSignal`: to be called before any thread is started.
    private static func blockSignals() {
        var signals = endSignals
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    private static var endSignals: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        return signals
    }
}

extension ServerLog.Format: ExpressibleByArgument {}
