import Engine
import Glibc
import Interpreter
import JSON
import Journal
import StatesLanguage
import Synchronization
import Tasks
import Threads

/// Runs a mix of workflows on the journal it is given until all have ended; killed and started again in between.
///
/// Arguments: the directory, how many executions, and `run`, `check`, or a seed: then commits fail that the seed chooses. Ends with 0 when all is done, or all is well;
/// prints what is wrong otherwise.
@main enum EngineCrashDummy {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let count = Int(arguments[2]) else { exit(2) }
        let world = CrashWorld(directory: arguments[1], count: count)
        let faults = try arguments[3] == "check" ? CrashCheck(world).faults() : world.live(seed: UInt64(arguments[3]))
        for fault in faults { print(fault) }
        exit(faults.isEmpty ? 0 : 3)
    }
}

struct CrashMachines: MachineDirectory {
    private let machines: [String: ResolvedMachine]

    init() {
        var machines: [String: ResolvedMachine] = [:]
        for workload in CrashWorkload.allCases {
            let compilation = DefinitionCompiler().compile(workload.definition)
            guard let machine = compilation.machine else { fatalError("\(workload): \(compilation.diagnostics)") }
            let arn = CrashWorkload.prefix + workload.name
            machines[arn] = ResolvedMachine(
                stateMachineArn: arn, name: workload.name, roleArn: "arn:aws:iam::123456789012:role/test",
                definition: workload.definition, machine: machine, isExpress: false)
        }
        self.machines = machines
    }

    func machine(arn: String) throws(MachineLookupError) -> ResolvedMachine {
        guard let machine = machines[arn] else {
            throw MachineLookupError(code: "StateMachineDoesNotExist", message: arn)
        }
        return machine
    }

    func activityExists(arn: String) -> Bool { arn == CrashWorkload.activityArn }
}

/// What one life of the process does.
struct CrashWorld {
    let directory: String
    let count: Int

    var journalPath: String { directory + "/journal.db" }
    /// What the functions did.
    var notes: LineFile { LineFile(path: directory + "/notes") }
    /// What the engine said: `A ARN` started, `Y TOKEN` answered, `P TOKEN` handed to a worker, `X ARN` stopped,
    /// `R ARN` redriven.
    var promises: LineFile { LineFile(path: directory + "/promises") }

    static func arn(_ workload: CrashWorkload, _ name: String) -> String {
        "arn:aws:states:us-east-1:123456789012:execution:\(workload.name):\(name)"
    }

    /// - Parameter seed: chooses the commits that fail; none does without it.
    /// - Returns: what went wrong that should not.
    func live(seed: UInt64?) throws -> [String] {
        let file = try SQLiteJournal(path: journalPath, access: .write(.full))
        let journal: any ExecutionJournal = seed.map { FaultyJournal(file, failingWithSeed: $0) } ?? file
        let machines = CrashMachines()
        let faults = Mutex<[String]>([])
        let objects = try CrashObjects(folder: directory + "/buckets")
        var configuration = EngineConfiguration(
            journal: journal, tasks: try CrashTasks(notes, objects), machines: machines,
            clock: { SystemClock.milliseconds() }, randomSeed: { UInt64.random(in: 0 ... .max) })
        configuration.datasets = ObjectDatasets(store: objects.store)
        configuration.parkedExecutionsInMemory = 3
        // Where commits are made to fail, faults are what is to be expected.
        if seed == nil { configuration.reportFault = { fault in faults.withLock { $0.append(fault) } } }
        configuration.writeRetryMilliseconds = 50
        let lost = try promises.words().filter { try $0[0] == "A" && journal.execution(arn: $0[1]) == nil }
        if !lost.isEmpty { return lost.map { "lost: \($0[1])" } }
        try startLifted(configuration, machines)
        let engine = try Engine(configuration)
        let isOver = Flag()
        pollActivities(engine, isOver)
        while true {
            for number in try missing(journal) where CrashWorkload.of(number) != .lifted {
                try start(number, engine, machines)
            }
            answer(engine)
            stop(engine)
            try redrive(engine, journal)
            if try hasEnded(journal) { break }
            usleep(5_000)
        }
        isOver.set()
        engine.shutdown()
        journal.close()
        return faults.withLock { $0 }
    }

