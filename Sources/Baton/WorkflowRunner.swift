internal import Engine
internal import Glibc
internal import Interpreter
public import JSON
internal import Journal
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
    ///   - environment: what functions inherit, and where AWS-compatible endpoints are named (`AWS_ENDPOINT_URL_…`).
    /// - Throws: `WorkflowError.unavailable` where the journal cannot be had, with who holds it or what is wrong with it.
    public init(
        storage: Storage = .memory, folder: String = ".", environment: [String: String] = [:]
    ) throws(WorkflowError) {
        do {
            let journal: any ExecutionJournal =
                switch storage {
                case .memory: InMemoryJournal()
                case .file(let path): try SQLiteJournal(path: path)
                }
            runtime = try LocalRuntime(
                LocalRuntime.Configuration(
                    journal: journal, tasks: TaskConfiguration(folder: Self.absolute(folder)),
                    environment: environment))
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

    private static func absolute(_ folder: String) -> String {
        guard let path = realpath(folder, nil) else { return folder }
        defer { free(path) }
        return String(cString: path)
    }
}
