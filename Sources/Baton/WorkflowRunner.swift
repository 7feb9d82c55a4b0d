internal import Engine
internal import Glibc
internal import Interpreter
public import JSON
internal import Journal
internal import Models
internal import Tasks

/// Runs workflows in this process, with the semantics of AWS Step Functions.
///
/// Functions of a workflow are looked for in `functions/NAME/` of the runner's folder, objects in `buckets/BUCKET/`.
/// A runner on a file goes on with what an earlier one left running there.
public final class WorkflowRunner: Sendable {
    /// Where executions are kept.
    public enum Storage: Sendable {
        /// Gone with the process.
        case memory
        /// A journal in that file, which survives crashes.
        case file(String)
    }

    private let runtime: LocalRuntime

    /// - Parameters:
    ///   - folder: where functions and buckets are, absolute or from the current folder.
    ///   - configuration: the path of the configuration; nil for `baton.yaml` in the folder, where there is one.
    ///   - environment: what functions inherit, where AWS-compatible endpoints are named (`AWS_ENDPOINT_URL_…`), and where
    ///     the keys of models are.
    /// - Throws: `WorkflowError.unavailable` where the journal cannot be had, with who holds it or what is wrong with it,
    ///   and where the configuration is wrong.
    public init(
        storage: Storage = .memory, folder: String = ".", configuration: String? = nil,
        environment: [String: String] = [:]
    ) throws(WorkflowError) {
        do {
            let journal: any ExecutionJournal =
                switch storage {
                case .memory: InMemoryJournal()
                case .file(let path): try SQLiteJournal(path: path)
                }
            let project = try ProjectConfiguration(path: configuration, folder: FileContents.absolute(folder))
            var runtimeConfiguration = LocalRuntime.Configuration(
                journal: journal, tasks: project.tasks, environment: environment)
            runtimeConfiguration.readYAML = { try ProjectConfiguration.yaml($0, path: $1) }
            let world = ModelCatalog.World(
                environment: environment, readYAML: { try ProjectConfiguration.yaml($0, path: $1) })
            runtimeConfiguration.handlers = ModelHandler(catalog: ModelCatalog(project.models, world)).handlers
            runtime = try LocalRuntime(runtimeConfiguration)
        } catch let error as WorkflowError {
            throw error
        } catch {
            throw .unavailable("\(error)")
        }
    }

    deinit { runtime.close() }

    /// Runs a workflow to its end and gives its output.
    ///
    /// - Parameter name: of the execution; the same name with the same input finds the one that runs.
    /// - Throws: `WorkflowError.failed` with the error and its cause, `timedOut`, `aborted`, or `unavailable`.
    public func run(
        _ workflow: Workflow, input: JSONValue = [:], name: String? = nil
    ) async throws(WorkflowError) -> JSONValue {
        let account = "123456789012"
        let machine = ResolvedMachine(
            stateMachineArn: "arn:aws:states:us-east-1:\(account):stateMachine:\(workflow.name)", name: workflow.name,
            roleArn: "arn:aws:iam::\(account):role/baton", definition: workflow.definition,
            machine: workflow.machine, isExpress: false)
        let request = StartRequest(machine: machine, name: name, input: Payload(input))
        let result = await withCheckedContinuation { continuation in
            runtime.engine.startAndWait(request) { continuation.resume(returning: $0) }
        }
        return try Self.output(result)
    }

    private static func output(_ result: Result<FinishedExecution, ServiceError>) throws(WorkflowError) -> JSONValue {
        switch result {
        case .failure(let error): throw .unavailable("\(error.code): \(error.message)")
        case .success(let finished):
            switch finished.outcome {
            case .succeeded(let output): return output.value
            case .failed(let error, let cause): throw .failed(error: error, cause: cause)
            case .timedOut: throw .timedOut
            case .aborted(let error, let cause): throw .aborted(error: error, cause: cause)
            }
        }
    }
}