    private func missing(_ journal: any ExecutionJournal) throws -> [Int] {
        try (0..<count).filter { try journal.execution(arn: Self.arn(.of($0), "e\($0)")) == nil }
    }

    private func hasEnded(_ journal: any ExecutionJournal) throws -> Bool {
        try journal.openExecutions().isEmpty && missing(journal).isEmpty
            && redrivable.allSatisfy { try journal.execution(arn: $0)?.status == .succeeded }
    }

    /// Starts what needs no quotas in an engine that has none; the one that goes on with it has AWS's.
    private func startLifted(_ configuration: EngineConfiguration, _ machines: CrashMachines) throws {
        var configuration = configuration
        configuration.quotas = .lifted
        configuration.takesUpOpenExecutions = false
        let engine = try Engine(configuration)
        defer { engine.shutdown() }
        while true {
            let numbers = try missing(configuration.journal).filter { CrashWorkload.of($0) == .lifted }
            if numbers.isEmpty { return }
            for number in numbers { try start(number, engine, machines) }
            usleep(20_000)
        }
    }

    /// The ARNs of those that fail until they are redriven.
    private var redrivable: [String] {
        (0..<count).filter { CrashWorkload.of($0).needsRedrive }.map { Self.arn(.of($0), "e\($0)") }
    }

    private func redrive(_ engine: Engine, _ journal: any ExecutionJournal) throws {
        let promises = promises
        for arn in redrivable where try journal.execution(arn: arn)?.status == .failed {
            engine.redrive(executionArn: arn) { if case .success = $0 { promises.append("R \(arn)") } }
        }
    }

    private func start(_ number: Int, _ engine: Engine, _ machines: CrashMachines) throws {
        let workload = CrashWorkload.of(number)
        let machine = try machines.machine(arn: CrashWorkload.prefix + workload.name)
        let promises = promises
        engine.start(
            StartRequest(
                machine: machine, name: "e\(number)", input: try Payload(parsing: CrashWorkload.input(number)))
        ) { result in
            if let started = try? result.get() { promises.append("A \(started.executionArn)") }
        }
    }

    /// Answers what callbacks and workers were given, each once or again where the answer was not acknowledged.
    private func answer(_ engine: Engine) {
        let answered = Set(promises.words().filter { ["Y", "N"].contains($0[0]) }.map { $0[1] })
        let promises = promises
        var tokens: [(String, String)] = notes.words().filter { $0[0] == "T" }.map { ($0[1], #"{"answer":"yes"}"#) }
        tokens += promises.words().filter { $0[0] == "P" }.map { ($0[1], #"{"v":\#($0[2])}"#) }
        for (token, output) in tokens where !answered.contains(token) {
            guard let output = try? Payload(parsing: output) else { continue }
            engine.sendTaskSuccess(token: token, output: output) { result in
                switch result {
                case .success: promises.append("Y \(token)")
                case .failure(let error): if error.code == "TaskTimedOut" { promises.append("N \(token)") }
                }
            }
        }
    }

    private func pollActivities(_ engine: Engine, _ isOver: Flag) {
        let promises = promises
        _ = engine.pollActivity(arn: CrashWorkload.activityArn, workerName: "w") { outcome in
            guard case .success(let task?) = outcome else {
                // Its commit failed, or the engine ends.
                if !isOver.isSet { self.pollActivities(engine, isOver) }
                return
            }
            let number = (try? JSONValue(parsing: task.input))?["v"]?.integer ?? 0
            promises.append("P \(task.taskToken) \(number + 1)")
            self.pollActivities(engine, isOver)
        }
    }

    private func stop(_ engine: Engine) {
        let stopped = Set(promises.words().filter { $0[0] == "X" }.map { $0[1] })
        let promises = promises
        for number in 0..<count where CrashWorkload.of(number) == .stopped {
            let arn = Self.arn(.stopped, "e\(number)")
            guard !stopped.contains(arn) else { continue }
            engine.stop(executionArn: arn, error: "Test.Stop", cause: nil) { result in
                if case .success = result { promises.append("X \(arn)") }
            }
        }
    }
}

/// Set once, from any thread.
final class Flag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .relaxed) }

    func set() { value.store(true, ordering: .relaxed) }
}
